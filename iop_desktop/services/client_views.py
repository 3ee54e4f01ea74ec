"""What the members page shows of one client, and what a form gives to add one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.vocabulary import AttendanceStatus, NoteKind, NoteState
from iop_desktop.services.amendment_views import RequestRow
from iop_desktop.services.glass_views import OpenGlass
from iop_desktop.services.people_views import ClientRow


@dataclass(frozen=True, slots=True)
class ClientForm:
    """What a form gives to add a client and admit them to a program."""

    record_number: str
    first_name: str
    last_name: str
    date_of_birth: date | None
    program_id: UUID
    admitted_on: date
    preferred_name: str = ""
    pronouns: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ChartHead:
    """The client and the current episode of care. Dates are None where there is none."""

    client: ClientRow
    age: int | None
    phone: str
    email: str
    address: str
    admitted_on: date | None
    discharged_on: date | None
    review_due_on: date | None
    nicknames: str = ""


@dataclass(frozen=True, slots=True)
class WeekAttendance:
    """Hours of one week, which begins on ``first_day`` (a Sunday), against the program's minimum."""

    first_day: date
    hours: float
    minimum: float


@dataclass(frozen=True, slots=True)
class Visit:
    """One session of a group this client belonged to, with what attendance adds up to."""

    session_id: UUID
    on: date
    group_name: str
    status: AttendanceStatus
    minutes: int


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """A total on one day."""

    on: date
    score: int


@dataclass(frozen=True, slots=True)
class ScoreSeries:
    """All totals of one instrument, oldest first."""

    instrument: str
    points: tuple[ScorePoint, ...]


@dataclass(frozen=True, slots=True)
class ChartGoal:
    """A goal of the plan with its problem and objectives; ``label`` is such as "1.2"."""

    label: str
    problem: str
    text: str
    objectives: tuple[str, ...]
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class ChartNote:
    """A note of this client, latest first; ``group_name`` is the kind of contact where there is no session.

    ``added`` = signed documents that were added to it.
    """

    note_id: UUID
    session_id: UUID | None
    on: date
    group_name: str
    kind: NoteKind
    state: NoteState
    author: str
    added: int = 0


@dataclass(frozen=True, slots=True)
class ClientChart:
    """The member page; ``outside`` when it was opened from outside the reader's circle."""

    head: ChartHead
    weeks: tuple[WeekAttendance, ...]
    visits: tuple[Visit, ...]
    scores: tuple[ScoreSeries, ...]
    goals: tuple[ChartGoal, ...]
    notes: tuple[ChartNote, ...]
    requests: tuple[RequestRow, ...] = ()
    outside: OpenGlass | None = None
