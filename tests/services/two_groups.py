"""Two groups of different facilitators: the intern's, under the supervisor, and one of the licensed facilitator."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.amendment_views import RequestForm
from iop_desktop.services.bundle import Services, services_of
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import INTERN, LICENSED, SmallClinic
from tests.services.life import colleague
from tests.services.writing import Desk
from tests.support.clock import MovableClock


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """The vault in the hands of the intern, and what belongs to her group: all of it outside the other one."""

    clinic: SmallClinic
    unlocked: Unlocked
    clock: MovableClock
    other_group: UUID
    other_client: UUID
    client_id: UUID
    note_id: UUID
    draft_id: UUID
    version_id: UUID
    contact_note: UUID
    request_id: UUID
    paper_id: UUID

    @property
    def today(self) -> date:
        """This day on the clinic's calendar."""
        return self.clock().astimezone(self.unlocked.zone).date()

    def hands(self, login: str) -> Unlocked:
        """The open vault in the hands of somebody else."""
        return colleague(self.unlocked, login)

    def services(self, login: str) -> Services:
        """Their services."""
        return services_of(self.hands(login), self.clock)


def phone_call(now: datetime) -> ContactDetails:
    """Ten minutes on the telephone that have just ended."""
    return ContactDetails(
        kind=ContactKind.PHONE,
        mode=ContactMode.AUDIO,
        starts_at=now - timedelta(minutes=10),
        ends_at=now,
        note_format=NoteFormat.DAP,
        interventions="Called back about the bus line.",
    )


def two_groups(template: SmallClinic, folder: Path) -> TwoGroups:
    """Made from the small clinic; the session was held yesterday, with one note that waits for its co-signature."""
    shutil.copytree(template.folder, folder)
    clock = MovableClock()
    clinic = dataclasses.replace(template, folder=folder, vault=factories.vault_service(folder, clock))
    unlocked = clinic.vault.unlock(INTERN, clinic.passphrase)
    today = clock().astimezone(unlocked.zone).date()
    with unlocked.transaction() as db:
        for row in (db.get_one(Group, clinic.group_id), db.get_one(Session, clinic.session_id)):
            row.cofacilitator_id = None
        licensed = db.scalars(select(Staff.id).where(Staff.login == LICENSED)).one()
        other = factories.add_group(db, clinic.adult_program, licensed, code="PM", name="Afternoon IOP")
        other_client = factories.add_client(db, clinic.adult_program, today, "MR-3001", "Lena", "Fischer")
        factories.add_membership(db, other.id, other_client, today - timedelta(days=20))
        other_group = other.id
    desk = Desk(clinic, unlocked, clock)
    services = services_of(unlocked, clock)
    desk.hold_session()
    paper_id = services.papers.make_sign_in_sheet(clinic.session_id)
    note_id, draft_id = desk.note_ids()[0], desk.note_ids()[1]
    desk.write(note_id)
    desk.sign([note_id])
    client_id = clinic.client_ids[0]
    contact_note = services.contacts.create(client_id, phone_call(clock()))
    services.amendments.log(RequestForm(client_id, "The day of my first visit is wrong.", today, note_id))
    request_id = services.amendments.of_client(client_id)[0].request_id
    version_id = services.records.versions(note_id)[0].version_id
    clock.advance(days=1)
    return TwoGroups(
        clinic=clinic,
        unlocked=unlocked,
        clock=clock,
        other_group=other_group,
        other_client=other_client,
        client_id=client_id,
        note_id=note_id,
        draft_id=draft_id,
        version_id=version_id,
        contact_note=contact_note,
        request_id=request_id,
        paper_id=paper_id,
    )
