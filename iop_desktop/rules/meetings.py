"""When a session may be planned, skipped, moved, started, ended and recorded afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from iop_desktop.rules.attendance import EARLY_ARRIVAL, LATE_LEAVING, SessionSpan
from iop_desktop.rules.refusal import Refusal

LONGEST = timedelta(hours=8)
LONGEST_HELD = timedelta(hours=12)
PLANNED_AHEAD = timedelta(days=14)
LONGEST_REASON = 160
LONGEST_CLOSURE = timedelta(days=90)
LONGEST_CLOSURE_REASON = 140


class Leading(StrEnum):
    """In what capacity somebody runs a session."""

    OWN = "own"
    SUBSTITUTE = "substitute"


def leads_as(staff_id: UUID, leaders: Collection[UUID | None], *, may_stand_in: bool) -> Leading | None:
    """How this person may run a session with these ``leaders`` (facilitator, co-facilitator); None when not at all.

    A facilitator of another group may stand in (``Right.STAND_IN``); others run only what they lead themselves.
    """
    if staff_id in leaders:
        return Leading.OWN
    return Leading.SUBSTITUTE if may_stand_in else None


def may_plan(staff_id: UUID, leaders: Collection[UUID | None], *, all_groups: bool) -> bool:
    """Whether this person plans, skips and moves the sessions of a group that these ``leaders`` lead."""
    return all_groups or staff_id in leaders


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
    if _overlaps(planned, others):
        found.append(Refusal("overlap", "This group already meets at that time.", "starts_at"))
    return tuple(found)


def refusals_to_skip(started_at: datetime | None, *, cancelled: bool, reason: str) -> tuple[Refusal, ...]:
    """Why a planned session cannot be skipped."""
    if started_at is not None:
        return (Refusal("started", "This session was started already, so it is not skipped.", "session"),)
    if cancelled:
        return (Refusal("cancelled", "This session was skipped already.", "session"),)
    return refusals_of_reason(reason, "Write why the session is skipped.")


def refusals_to_restore(planned: SessionSpan, now: datetime, others: Iterable[SessionSpan]) -> tuple[Refusal, ...]:
    """Why a skipped session cannot be planned again; ``others`` are the group's other sessions that stand."""
    if planned.starts_at <= now:
        text = "That time is past. Record it as a past session if the group met after all."
        return (Refusal("past", text, "session"),)
    return refusals_to_plan(planned, others)


def refusals_to_move(
    started_at: datetime | None, target: SessionSpan, now: datetime, others: Iterable[SessionSpan], *, cancelled: bool
) -> tuple[Refusal, ...]:
    """Why a session cannot be moved to another time."""
    if started_at is not None:
        return (Refusal("started", "This session was started already, so it is not moved.", "session"),)
    if cancelled:
        return (Refusal("cancelled", "This session was skipped. Restore it first.", "session"),)
    if target.starts_at <= now:
        return (Refusal("past", "Choose a time that is still to come.", "starts_at"),)
    return refusals_to_plan(target, others)


def refusals_to_record_past(
    held: SessionSpan, now: datetime, reason: str, others: Iterable[SessionSpan]
) -> tuple[Refusal, ...]:
    """Why a session that was held cannot be recorded afterwards with these actual times."""
    if held.ends_at <= held.starts_at:
        return (Refusal("order", "The session must end after it begins.", "ends_at"),)
    found = []
    if held.ends_at > now:
        found.append(Refusal("ahead", "That time has not come yet.", "ends_at"))
    if held.ends_at - held.starts_at > LONGEST_HELD:
        found.append(Refusal("long", "A session lasts at most twelve hours. Check both times.", "ends_at"))
    if _overlaps(held, others):
        found.append(Refusal("overlap", "This group has a session at that time already.", "starts_at"))
    return (*found, *refusals_of_reason(reason, "Write why it is recorded only now."))


def refusals_of_closure(first_on: date, last_on: date, reason: str) -> tuple[Refusal, ...]:
    """Why the clinic cannot be closed from one day to another."""
    if last_on < first_on:
        return (Refusal("order", "The last day must not be before the first day.", "last_on"),)
    if last_on - first_on > LONGEST_CLOSURE:
        return (Refusal("long", "A closure lasts at most 90 days. Check both days.", "last_on"),)
    if len(reason.strip()) > LONGEST_CLOSURE_REASON:
        return (Refusal("reason", f"Keep the reason under {LONGEST_CLOSURE_REASON} characters.", "reason"),)
    return refusals_of_reason(reason, "Write why the clinic is closed.")


def refusals_of_reason(reason: str, wanted: str) -> tuple[Refusal, ...]:
    """Why these words are no reason; ``wanted`` asks for one."""
    if not reason.strip():
        return (Refusal("reason", wanted, "reason"),)
    if len(reason.strip()) > LONGEST_REASON:
        return (Refusal("reason", f"Keep the reason under {LONGEST_REASON} characters.", "reason"),)
    return ()


def is_recorded_late(planned: SessionSpan, now: datetime, zone: tzinfo) -> bool:
    """Whether a session that is written down now is a late entry: its last day on the clinic's calendar is over."""
    return now.astimezone(zone).date() > planned.ends_at.astimezone(zone).date()


def refusals_of_skipped(cancelled: bool) -> tuple[Refusal, ...]:
    """A session that was skipped is neither held nor recorded."""
    if not cancelled:
        return ()
    return (Refusal("cancelled", "This session was skipped. Restore it on the Groups page first.", "session"),)


def refusals_to_start(
    planned: SessionSpan, started_at: datetime | None, now: datetime, *, ahead: bool = False, cancelled: bool = False
) -> tuple[Refusal, ...]:
    """Why a session cannot be started now; ``ahead`` confirms that it is held more than an hour before its time."""
    if cancelled:
        return refusals_of_skipped(cancelled)
    if started_at is not None:
        return (Refusal("started", "This session was started already.", "session"),)
    if now < planned.starts_at - EARLY_ARRIVAL and not ahead:
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


def held_ahead(planned: SessionSpan, started_at: datetime) -> SessionSpan:
    """The plan of a session that was begun ahead of its time: as long as planned, from when it really began."""
    return SessionSpan(started_at, started_at + (planned.ends_at - planned.starts_at))


def _overlaps(span: SessionSpan, others: Iterable[SessionSpan]) -> bool:
    return any(other.starts_at < span.ends_at and span.starts_at < other.ends_at for other in others)
