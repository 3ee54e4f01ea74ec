"""When a session may be planned, started and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from iop_desktop.rules.attendance import EARLY_ARRIVAL, LATE_LEAVING, SessionSpan
from iop_desktop.rules.refusal import Refusal

LONGEST = timedelta(hours=8)


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
