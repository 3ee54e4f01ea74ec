"""What the group page shows: a session, its roster with attendance, and the lesson of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.record import late_entry_text
from iop_desktop.rules.vocabulary import AttendanceStatus, MeetingMode, NoteFormat, SegmentState


@dataclass(frozen=True, slots=True)
class SessionHead:
    """A session in one glance. Times are UTC; show them in ``zone`` (the clinic's).

    ``split_session_id`` is the other session when the group was split that day, ``split_with`` who leads it.
    """

    session_id: UUID
    group_id: UUID
    group_name: str
    group_code: str
    program_name: str
    number: int
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    place: str
    facilitator: str
    cofacilitator: str
    lesson_title: str
    note_format: NoteFormat
    zone: tzinfo
    is_mine: bool
    mode: MeetingMode = MeetingMode.IN_PERSON
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    moved_from: datetime | None = None
    recorded_late_at: datetime | None = None
    late_reason: str = ""
    split_session_id: UUID | None = None
    split_with: str = ""

    @property
    def late_entry(self) -> str:
        """What a session and its notes say when it was recorded on a later day; empty otherwise."""
        if self.recorded_late_at is None:
            return ""
        return late_entry_text(self.recorded_late_at, self.late_reason, self.zone)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to know about a member today: ``kind`` is one of craving, review, call, new, score."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One member on the roster of a session."""

    client_id: UUID
    position: int
    name: str
    initials: str
    pronouns: str
    attendance: Attendance
    minutes: int
    flags: tuple[Flag, ...]
    note_is_signed: bool

    @property
    def status(self) -> AttendanceStatus:
        """What the events add up to."""
        return self.attendance.status


@dataclass(frozen=True, slots=True)
class OutOfRoom:
    """A member who was called out and is not back yet."""

    name: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room now, by name in roster order, and how many are elsewhere."""

    in_room: tuple[str, ...] = ()
    out: tuple[OutOfRoom, ...] = ()
    left: int = 0
    away: int = 0
    not_marked: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """The group page: head, roster in order, tally. ``editable`` = this person may record the session.

    ``break_since`` is when the break began on which the group is now.
    """

    head: SessionHead
    rows: tuple[AttendanceRow, ...]
    tally: dict[AttendanceStatus, int]
    can_undo: str
    editable: bool = True
    presence: Presence = Presence()
    break_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class WalkInCandidate:
    """A client who is not on the roster of a session; ``program`` is empty for who is in none now."""

    client_id: UUID
    name: str
    record_number: str
    program: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class SessionPaper:
    """A paper kept with a session: what it is, when it was made and by whom."""

    paper_id: UUID
    kind: str
    made_at: datetime
    made_by: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of a member's attendance log: what was recorded, by whom and when.

    ``at`` is the moment it says; ``struck`` tells why it no longer counts ("corrected", "undone"), or is empty.
    """

    event_id: UUID
    recorded_at: datetime
    recorded_by: str
    text: str
    at: datetime | None
    struck: str
    correctable: bool


@dataclass(frozen=True, slots=True)
class MemberLog:
    """Everything that was recorded about one member in one session, first to last."""

    client_id: UUID
    name: str
    zone: tzinfo
    lines: tuple[LogLine, ...]
    editable: bool


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A timed segment of the lesson of the day."""

    position: int
    title: str
    minutes: int
    say: str
    state: SegmentState


@dataclass(frozen=True, slots=True)
class LessonView:
    """The lesson of the day beside the roster."""

    session_id: UUID
    lesson_id: UUID
    title: str
    module_title: str
    curriculum_title: str
    objectives: tuple[str, ...]
    interventions: str
    segments: tuple[SegmentRow, ...]
    minutes: int
