"""Everything that stands in the note of an individual session or contact.

The draft on screen, the list of what is missing and the signature all use these facts, so what was shown is what is
signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Clinic, Program, Staff
from iop_desktop.models.notes import Contact, Note
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.contacts import ContactDetails, ContactNoteFacts, missing_in_contact
from iop_desktop.rules.note_formats import NoteLayout
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Person, Record, digest
from iop_desktop.rules.record_contact import ContactFacts, canonical_contact
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import Meaning
from iop_desktop.services.composed_note import ComposedNote
from iop_desktop.services.contact_views import ContactView
from iop_desktop.services.errors import NotFound
from iop_desktop.services.note_beside import Beside
from iop_desktop.services.note_layouts import layout_in_force
from iop_desktop.services.plan_goals import PlanGoal, goals_by_client
from iop_desktop.services.room_facts import Member, member_of
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import month_day, time_text

_Stay = tuple[str, date, date | None]
NO_CONTACT = "That contact is not in these records. Nothing was changed."
SIGNED_CONTACT = "The note of this contact is signed, and it states when and how. Nothing can be changed."


@dataclass(frozen=True, slots=True)
class ContactSource:
    """One contact with its client, read together."""

    contact_id: UUID
    revision: int
    staff_id: UUID
    details: ContactDetails
    client: Member
    program_name: str
    clinic_name: str
    clinic_address: str
    zone: tzinfo
    people: Mapping[UUID, Person]
    goals: tuple[PlanGoal, ...]
    layout: NoteLayout

    @property
    def day(self) -> date:
        """The day of the contact on the clinic's calendar."""
        return self.details.starts_at.astimezone(self.zone).date()

    @property
    def writers(self) -> frozenset[UUID]:
        """Only who held the contact writes about it, as long as they work here."""
        return frozenset({self.staff_id})

    @property
    def line(self) -> str:
        """When and how, in a few words."""
        begins, ends = (time_text(each, self.zone) for each in (self.details.starts_at, self.details.ends_at))
        times = begins if begins == ends else f"{begins} to {ends}"
        minutes = f"{self.details.minutes} min" if self.details.minutes else ""
        parts = (self.details.kind.label, month_day(self.day), times, minutes, self.details.mode.label)
        return " · ".join(part for part in parts if part)

    def name_of(self, client_id: UUID) -> str:
        """The client's name as lists show it."""
        return self.client.name

    def meaning_for(self, author_id: UUID) -> Meaning:
        """The author's signature."""
        return Meaning.AUTHOR

    def compose(self, note: Note) -> ComposedNote:
        """The record of the contact's note, its digest, and what it still lacks."""
        draft = NoteDraft.from_data(note.draft)
        held_by = None if note.author_id == self.staff_id else self.people[self.staff_id]
        data = canonical_contact(self._facts(note, draft), held_by)
        return ComposedNote(
            kind=self.details.note_kind,
            status=None,
            draft=draft,
            minutes=self.details.minutes,
            data=data,
            record=Record.from_data(data),
            digest=digest(data),
            missing=missing_in_contact(self._to_check(draft)),
        )

    def beside(self, note: Note) -> Beside:
        """What the author has beside the note while writing it."""
        return Beside(
            name=self.client.name,
            initials=self.client.initials,
            pronouns=self.client.pronouns,
            line=self.line,
            goals=self.goals,
            note_format=self.details.note_format,
            layout=self.layout,
            contact=self.view(note),
        )

    def view(self, note: Note) -> ContactView:
        """The contact as its form shows it."""
        return ContactView(
            contact_id=self.contact_id,
            note_id=note.id,
            client_id=self.client.client_id,
            client_name=self.client.name,
            revision=self.revision,
            details=self.details,
            day=month_day(self.day),
            line=self.line,
            locked="" if note.state in SIGNABLE else SIGNED_CONTACT,
        )

    def _goal(self, draft: NoteDraft) -> PlanGoal | None:
        return next((goal for goal in self.goals if goal.choice.goal_id == draft.goal_id), None)

    @property
    def _has_goals(self) -> bool:
        return any(goal.current for goal in self.goals)

    def _to_check(self, draft: NoteDraft) -> ContactNoteFacts:
        goal = self._goal(draft)
        return ContactNoteFacts(self.details, draft, self._has_goals, goal is not None and goal.current)

    def _facts(self, note: Note, draft: NoteDraft) -> ContactFacts:
        client, details, goal = self.client, self.details, self._goal(draft)
        return ContactFacts(
            note_id=str(note.id),
            kind=details.note_kind,
            contact_kind=details.kind,
            mode=details.mode,
            note_format=details.note_format,
            clinic_name=self.clinic_name,
            clinic_address=self.clinic_address,
            program_name=self.program_name,
            client_name=client.legal_name,
            client_number=client.record_number,
            date_of_birth=client.date_of_birth.isoformat() if client.date_of_birth else "",
            starts_at=details.starts_at,
            ends_at=details.ends_at,
            minutes=details.minutes,
            zone=self.zone,
            place=details.place,
            with_whom=details.with_whom,
            author=self.people[note.author_id],
            topic=details.topic,
            interventions=details.interventions,
            problem=goal.problem if goal else "",
            goal=goal.choice.text if goal else "",
            objective=goal.choice.objective if goal else "",
            has_goals=self._has_goals,
            draft=draft,
            layout=self.layout,
        )


