"""What attendance events add up to.

The status is the last word: marks count in the order in which they were recorded. Times count by when things happened:
arriving, leaving, being called out and coming back give the same minutes in whatever order they were written down.
A correction replaces the moment of the event it names, the latest correction of an event holds, and what was recorded
stays as it was. Minutes are the time in the room inside the session and outside its breaks; a part of a minute does not
count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from iop_desktop.rules.attendance_events import Event, in_effect
from iop_desktop.rules.attendance_minutes import Away, Gap, Leaving, Move, path_of, whole_minutes
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, ExcuseReason

EARLY_ARRIVAL = timedelta(minutes=60)
LATE_LEAVING = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """When a session was held: aware UTC times, the actual ones where they are known, and the breaks of the group."""

    starts_at: datetime
    ends_at: datetime
    breaks: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """A quick observation and the moment it was made, where that is known."""

    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """What the events of one member add up to.

    ``time_out`` is the leaving after which the member did not come back; ``aways`` are the times out of the room.
    ``came_late`` says that who left early had come late too. The event ids name what a new time would correct.
    """

    status: AttendanceStatus = AttendanceStatus.UNMARKED
    time_in: datetime | None = None
    time_out: datetime | None = None
    reason: str = ""
    excuse: ExcuseReason | None = None
    seen: tuple[Observation, ...] = ()
    aways: tuple[Away, ...] = ()
    came_late: bool = False
    in_event: UUID | None = field(default=None, compare=False)
    out_event: UUID | None = field(default=None, compare=False)

    @property
    def observations(self) -> tuple[str, ...]:
        """The quick observations as written."""
        return tuple(seen.text for seen in self.seen)

    @property
    def observation(self) -> str:
        """The latest quick observation."""
        return self.seen[-1].text if self.seen else ""

    @property
    def why(self) -> str:
        """Why the member is away: the chosen reason, then the words."""
        return ": ".join(part for part in (self.excuse.label if self.excuse else "", self.reason) if part)

    @property
    def words(self) -> str:
        """The status as people read it; both halves where someone came late and left early."""
        return "Late and left early" if self.came_late else self.status.label

    @property
    def out_since(self) -> Away | None:
        """The time out of the room that has not ended, if the member was called out and did not come back."""
        return next((away for away in self.aways if away.back_at is None), None)

    @property
    def is_out(self) -> bool:
        """Whether the member came and is not in the room: called out, or gone."""
        return self.status.attended and (self.time_out is not None or self.out_since is not None)


# The moment of such a mark is when the member came or left; of any other, when a key was pressed.
TIMED = (AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY)


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been told so far: by marks (``implied_in``), by typed times and by moves."""

    status: AttendanceStatus = AttendanceStatus.UNMARKED
    before_leaving: AttendanceStatus = AttendanceStatus.PRESENT
    implied_in: Event | None = None
    typed_in: Event | None = None
    leavings: tuple[Event, ...] = ()
    moves: tuple[Event, ...] = ()
    reason: str = ""
    excuse: ExcuseReason | None = None
    seen: tuple[Observation, ...] = ()


def add_up(events: Iterable[Event], span: SessionSpan) -> Attendance:
    """Fold the events of one member into what is shown. Undone batches count for nothing."""
    log = tuple(events)
    alone = _lone_status(log)
    if alone is not None:
        return Attendance(status=alone, time_in=span.starts_at if alone.attended else None)
    told = _Told()
    for event in in_effect(log):
        told = _apply(told, event, span)
    return _settled(told, span)


def _lone_status(log: tuple[Event, ...]) -> AttendanceStatus | None:
    """The status of a log that is one mark whose moment tells nothing, as nine of ten are; None for any other log."""
    if len(log) != 1 or log[0].kind is not AttendanceEventKind.MARKED or log[0].undoes is not None:
        return None
    status = log[0].status or AttendanceStatus.UNMARKED
    return None if status in TIMED else status


def _apply(told: _Told, event: Event, span: SessionSpan) -> _Told:
    match event.kind:
        case AttendanceEventKind.MARKED:
            return _marked(told, _clipped(event, span))
        case AttendanceEventKind.TIME_IN:
            return replace(told, typed_in=event)
        case AttendanceEventKind.TIME_OUT:
            return replace(told, leavings=(*told.leavings, event))
        case AttendanceEventKind.PULLED_OUT | AttendanceEventKind.RETURNED:
            return replace(told, moves=(*told.moves, event))
        case AttendanceEventKind.REASON if event.excuse is not None:
            return replace(told, excuse=event.excuse, reason=event.text or told.reason)
        case AttendanceEventKind.REASON:
            return replace(told, reason=event.text)
        case AttendanceEventKind.OBSERVED:
            return replace(told, seen=_observed(told.seen, event))
        case _:
            return told


