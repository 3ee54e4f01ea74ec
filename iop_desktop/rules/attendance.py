"""What attendance events add up to, and which times may be recorded.

Minutes are the time between in and out inside the session; a part of a minute does not count
(the raw times are kept as they were recorded and never altered).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus

EARLY_ARRIVAL = timedelta(minutes=60)
LATE_LEAVING = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """When a session was held: aware UTC times, the actual ones where they are known."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded event of one member, in the order it was recorded."""

    event_id: UUID
    batch_id: UUID
    kind: AttendanceEventKind
    status: AttendanceStatus | None = None
    at: datetime | None = None
    text: str = ""
    undoes: UUID | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """What the events of one member add up to."""

    status: AttendanceStatus = AttendanceStatus.UNMARKED
    time_in: datetime | None = None
    time_out: datetime | None = None
    reason: str = ""
    observations: tuple[str, ...] = ()

    @property
    def observation(self) -> str:
        """The latest quick observation."""
        return self.observations[-1] if self.observations else ""


def add_up(events: Iterable[Event], span: SessionSpan) -> Attendance:
    """Fold the events of one member, oldest first, into what is shown. Undone batches count for nothing."""
    kept = tuple(events)
    undone = undone_batches((event.batch_id, event.undoes) for event in kept)
    result = Attendance()
    for event in kept:
        if event.batch_id not in undone:
            result = _apply(result, event, span)
    return result


def undone_batches(steps: Iterable[tuple[UUID, UUID | None]]) -> frozenset[UUID]:
    """The batches that no longer count, from (batch, batch it undoes) oldest first.

    An undo that was itself undone later has no effect, so what it had undone counts again.
    """
    undone: set[UUID] = set()
    for batch, undoes in reversed(tuple(steps)):
        if undoes is not None and batch not in undone:
            undone.add(undoes)
    return frozenset(undone)


def _apply(current: Attendance, event: Event, span: SessionSpan) -> Attendance:
    match event.kind:
        case AttendanceEventKind.MARKED:
            return _marked(current, event, span)
        case AttendanceEventKind.TIME_IN:
            return replace(current, time_in=event.at)
        case AttendanceEventKind.TIME_OUT:
            return replace(current, time_out=event.at)
        case AttendanceEventKind.REASON:
            return replace(current, reason=event.text)
        case AttendanceEventKind.OBSERVED:
            return replace(current, observations=_observed(current.observations, event))
        case _:
            return current


def _observed(before: tuple[str, ...], event: Event) -> tuple[str, ...]:
    """A text is added; an empty one takes back the latest and leaves the others."""
    return (*before, event.text) if event.text else before[:-1]


def _marked(current: Attendance, event: Event, span: SessionSpan) -> Attendance:
    """A mark sets the time it implies: present from the start, late or left at the moment of the mark.

    The same mark again changes nothing. A different one drops the time that only the former mark implied, and
    the reason, which was given for the former status.
    """
    status = event.status or AttendanceStatus.UNMARKED
    if status is current.status:
        return current
    if not status.attended:
        return replace(current, status=status, time_in=None, time_out=None, reason="")
    moment = within(event.at or span.starts_at, span)
    time_in = current.time_in or span.starts_at
    time_out = current.time_out
    if current.status is AttendanceStatus.LEFT_EARLY:
        time_out = None
    if status is AttendanceStatus.LATE:
        time_in = moment
    elif status is AttendanceStatus.LEFT_EARLY:
        time_out = moment
    elif status is AttendanceStatus.PRESENT and current.status is AttendanceStatus.LATE:
        time_in = span.starts_at
    return replace(current, status=status, time_in=time_in, time_out=time_out, reason="")


def start_by_mark(status: AttendanceStatus, now: datetime, planned: SessionSpan) -> datetime | None:
    """When a session that nobody started began, seen from the first mark of someone who is there.

    An absence may be marked hours before (a member calls in), so it starts nothing, and a mark before the planned time
    adds no minutes. A session that is written down after its planned end was held as planned.
    """
    if not status.attended or now < planned.starts_at - EARLY_ARRIVAL:
        return None
    if now >= planned.ends_at:
        return planned.starts_at
    return max(now.replace(second=0, microsecond=0), planned.starts_at)


def within(moment: datetime, span: SessionSpan) -> datetime:
    """The moment to the minute, not before the session began and not after it ended."""
    minute = moment.replace(second=0, microsecond=0)
    return min(max(minute, span.starts_at), span.ends_at)


def counted_minutes(attendance: Attendance, span: SessionSpan) -> int:
    """Whole minutes the member was in the session; 0 for who did not come."""
    if not attendance.status.attended:
        return 0
    begin = max(attendance.time_in or span.starts_at, span.starts_at)
    end = min(attendance.time_out or span.ends_at, span.ends_at)
    return max(0, int((end - begin).total_seconds() // 60))


def refusals_to_set_times(
    time_in: datetime | None,
    time_out: datetime | None,
    status: AttendanceStatus,
    span: SessionSpan,
) -> tuple[Refusal, ...]:
    """Why these times cannot be recorded for a member of this session."""
    found = []
    if not status.attended:
        found.append(Refusal("not-here", "Mark the member as here before entering times.", "status"))
    if time_in and time_out and time_out <= time_in:
        found.append(Refusal("order", "The time out must be after the time in.", "time_out"))
    for field, moment in (("time_in", time_in), ("time_out", time_out)):
        if moment and not span.starts_at - EARLY_ARRIVAL <= moment <= span.ends_at + LATE_LEAVING:
            found.append(
                Refusal(
                    "beyond",
                    "That time is more than an hour outside this session.",
                    field,
                )
            )
    return tuple(found)


def refusals_to_mark(note_is_signed: bool) -> tuple[Refusal, ...]:
    """A signed note holds the attendance as it was signed; it cannot be changed under the signature."""
    if not note_is_signed:
        return ()
    text = "This member's note is signed, and the signature covers attendance. Nothing was changed."
    return (Refusal("signed", text, "status"),)


def refusals_to_change_present(any_note_is_signed: bool) -> tuple[Refusal, ...]:
    """The number present stands in every note of a session, so it stays once one of them is signed."""
    if not any_note_is_signed:
        return ()
    text = "A note of this session is signed, and it states how many were present. Nothing was changed."
    return (Refusal("present-signed", text, "status"),)


def tally(statuses: Iterable[AttendanceStatus]) -> dict[AttendanceStatus, int]:
    """How many members have each status, in the order of the vocabulary."""
    found = list(statuses)
    return {status: found.count(status) for status in AttendanceStatus if status in found}


def present_count(statuses: Iterable[AttendanceStatus]) -> int:
    """The number of participants: who attended at least part of the session."""
    return sum(status.attended for status in statuses)


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(UTC)
