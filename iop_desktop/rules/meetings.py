"""When a session may be planned, started and ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from iop_desktop.rules.attendance import EARLY_ARRIVAL, LATE_LEAVING, SessionSpan
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import Role

LONGEST = timedelta(hours=8)
LONGEST_HELD = timedelta(hours=12)


class Leading(StrEnum):
    """In what capacity somebody runs a session."""

    OWN = "own"
    SUBSTITUTE = "substitute"


def leads_as(staff_id: UUID, role: Role, leaders: Collection[UUID | None]) -> Leading | None:
    """How this person may run a session with these ``leaders`` (facilitator, co-facilitator); None when not at all.

    A facilitator of another group may stand in; supervisors and administrators run only what they lead themselves.
    """
    if staff_id in leaders:
        return Leading.OWN
    return Leading.SUBSTITUTE if role is Role.FACILITATOR else None


def refusals_to_correct(
    started_at: datetime | None, ended_at: datetime | None, now: datetime, *, signed: bool
) -> tuple[Refusal, ...]:
    """Why these cannot be kept as the times at which a session began and ended."""
    if signed:
        return refusals_under_signature(signed)
    if started_at is None:
        return (Refusal("not-started", "Write when the session began.", "started_at"),)
    found = [
        Refusal("ahead", "That time has not come yet.", field)
        for field, moment in (("started_at", started_at), ("ended_at", ended_at))
        if moment is not None and moment > now
    ]
    if ended_at is not None and ended_at <= started_at:
        found.append(Refusal("order", "The session must end after it begins.", "ended_at"))
    if ended_at is not None and ended_at - started_at > LONGEST_HELD:
        found.append(Refusal("long", "A session lasts at most twelve hours. Check both times.", "ended_at"))
    return tuple(found)


def refusals_under_signature(signed: bool) -> tuple[Refusal, ...]:
    """The times of a session stand in each of its notes, so they stay once one is signed."""
    if not signed:
        return ()
    text = "Notes of this session are signed, and they state when it began and ended. Nothing was changed."
    return (Refusal("signed", text, "session"),)


def refusals_to_plan(planned: SessionSpan, others: Iterable[SessionSpan]) -> tuple[Refusal, ...]:
    """Why a group cannot meet then; ``others`` are its other sessions."""
    if planned.ends_at <= planned.starts_at:
        return (Refusal("order", "The session must end after it begins.", "ends_at"),)
    found = []
    if planned.ends_at - planned.starts_at > LONGEST:
        found.append(Refusal("long", "A session lasts at most eight hours.", "ends_at"))
    if any(other.starts_at < planned.ends_at and planned.starts_at < other.ends_at for other in others):
        found.append(Refusal("overlap", "This group already meets at that time.", "starts_at"))
    return tuple(found)


def refusals_to_start(planned: SessionSpan, started_at: datetime | None, now: datetime) -> tuple[Refusal, ...]:
    """Why a session cannot be started now."""
    if started_at is not None:
        return (Refusal("started", "This session was started already.", "session"),)
    if now < planned.starts_at - EARLY_ARRIVAL:
        text = "This session begins more than an hour from now, so it was not started."
        return (Refusal("early", text, "session"),)
    return ()


def refusals_to_end(
    planned: SessionSpan, started_at: datetime | None, ended_at: datetime | None, now: datetime
) -> tuple[Refusal, ...]:
    """Why a session cannot be ended now."""
    if started_at is None:
        return (Refusal("not-started", "This session has not been started.", "session"),)
    if ended_at is not None:
        return (Refusal("ended", "This session was ended already.", "session"),)
    if actual_end(planned, now) <= started_at:
        text = "A session cannot end before it began. Check the clock of this computer."
        return (Refusal("order", text, "session"),)
    return ()


def actual_start(planned: SessionSpan, now: datetime) -> datetime:
    """When a session began that is started now, to the minute.

    One that is written down after its planned end is taken to have begun on time.
    """
    minute = now.replace(second=0, microsecond=0)
    return planned.starts_at if minute >= planned.ends_at else minute


def actual_end(planned: SessionSpan, now: datetime) -> datetime:
    """When a session ended that is ended now, to the minute.

    One that was left running for more than an hour after its planned end is taken to have ended on time.
    """
    minute = now.replace(second=0, microsecond=0)
    return planned.ends_at if minute > planned.ends_at + LATE_LEAVING else minute