def _observed(before: tuple[Observation, ...], event: Event) -> tuple[Observation, ...]:
    """A text is added; an empty one takes back the latest and leaves the others."""
    return (*before, Observation(event.text, event.at)) if event.text else before[:-1]


def _clipped(event: Event, span: SessionSpan) -> Event:
    """A mark at the moment of its key lies inside the session; a moment that was put right stays as typed."""
    if event.corrects:
        return event
    moment = within(event.at or span.starts_at, span)
    # Most marks lie inside, and Today adds up more than a thousand of them.
    return event if moment == event.at else replace(event, at=moment)


def _marked(told: _Told, event: Event) -> _Told:
    """A mark sets the time it implies: present from the start, late or left at the moment of the mark.

    The same mark again changes nothing. A different one drops the time that only the former mark implied, and the
    reason, which was given for the former status. Typed times and moves stay: they count again when the member is here.
    """
    status, before = event.status or AttendanceStatus.UNMARKED, told.status
    if status is before:
        leaves_again = status is AttendanceStatus.LEFT_EARLY
        return replace(told, leavings=(*told.leavings, event)) if leaves_again else told
    changed = replace(told, status=status, reason="", excuse=None)
    if not status.attended:
        return replace(changed, implied_in=None, leavings=_typed(told.leavings))
    if before is AttendanceStatus.LEFT_EARLY:
        changed = replace(changed, leavings=_followed_by_return(told))
    if status is AttendanceStatus.LATE:
        return replace(changed, implied_in=event)
    if status is AttendanceStatus.LEFT_EARLY:
        base = before if before.attended else AttendanceStatus.PRESENT
        return replace(changed, leavings=(*changed.leavings, event), before_leaving=base)
    if status is AttendanceStatus.PRESENT and before is AttendanceStatus.LATE:
        return replace(changed, implied_in=None, typed_in=None)
    return changed


def _typed(leavings: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(left for left in leavings if left.kind is AttendanceEventKind.TIME_OUT)


def _followed_by_return(told: _Told) -> tuple[Event, ...]:
    """Leavings after which the member came back: those happened, whatever the status is now."""
    returns = [move.at for move in told.moves if move.kind is AttendanceEventKind.RETURNED and move.at]
    return tuple(left for left in told.leavings if left.at and any(moment > left.at for moment in returns))


def _settled(told: _Told, span: SessionSpan) -> Attendance:
    """Put the moves in the order in which they happened."""
    shown = Attendance(status=told.status, reason=told.reason, excuse=told.excuse, seen=told.seen)
    if not told.status.attended:
        return shown
    arrival = told.typed_in or told.implied_in
    time_in = (arrival.at if arrival else None) or span.starts_at
    path = path_of(time_in, _moves(told), _leavings(told))
    back = told.status is AttendanceStatus.LEFT_EARLY and path.left is None
    status = told.before_leaving if back else told.status
    late = told.before_leaving is AttendanceStatus.LATE
    return replace(
        shown,
        status=status,
        time_in=time_in,
        time_out=path.left.at if path.left else None,
        aways=path.aways,
        came_late=status is AttendanceStatus.LEFT_EARLY and late,
        in_event=arrival.event_id if arrival else None,
        out_event=path.left.event_id if path.left else None,
    )


def _moves(told: _Told) -> list[Move]:
    return [
        Move(event.at, event.kind is AttendanceEventKind.PULLED_OUT, place, event.text)
        for place, event in enumerate(told.moves)
        if event.at is not None
    ]


def _leavings(told: _Told) -> list[Leaving]:
    return [
        Leaving(event.at, place, event.kind is AttendanceEventKind.TIME_OUT, event.event_id)
        for place, event in enumerate(told.leavings)
        if event.at is not None
    ]


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
    """Whole minutes in the session, less breaks and times out of the room; 0 for who did not come."""
    if not attendance.status.attended:
        return 0
    begin = max(attendance.time_in or span.starts_at, span.starts_at)
    end = min(attendance.time_out or span.ends_at, span.ends_at)
    return whole_minutes(begin, end, (*span.breaks, *(away.gap for away in attendance.aways)))


def tally(statuses: Iterable[AttendanceStatus]) -> dict[AttendanceStatus, int]:
    """How many members have each status, in the order of the vocabulary."""
    found = list(statuses)
    return {status: found.count(status) for status in AttendanceStatus if status in found}


def present_count(statuses: Iterable[AttendanceStatus]) -> int:
    """The number of participants: who attended at least part of the session."""
    return sum(status.attended for status in statuses)
