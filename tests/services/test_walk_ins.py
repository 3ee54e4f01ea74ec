"""A person who walks in, on a real vault."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from iop_desktop.models.base import Base
from iop_desktop.models.groups import Group, Membership, RuleOverride
from iop_desktop.models.people import Admission, Client
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.waiting import WaitingService
from iop_desktop.services.walk_ins import WalkInService
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.roster_desk import NO_SHOW, PRESENT, Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


@pytest.fixture
def walk_ins(desk: Desk) -> WalkInService:
    return WalkInService(desk.unlocked, desk.clock)


@pytest.fixture
def newcomer(desk: Desk) -> UUID:
    """Admitted to the program, in no group."""
    with desk.unlocked.transaction() as db:
        today = desk.clock().date()
        return factories.add_client(db, desk.clinic.adult_program, today, "MR-1009", "Noor", "Haddad")


def rows_of_everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the audit chain, column by column."""
    kept = [table.name for table in Base.metadata.sorted_tables if not table.name.startswith("audit_")]
    with desk.unlocked.reading() as db:
        return {name: [tuple(row) for row in db.execute(text(f'SELECT * FROM "{name}"'))] for name in kept}


def test_a_walk_in_is_on_the_roster_and_present_in_one_step(
    desk: Desk, walk_ins: WalkInService, newcomer: UUID
) -> None:
    candidates = walk_ins.candidates(desk.session_id)
    assert [each.name for each in candidates] == ["Noor Haddad", "Rowan Pike"]
    changes = walk_ins.add(desk.session_id, newcomer)
    row = next(row for row in desk.service.room(desk.session_id).rows if row.client_id == newcomer)
    assert (row.status, row.minutes) == (PRESENT, 180)
    assert "Noor Haddad joined Morning IOP" in changes.message
    assert newcomer not in [each.client_id for each in walk_ins.candidates(desk.session_id)]
    assert changes.undo is not None
    changes.undo.call()
    assert newcomer not in [row.client_id for row in desk.service.room(desk.session_id).rows]
    assert desk.service.room(desk.session_id).head.started_at is None


def test_taking_a_walk_in_back_loses_nothing_that_came_after(
    desk: Desk, walk_ins: WalkInService, newcomer: UUID
) -> None:
    waiting = WaitingService(desk.unlocked, desk.clock)
    waiting.add(desk.clinic.group_id, newcomer, "No place before December")
    undo = walk_ins.add(desk.session_id, newcomer).undo
    assert undo is not None
    desk.service.observe(desk.session_id, newcomer, "New here")
    before = rows_of_everything(desk)
    assert codes_of(undo.call) == ["recorded"]
    assert rows_of_everything(desk) == before
    desk.service.undo(desk.session_id)
    undo.call()
    assert newcomer not in [row.client_id for row in desk.service.room(desk.session_id).rows]
    (entry,) = waiting.rows(desk.clinic.group_id)
    assert (entry.client_id, entry.position, entry.outcome) == (newcomer, 1, "")


def test_a_walk_in_who_goes_to_another_group_is_not_taken_back(
    desk: Desk, walk_ins: WalkInService, newcomer: UUID
) -> None:
    undo = walk_ins.add(desk.session_id, newcomer).undo
    with desk.unlocked.transaction() as db:
        other = factories.add_group(
            db, desk.clinic.adult_program, desk.clinic.staff[factories.INTERN], code="EVE", name="Evening"
        ).id
    tomorrow = desk.clock().date() + timedelta(days=1)
    MembershipService(desk.unlocked, desk.clock).transfer(desk.clinic.group_id, newcomer, other, tomorrow)
    assert undo is not None
    assert codes_of(undo.call) == ["recorded"]


def test_adding_one_touches_nobody_elses_record(desk: Desk, walk_ins: WalkInService, newcomer: UUID) -> None:
    desk.mark(0, PRESENT)
    desk.mark(1, NO_SHOW)
    NoteService(desk.unlocked, desk.clock).list(desk.session_id)
    before = rows_of_everything(desk)
    walk_ins.add(desk.session_id, newcomer)
    after = rows_of_everything(desk)
    grown = {name: len(after[name]) - len(rows) for name, rows in before.items() if after[name] != rows}
    assert grown == {"membership": 1, "attendance_event": 1}
    assert all(row in after[name] for name, rows in before.items() for row in rows)
    with desk.unlocked.reading() as db:
        added = [tuple(row) for row in db.execute(text("SELECT * FROM membership")) if row not in before["membership"]]
    assert all(newcomer.hex in "".join(str(value) for value in row).replace("-", "") for row in added)