def contact_source(db: Database, contact_id: UUID, unlocked: Unlocked) -> ContactSource:
    """Read one contact with all that stands in its note. Raises NotFound."""
    return contact_sources(db, (contact_of(db, contact_id),), unlocked)[contact_id]


def contact_sources(
    db: Database, contacts: Sequence[Contact], unlocked: Unlocked, signed: Collection[UUID] = ()
) -> dict[UUID, ContactSource]:
    """Read many contacts in a few statements. Goals are left out for those ``signed``: nothing is chosen there."""
    clinic = db.execute(select(Clinic.name, Clinic.address)).one()
    days = {each.id: each.starts_at.astimezone(unlocked.zone).date() for each in contacts}
    clients = {each.client_id for each in contacts}
    people = {each.id: each for each in db.scalars(select(Client).where(Client.id.in_(clients)))}
    staff = {each.id: _person(each) for each in db.scalars(select(Staff))}
    programs = _programs(db, clients)
    goals = _goals(db, [each for each in contacts if each.id not in signed], days)
    layouts = {each: layout_in_force(db, each) for each in {contact.note_format for contact in contacts}}
    return {
        each.id: ContactSource(
            contact_id=each.id,
            revision=each.revision,
            staff_id=each.staff_id,
            details=details_of(each),
            client=member_of(people[each.client_id], None),
            program_name=_program_on(programs.get(each.client_id, ()), days[each.id]),
            clinic_name=clinic.name,
            clinic_address=clinic.address,
            zone=unlocked.zone,
            people=staff,
            goals=goals.get(each.id, ()),
            layout=layouts[each.note_format],
        )
        for each in contacts
    }


def contact_of(db: Database, contact_id: UUID) -> Contact:
    """A contact by its id. Raises NotFound."""
    contact = db.get(Contact, contact_id)
    if contact is None:
        raise NotFound(NO_CONTACT)
    return contact


def details_of(contact: Contact) -> ContactDetails:
    """What is kept of a contact."""
    return ContactDetails(
        kind=contact.kind,
        mode=contact.mode,
        starts_at=contact.starts_at,
        ends_at=contact.ends_at,
        note_format=contact.note_format,
        place=contact.place,
        with_whom=contact.with_whom,
        topic=contact.topic,
        interventions=contact.interventions,
    )


def _person(staff: Staff) -> Person:
    return Person(staff.name, staff.credentials, staff.title)


def _goals(db: Database, contacts: Sequence[Contact], days: Mapping[UUID, date]) -> dict[UUID, tuple[PlanGoal, ...]]:
    """The goals of each contact's client as the plan stood on the day of the contact."""
    on_day: defaultdict[date, list[Contact]] = defaultdict(list)
    for contact in contacts:
        on_day[days[contact.id]].append(contact)
    found: dict[UUID, tuple[PlanGoal, ...]] = {}
    for day, held in on_day.items():
        goals = goals_by_client(db, {each.client_id for each in held}, day)
        found |= {each.id: tuple(goals.get(each.client_id, ())) for each in held}
    return found


def _programs(db: Database, client_ids: Collection[UUID]) -> Mapping[UUID, Sequence[_Stay]]:
    """Every admission with the name of its program, the latest first."""
    rows = db.execute(
        select(Admission.client_id, Program.name, Admission.admitted_on, Admission.discharged_on)
        .join(Program, Program.id == Admission.program_id)
        .where(Admission.client_id.in_(client_ids))
        .order_by(Admission.admitted_on.desc(), Admission.id)
    )
    found: defaultdict[UUID, list[_Stay]] = defaultdict(list)
    for client_id, name, admitted_on, discharged_on in rows:
        found[client_id].append((name, admitted_on, discharged_on))
    return found


def _program_on(stays: Sequence[_Stay], day: date) -> str:
    """The program of the admission on that day, or nothing."""
    held = (name for name, first, last in stays if first <= day and (last is None or last >= day))
    return next(held, "")
