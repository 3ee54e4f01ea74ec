"""What the members, groups and staff pages show and take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.vocabulary import GroupKind, NoteFormat, Population, Role


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
    """A group with its head count."""

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


@dataclass(frozen=True, slots=True)
class GroupForm:
    """What a form gives to make a group."""

    code: str
    name: str
    program_id: UUID
    kind: GroupKind
    facilitator_id: UUID
    cofacilitator_id: UUID | None
    place: str
    capacity: int
    note_format: NoteFormat


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in the list."""

    staff_id: UUID
    login: str
    name: str
    credentials: str
    licence: str
    title: str
    role: Role
    needs_cosignature: bool
    supervisor: str
    active: bool


@dataclass(frozen=True, slots=True)
class StaffForm:
    """What a form gives to add a member of staff; the pass phrase is typed by that person."""

    login: str
    name: str
    credentials: str
    licence: str
    title: str
    role: Role
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