def test_somebody_without_an_admission_is_admitted_by_walking_in(
    desk: Desk, walk_ins: WalkInService, newcomer: UUID
) -> None:
    with desk.unlocked.transaction() as db:
        db.execute(text("DELETE FROM admission WHERE client_id = :id"), {"id": newcomer.hex})
        db.execute(text("DELETE FROM admission WHERE client_id = :id"), {"id": str(newcomer)})
        assert db.scalars(select(Admission).where(Admission.client_id == newcomer)).first() is None
    assert "Adult IOP" in walk_ins.add(desk.session_id, newcomer).message
    with desk.unlocked.reading() as db:
        admission = db.scalars(select(Admission).where(Admission.client_id == newcomer)).one()
    assert admission.program_id == desk.clinic.adult_program


def test_refusals_keep_everything_as_it_was(desk: Desk, walk_ins: WalkInService, newcomer: UUID) -> None:
    before = rows_of_everything(desk)
    for client_id, codes in ((desk.clinic.teenager_id, ["too-young"]), (desk.clinic.client_ids[0], ["member"])):
        assert codes_of(partial(walk_ins.add, desk.session_id, client_id)) == codes
    with pytest.raises(NotFound):
        walk_ins.add(desk.session_id, uuid4())
    assert rows_of_everything(desk) == before
    with desk.unlocked.transaction() as db:
        discharged = desk.clock().date() - timedelta(days=2)
        db.execute(update(Admission).where(Admission.client_id == newcomer).values(discharged_on=discharged))
    assert codes_of(lambda: walk_ins.add(desk.session_id, newcomer)) == ["discharged"]


def test_a_full_group_is_refused_by_a_code_of_its_own(desk: Desk, walk_ins: WalkInService, newcomer: UUID) -> None:
    with desk.unlocked.transaction() as db:
        db.execute(update(Group).values(capacity=4))
    assert codes_of(lambda: walk_ins.add(desk.session_id, newcomer)) == ["full"]
    walk_ins.add(desk.session_id, newcomer, "Sent by the court today")
    with desk.unlocked.reading() as db:
        kept = db.execute(
            select(RuleOverride.rule, RuleOverride.allowed, RuleOverride.actual, RuleOverride.reason)
        ).all()
    assert [tuple(row) for row in kept] == [("capacity", 4, 5, "Sent by the court today")]


def test_not_while_a_signed_note_states_how_many_were_there(
    desk: Desk, walk_ins: WalkInService, newcomer: UUID
) -> None:
    desk.mark(0, PRESENT)
    desk.sign_note_of(0)
    before = rows_of_everything(desk)
    assert codes_of(lambda: walk_ins.add(desk.session_id, newcomer)) == ["present-signed"]
    assert rows_of_everything(desk) == before


def test_who_does_not_lead_adds_nobody(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    stranger = WalkInService(as_staff(factories.ADMINISTRATOR), clock)
    with pytest.raises(NotAllowed):
        stranger.add_new(clinic.session_id, "Noor", "Haddad", "3/14/1988")


def test_a_new_person(desk: Desk, walk_ins: WalkInService) -> None:
    walk_ins.add_new(desk.session_id, " Noor ", "Haddad", "3/14/1988")
    with desk.unlocked.reading() as db:
        client = db.scalars(select(Client).where(Client.first_name == "Noor")).one()
        membership = db.scalars(select(Membership).where(Membership.client_id == client.id)).one()
        admission = db.scalars(select(Admission).where(Admission.client_id == client.id)).one()
    day = desk.clock().date()
    assert (client.record_number, client.date_of_birth) == (f"W-{day:%y%m%d}-1", date(1988, 3, 14))
    assert (membership.first_on, admission.admitted_on) == (day, day)


@pytest.mark.parametrize(
    ("first", "last", "born", "code"),
    [
        ("Noor", "Haddad", "soon", "date"),
        ("", "", "3/14/1988", "first-name"),
        ("Noor", "Haddad", "3/14/2015", "too-young"),
        ("Amara", "Okonkwo", "3/14/1988", "known"),
    ],
)
def test_a_new_person_who_is_refused(
    desk: Desk, walk_ins: WalkInService, first: str, last: str, born: str, code: str
) -> None:
    before = rows_of_everything(desk)
    assert code in codes_of(lambda: walk_ins.add_new(desk.session_id, first, last, born))
    assert rows_of_everything(desk) == before
