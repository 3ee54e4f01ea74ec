"""What the notes and co-sign pages show and take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, NoteLayout
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.supervision import ObservationDue, waits_too_long
from iop_desktop.rules.vocabulary import (
    AttendanceStatus,
    Meaning,
    NoteFormat,
    NoteKind,
    NoteState,
)
from iop_desktop.services.concerns import NO_CONCERNS, Concerns
from iop_desktop.services.contact_views import ContactView
from iop_desktop.services.note_history import RemarkRow
from iop_desktop.services.room_views import SessionHead


@dataclass(frozen=True, slots=True)
class GroupPartView:
    """The part written once for the session. ``locked`` says why it can no longer change, or is empty.

    Until somebody has saved it (``confirmed``), topic and interventions are a suggestion and stand in no record.
    """

    session_id: UUID
    revision: int
    note_format: NoteFormat
    topic: str
    interventions: str
    segments: str
    present: int
    locked: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note in a list. ``ready`` = complete and shown; nothing is missing.

    ``status`` is None, and ``about`` says when and what kind, for a note that is not about a group session.
    ``late`` = it will be, or was, signed past its due day; ``unchanged`` = it was returned and still reads so.
    """

    note_id: UUID
    client_id: UUID
    name: str
    initials: str
    status: AttendanceStatus | None
    kind: NoteKind
    state: NoteState
    started: bool
    ready: bool
    words: int
    missing: tuple[Refusal, ...]
    concerns: Concerns = NO_CONCERNS
    due_on: date | None = None
    late: bool = False
    about: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class NoteList:
    """All notes of one session, in roster order; without a ``head`` the contact notes of one author, latest first."""

    head: SessionHead | None
    rows: tuple[NoteRow, ...]
    done: int


@dataclass(frozen=True, slots=True)
class GoalChoice:
    """A goal of this member's plan, with its first open objective."""

    goal_id: str
    label: str
    text: str
    objective: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was noted of the member in the group: with its time, and as a fact that can be put into the text."""

    words: str
    fact: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """One member's note open for writing. ``digest`` is of the record as composed now; give it to ``mark_shown``.

    ``reason`` is why the member is away as attendance says it. ``observations`` were
    noted in the group, each with its clock time; they prompt the author and stand in no record. ``status`` is None
    and ``contact`` is there for a note about a contact; ``attendance_line`` says when and how of both.
    """

    note_id: UUID
    client_id: UUID
    revision: int
    name: str
    initials: str
    pronouns: str
    kind: NoteKind
    state: NoteState
    status: AttendanceStatus | None
    reason: str
    attendance_line: str
    minutes: int
    draft: NoteDraft
    goals: tuple[GoalChoice, ...]
    observations: tuple[Seen, ...]
    record: Record
    digest: str
    missing: tuple[Refusal, ...]
    editable: bool
    return_comment: str
    returned_by: str
    saved_at: datetime | None
    concerns: Concerns = NO_CONCERNS
    due_on: date | None = None
    late: bool = False
    note_format: NoteFormat = NoteFormat.DAP
    layout: NoteLayout = DEFAULT_LAYOUTS[NoteFormat.DAP]
    contact: ContactView | None = None
    remarks: tuple[RemarkRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft is in the vault: its new revision, the record as it reads now and what is still missing."""

    note_id: UUID
    revision: int
    record: Record
    digest: str
    missing: tuple[Refusal, ...]
    saved_at: datetime
    concerns: Concerns = NO_CONCERNS


@dataclass(frozen=True, slots=True)
class NotReady:
    """A note that was not signed, and why."""

    note_id: UUID
    client_id: UUID
    name: str
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class SignOutcome:
    """What one pass phrase signed, and what it did not; ``left`` were not tried because the person stopped it."""

    signed: tuple[UUID, ...]
    not_ready: tuple[NotReady, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One signed note waiting for a supervisor; ``is_assigned`` when its author is supervised by the reader.

    ``limit_days`` is how long the clinic lets it wait; ``clinic`` names the one a note in a packet comes from, whose
    notes share one ``author_id``.
    """

    version_id: UUID
    note_id: UUID
    client_name: str
    initials: str
    author: str
    group_name: str
    session_on: date
    kind: NoteKind
    signed_at: datetime
    age_days: int
    viewed: bool
    version: int
    author_id: UUID | None = None
    late_entry: bool = False
    limit_days: int = 7
    is_assigned: bool = False
    clinic: str = ""

    @property
    def overdue(self) -> bool:
        """Whether it waits longer than the clinic allows."""
        return waits_too_long(self.age_days, self.limit_days)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A signed version in front of the supervisor, with the plan goal it refers to.

    ``observed`` says when an author who is supervised was last observed; None for everybody else.
    """

    version_id: UUID
    note_id: UUID
    client_name: str
    author: str
    signed_at: datetime
    record: Record
    digest: str
    goal: str
    objective: str
    earlier_comments: tuple[str, ...]
    version: int
    kind: NoteKind
    observed: ObservationDue | None = None
    late_entry: bool = False


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature as it is printed on the record."""

    meaning: Meaning
    name: str
    credentials: str
    signed_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One signed version of a note; readable for ever."""

    version_id: UUID
    number: int
    created_at: datetime
    signatures: tuple[SignatureRow, ...]
    returned: str
    complete: bool
    kind: NoteKind
    title: str
    late_entry: bool
