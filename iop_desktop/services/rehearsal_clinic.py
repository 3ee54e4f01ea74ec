"""The invented clinic of the rehearsal: as much as the first page needs to ask all its questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Clinic, Program, Staff
from iop_desktop.models.groups import Group, Membership, Session
from iop_desktop.models.notes import Contact, Note
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.vocabulary import (
    GroupKind,
    MeetingMode,
    NoteFormat,
    NoteState,
    Population,
    Role,
)

NOBODY = UUID(int=0)
"""Everything of it has this identifier."""

_HOUR = timedelta(hours=1)


def invent(db: Database, now: datetime) -> None:
    """One person who leads a group that met an hour ago and meets again tonight, and owes a note of a contact."""
    begun, ended = now - 2 * _HOUR, now - _HOUR
    clinic = Clinic(id=NOBODY, name="", address="", zone="UTC", created_at=now)
    staff = Staff(id=NOBODY, login="", name="", credentials="", active=True, roles=frozenset(Role))
    program = Program(
        id=NOBODY, name="", population=Population.ADULT, weekly_minutes_minimum=0, rule_packs=[], minimum_age=0
    )
    client = Client(id=NOBODY, record_number="", first_name="", last_name="", preferred_name="", pronouns="")
    admission = Admission(client_id=NOBODY, program_id=NOBODY, admitted_on=begun.date(), counselor_id=NOBODY)
    contact = Contact(
        id=NOBODY,
        client_id=NOBODY,
        staff_id=NOBODY,
        kind=next(iter(ContactKind)),
        mode=next(iter(ContactMode)),
        starts_at=begun,
        ends_at=ended,
        note_format=NoteFormat.DAP,
    )
    note = Note(contact_id=NOBODY, client_id=NOBODY, author_id=NOBODY, state=NoteState.RETURNED, draft={})
    member = Membership(group_id=NOBODY, client_id=NOBODY, first_on=begun.date())
    db.add_all(
        (clinic, staff, program, client, admission, contact, note, member, _group(begun), _session(begun, ended))
    )


def _group(begun: datetime) -> Group:
    return Group(
        id=NOBODY,
        program_id=NOBODY,
        name="",
        code="",
        kind=next(iter(GroupKind)),
        facilitator_id=NOBODY,
        recurrence="FREQ=DAILY",
        first_on=begun.date(),
        meets_at="23:00",
    )


def _session(begun: datetime, ended: datetime) -> Session:
    return Session(
        id=NOBODY,
        group_id=NOBODY,
        facilitator_id=NOBODY,
        number=1,
        mode=MeetingMode.IN_PERSON,
        starts_at=begun,
        ends_at=ended,
        started_at=begun,
        ended_at=ended,
    )
