from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.groups import Group
from iop_desktop.models.people import Admission
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.groups import GroupService
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic, at
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def groups(unlocked: Unlocked, clock: MovableClock) -> GroupService:
    return GroupService(unlocked, clock)


@pytest.fixture
def memberships(unlocked: Unlocked, clock: MovableClock) -> MembershipService:
    return MembershipService(unlocked, clock)


def add_newcomer(unlocked: Unlocked, clinic: SmallClinic, number: str = "MR-3000", **changes: Any) -> Any:
    with unlocked.transaction() as db:
        return factories.add_client(db, clinic.adult_program, TODAY, number, "Noor", "Haddad", **changes)


def test_rows_count_heads_and_name_the_next_session(groups: GroupService, clock: MovableClock) -> None:
    (row,) = groups.rows()
    assert (row.code, row.name, row.members, row.capacity) == ("AM", "Morning IOP", 4, 12)
    assert (row.facilitator, row.program) == ("Dana Whitfield, MSW Intern", "Adult IOP")
    assert row.next_session == "Today 12:00 PM"
    clock.advance(days=1)
    assert groups.rows()[0].next_session == ""


def test_who_leads_a_group_has_it_as_their_own(groups: GroupService, as_staff: AsStaff, clock: MovableClock) -> None:
    assert [row.is_mine for row in groups.rows()] == [True]
    assert [row.is_mine for row in GroupService(as_staff(SUPERVISOR), clock).rows()] == [False]


def test_members_are_those_of_the_day(groups: GroupService, clinic: SmallClinic) -> None:
    names = [row.name for row in groups.members(clinic.group_id, TODAY)]
    assert names == ["Tenzin", "Pepe Núñez", "Siobhán O'Hara", "Amara Okonkwo"]
    assert groups.members(clinic.group_id, TODAY - timedelta(days=31)) == ()
    (first, *_) = groups.members(clinic.group_id, TODAY)
    assert (first.program, first.groups) == ("Adult IOP", "Morning IOP")


def test_admission_makes_a_member_and_an_entry(
    groups: GroupService, memberships: MembershipService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    newcomer = add_newcomer(unlocked, clinic)
    assert [row.client_id for row in groups.candidates(clinic.group_id)] == [newcomer]
    changes = memberships.admit(clinic.group_id, newcomer, TODAY)
    assert {Topic.GROUPS, Topic.CLIENTS} <= changes.topics
    assert changes.message == "Noor Haddad joined Morning IOP."
    assert newcomer in [row.client_id for row in groups.members(clinic.group_id, TODAY)]
    assert groups.candidates(clinic.group_id) == ()
    with unlocked.reading() as db:
        last = db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence.desc())).first()
    entry = json.loads(last or "{}")
    assert entry["action"] == "membership.began"
    assert "Haddad" not in str(entry)


def test_who_may_not_join(
    groups: GroupService, memberships: MembershipService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    group = clinic.group_id
    assert codes_of(lambda: memberships.admit(group, clinic.client_ids[0], TODAY)) == ["member"]
    assert codes_of(lambda: memberships.admit(group, clinic.teenager_id, TODAY)) == ["not-admitted", "too-young"]
    newcomer = add_newcomer(unlocked, clinic)
    assert codes_of(lambda: memberships.admit(group, newcomer, TODAY - timedelta(days=40))) == ["before-admission"]
    with unlocked.transaction() as db:
        db.scalars(select(Admission).where(Admission.client_id == newcomer)).one().discharged_on = TODAY
        db.get_one(Group, group).capacity = 4
    assert codes_of(lambda: memberships.admit(group, newcomer, TODAY)) == ["full"]
    assert codes_of(lambda: memberships.admit(group, newcomer, TODAY + timedelta(days=1))) == ["discharged", "full"]
    assert len(groups.members(group, TODAY)) == 4


def test_unknown_ids_are_not_found(memberships: MembershipService, clinic: SmallClinic) -> None:
    with pytest.raises(NotFound):
        memberships.admit(uuid4(), clinic.client_ids[0], TODAY)
    with pytest.raises(NotFound):
        memberships.admit(clinic.group_id, uuid4(), TODAY)
    with pytest.raises(NotFound):
        memberships.end(clinic.group_id, clinic.teenager_id, TODAY)


def test_a_membership_ends_and_may_begin_again(
    groups: GroupService, memberships: MembershipService, clinic: SmallClinic
) -> None:
    group, client = clinic.group_id, clinic.client_ids[0]
    assert codes_of(lambda: memberships.end(group, client, TODAY - timedelta(days=31))) == ["order"]
    changes = memberships.end(group, client, TODAY)
    assert changes.message == "Amara Okonkwo is a member until Tue Nov 24."
    assert client in [row.client_id for row in groups.members(group, TODAY)]
    tomorrow = TODAY + timedelta(days=1)
    assert client not in [row.client_id for row in groups.members(group, tomorrow)]
    assert codes_of(lambda: memberships.admit(group, client, TODAY)) == ["member"]
    memberships.admit(group, client, tomorrow)
    assert client in [row.client_id for row in groups.members(group, tomorrow)]


@pytest.mark.parametrize("login", [ADMINISTRATOR, SUPERVISOR])
def test_a_group_is_made(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock, login: str) -> None:
    service = GroupService(as_staff(login), clock)
    service.create(factories.group_form(clinic.adult_program, clinic.staff[LICENSED]))
    assert [row.name for row in service.rows()] == ["Evening IOP", "Morning IOP"]


def test_a_facilitator_makes_no_groups(groups: GroupService, clinic: SmallClinic) -> None:
    with pytest.raises(NotAllowed):
        groups.create(factories.group_form(clinic.adult_program, clinic.staff[INTERN]))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"code": "AM"}, ["taken"]),
        ({"name": " Morning IOP "}, ["taken"]),
        ({"code": "", "capacity": 0}, ["code", "capacity"]),
        ({"program_id": uuid4()}, ["program"]),
        ({"facilitator_id": ADMINISTRATOR}, ["staff"]),
        ({"facilitator_id": LICENSED, "cofacilitator_id": LICENSED}, ["same"]),
        ({"cofacilitator_id": uuid4()}, ["staff"]),
    ],
)
def test_a_form_with_mistakes_makes_no_group(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock, changes: dict[str, Any], codes: list[str]
) -> None:
    service = GroupService(as_staff(ADMINISTRATOR), clock)
    known = {key: clinic.staff.get(value, value) for key, value in changes.items()}
    facilitator = known.pop("facilitator_id", clinic.staff[LICENSED])
    program = known.pop("program_id", clinic.adult_program)
    form = factories.group_form(program, facilitator, **known)
    assert codes_of(lambda: service.create(form)) == codes
    assert len(service.rows()) == 1


def test_the_next_session_is_the_first_that_is_not_over(
    groups: GroupService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        factories.add_session(db, group, 2, at(TODAY + timedelta(days=2), 9), held=False)
    assert groups.rows()[0].next_session == "Today 12:00 PM"
    clock.set(at(TODAY, 16))
    assert groups.rows()[0].next_session == "Thu Nov 26, 9:00 AM"
