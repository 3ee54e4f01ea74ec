"""What the members, groups and staff pages show and take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.recurrence import Timetable
from iop_desktop.rules.suspension import StaffState
from iop_desktop.rules.vocabulary import GroupKind, MeetingMode, NoteFormat, Population, Role


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list of members."""

    client_id: UUID
    record_number: str
    name: str
    initials: str
    pronouns: str
    date_of_birth: date | None
    program: str
    groups: str


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """An IOP track."""

    program_id: UUID
    name: str
    population: Population
    minimum_age: int
    maximum_age: int | None
    weekly_hours_minimum: float


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its head count; ``is_mine`` when the person who is logged in leads it."""

    group_id: UUID
    code: str
    name: str
    program_id: UUID
    program: str
    kind: GroupKind
    facilitator: str
    place: str
    members: int
    capacity: int
    next_session: str
    words: str = ""
    waiting: int = 0
    is_open: bool = True
    mode: MeetingMode = MeetingMode.IN_PERSON
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class GroupForm:
    """What a form gives to make or change a group; without a timetable its sessions are planned one by one."""

    code: str
    name: str
    program_id: UUID
    kind: GroupKind
    facilitator_id: UUID
    cofacilitator_id: UUID | None
    place: str
    capacity: int
    note_format: NoteFormat
    timetable: Timetable | None = None
    is_open: bool = True
    mode: MeetingMode = MeetingMode.IN_PERSON
    curriculum_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """A group as a form shows it; ``revision`` goes back with the form."""

    group_id: UUID
    revision: int
    form: GroupForm


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A client on the roster of a group: from when to when, and where the membership came from or went to."""

    membership_id: UUID
    client_id: UUID
    record_number: str
    name: str
    initials: str
    pronouns: str
    first_on: date
    last_on: date | None
    ended_why: str
    came_from: str
    went_to: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Who belonged to a group on a day, in roster order; ``room`` is how many the group and its rules allow.

    ``members`` counts all of them, also those of whom the reader need not know.
    """

    group_id: UUID
    day: date
    rows: tuple[RosterRow, ...]
    members: int
    room: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in the list.

    ``certificate_until`` is the last day of the signing certificate, ``renewal`` why it is to be renewed or empty.
    ``revision`` goes back with an edit; ``by_token`` when this person signs with a smart card. ``invited_until`` is the
    last day of an invitation, of somebody new or of who forgot the pass phrase; ``uncovered`` says what waits for
    somebody else while this person is suspended.
    """

    staff_id: UUID
    login: str
    name: str
    credentials: str
    licence: str
    title: str
    roles: frozenset[Role]
    needs_cosignature: bool
    supervisor: str
    active: bool
    supervisor_id: UUID | None = None
    revision: int = 1
    credential_until: date | None = None
    certificate_until: date | None = None
    renewal: str = ""
    by_token: bool = False
    left_on: date | None = None
    state: StaffState = StaffState.ACTIVE
    invited_until: date | None = None
    suspended_on: date | None = None
    suspended_why: str = ""
    uncovered: str = ""

    @property
    def roles_text(self) -> str:
        """Such as "Supervisor, administrator"."""
        return ", ".join(role.value for role in Role if role in self.roles).capitalize()


@dataclass(frozen=True, slots=True)
class StaffEdit:
    """What an administrator changes of a member of staff; login and pass phrase stay."""

    staff_id: UUID
    revision: int
    name: str
    credentials: str
    licence: str
    title: str
    roles: frozenset[Role]
    credential_until: date | None
    needs_cosignature: bool
    supervisor_id: UUID | None


@dataclass(frozen=True, slots=True)
class StaffForm:
    """What a form gives to add a member of staff; the pass phrase is typed by that person."""

    login: str
    name: str
    credentials: str
    licence: str
    title: str
    roles: frozenset[Role]
    needs_cosignature: bool
    supervisor_id: UUID | None
    passphrase: str
    repeated: str


@dataclass(frozen=True, slots=True)
class ClinicForm:
    """What the set-up wizard gives: the clinic and its first administrator."""

    clinic_name: str
    address: str
    zone: str
    program_name: str
    population: Population
    administrator: StaffForm
    without_device_secret: bool


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: all accepted rows or none."""

    added: int
    refused: int
