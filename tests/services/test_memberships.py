from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, Membership, RuleOverride
from iop_desktop.rules.waiting import WaitingOutcome
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.waiting import WaitingService
from tests import factories
from tests.factories import INTERN, SmallClinic
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def members(unlocked: Unlocked, clock: MovableClock) -> MembershipService:
    return MembershipService(unlocked, clock)


@pytest.fixture
def waiting(unlocked: Unlocked, clock: MovableClock) -> WaitingService:
    return WaitingService(unlocked, clock)


@pytest.fixture
def evening(unlocked: Unlocked, clinic: SmallClinic) -> UUID:
    with unlocked.transaction() as db:
        group = factories.add_group(
            db, clinic.adult_program, clinic.staff[INTERN], code="EVE", name="Evening IOP", capacity=1
        )
        return group.id


def newcomer(unlocked: Unlocked, clinic: SmallClinic, number: int = 0) -> UUID:
    with unlocked.transaction() as db:
        return factories.add_client(
            db, clinic.adult_program, TODAY, f"MR-30{number:02}", f"Noor{'abcdef'[number]}", "Haddad"
        )


def names(members: MembershipService, group_id: UUID, day: date) -> list[str]:
    return [row.name for row in members.roster_on(group_id, day).rows]


def test_any_past_roster_is_shown_as_it_was(members: MembershipService, clinic: SmallClinic) -> None:
    amara = clinic.client_ids[0]
    members.end(clinic.group_id, amara, TODAY, "Work hours changed")
    members.admit(clinic.group_id, amara, TODAY + timedelta(days=10))
    everyone = ["Tenzin", "Pepe Núñez", "Siobhán O'Hara", "Amara Okonkwo"]
    assert names(members, clinic.group_id, TODAY - timedelta(days=31)) == []
    assert names(members, clinic.group_id, TODAY) == everyone
    assert names(members, clinic.group_id, TODAY + timedelta(days=5)) == everyone[:3]
    assert names(members, clinic.group_id, TODAY + timedelta(days=10)) == everyone
    row = members.roster_on(clinic.group_id, TODAY).rows[-1]
    assert (row.first_on, row.last_on, row.ended_why) == (TODAY - timedelta(days=30), TODAY, "Work hours changed")


def test_readmission_writes_over_nothing(members: MembershipService, clinic: SmallClinic, unlocked: Unlocked) -> None:
    amara = clinic.client_ids[0]
    with unlocked.transaction() as db:
        membership = db.scalars(select(Membership).where(Membership.client_id == amara)).one()
        membership.last_on = TODAY - timedelta(days=5)
    members.admit(clinic.group_id, amara, TODAY)
    with unlocked.reading() as db:
        rows = db.scalars(select(Membership).where(Membership.client_id == amara).order_by(Membership.first_on)).all()
        assert [(row.first_on, row.last_on) for row in rows] == [
            (TODAY - timedelta(days=30), TODAY - timedelta(days=5)),
            (TODAY, None),
        ]
    # The earlier one is over, so its end is not dated back.
    assert codes_of(lambda: members.end(clinic.group_id, amara, TODAY - timedelta(days=10))) == ["order"]


def test_a_transfer_ends_one_membership_and_begins_another(
    members: MembershipService, clinic: SmallClinic, evening: UUID, unlocked: Unlocked
) -> None:
    amara, pepe = clinic.client_ids[:2]
    changes = members.transfer(clinic.group_id, amara, evening, TODAY, "Works mornings now")
    assert changes.message == "Amara Okonkwo goes to Evening IOP from Tue Nov 24 on."
    before = members.roster_on(clinic.group_id, TODAY - timedelta(days=1)).rows[-1]
    after = members.roster_on(evening, TODAY).rows[0]
    assert (before.name, before.went_to, before.ended_why) == ("Amara Okonkwo", "Evening IOP", "Works mornings now")
    assert (after.client_id, after.came_from) == (amara, "Morning IOP")
    assert codes_of(lambda: members.transfer(clinic.group_id, pepe, evening, TODAY)) == ["full"]
    assert "Pepe Núñez" in names(members, clinic.group_id, TODAY)
    members.transfer(clinic.group_id, pepe, evening, TODAY, reason="A second room is open")
    with unlocked.reading() as db:
        override = db.scalars(select(RuleOverride)).one()
        found = (override.rule, override.allowed, override.actual, override.reason)
    assert found == ("capacity", 1, 2, "A second room is open")


def test_transfers_that_cannot_be(members: MembershipService, clinic: SmallClinic, evening: UUID) -> None:
    amara = clinic.client_ids[0]
    assert codes_of(lambda: members.transfer(clinic.group_id, amara, clinic.group_id, TODAY)) == ["same"]
    first = TODAY - timedelta(days=30)
    assert codes_of(lambda: members.transfer(clinic.group_id, amara, evening, first)) == ["order"]
    with pytest.raises(NotFound):
        members.transfer(evening, amara, clinic.group_id, TODAY)
    with pytest.raises(NotFound):
        members.roster_on(uuid4(), TODAY)


def test_the_thirteenth_needs_a_reason_where_twelve_are_allowed(
    members: MembershipService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    with unlocked.transaction() as db:
        db.get_one(Group, clinic.group_id).capacity = 20
        db.get_one(Program, clinic.adult_program).rule_packs = ["texas", "california", "no-such-pack"]
    people = [newcomer(unlocked, clinic, number) for number in range(6)]
    for client in people[:3]:
        members.admit(clinic.group_id, client, TODAY)
    with unlocked.transaction() as db:
        for number in range(5):
            client = factories.add_client(db, clinic.adult_program, TODAY, f"MR-40{number}", f"Ola{number}", "Berg")
            factories.add_membership(db, clinic.group_id, client, TODAY)
    assert members.roster_on(clinic.group_id, TODAY).room == 12
    assert members.roster_on(clinic.group_id, TODAY).warnings == ()
    with pytest.raises(Refused, match="Refused") as caught:
        members.admit(clinic.group_id, people[3], TODAY)
    assert [refusal.code for refusal in caught.value.refusals] == ["limit"]
    assert "13 members, and the rule allows 12 (9 CCR 10345" in caught.value.sentence
    members.admit(clinic.group_id, people[3], TODAY, "The group is split today")
    (warning,) = members.roster_on(clinic.group_id, TODAY).warnings
    assert warning.startswith("13 members, and the rule allows 12")
    with unlocked.reading() as db:
        override = db.scalars(select(RuleOverride)).one()
        assert (override.rule, override.allowed, override.actual) == ("california/group-max", 12, 13)


def test_a_closed_group_takes_nobody_after_its_first_session(
    members: MembershipService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    client = newcomer(unlocked, clinic)
    other = newcomer(unlocked, clinic, 1)
    with unlocked.transaction() as db:
        db.get_one(Group, clinic.group_id).is_open = False
    members.admit(clinic.group_id, client, TODAY)
    clock.advance(hours=3)
    assert codes_of(lambda: members.admit(clinic.group_id, other, TODAY)) == ["begun"]
    members.admit(clinic.group_id, other, TODAY, "Agreed with the whole group")
    with unlocked.reading() as db:
        assert db.scalars(select(RuleOverride.rule)).all() == ["closed-group"]


def test_a_reason_helps_against_no_other_refusal(
    members: MembershipService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    with unlocked.transaction() as db:
        db.get_one(Group, clinic.group_id).capacity = 4
    refused = codes_of(lambda: members.admit(clinic.group_id, clinic.teenager_id, TODAY, "Please"))
    assert refused == ["not-admitted", "too-young", "full"]


def test_the_waiting_list_keeps_order_reasons_and_outcomes(
    waiting: WaitingService, clinic: SmallClinic, evening: UUID, unlocked: Unlocked
) -> None:
    people = [newcomer(unlocked, clinic, number) for number in range(3)]
    for client in people:
        waiting.add(evening, client, "The group is full")
    assert codes_of(lambda: waiting.add(evening, people[0], "Again")) == ["waiting"]
    assert codes_of(lambda: waiting.add(clinic.group_id, clinic.client_ids[0], "")) == ["member", "reason"]
    rows = waiting.rows(evening)
    assert [(row.position, row.client_id, row.since) for row in rows] == [
        (place, client, TODAY) for place, client in enumerate(people, 1)
    ]
    assert waiting.move(rows[2].entry_id, -2).topics
    assert waiting.move(rows[2].entry_id, -1).topics == frozenset()
    assert [row.client_id for row in waiting.rows(evening)] == [people[2], people[0], people[1]]
    changes = waiting.end(rows[0].entry_id, WaitingOutcome.DECLINED)
    assert changes.message == "Noora Haddad is off the waiting list: declined."
    assert codes_of(lambda: waiting.end(rows[0].entry_id, WaitingOutcome.WITHDREW)) == ["ended"]
    assert [(row.position, row.outcome) for row in waiting.rows(evening)] == [(1, ""), (2, ""), (0, "declined")]
    waiting.add(evening, people[0], "Changed her mind")
    assert [row.client_id for row in waiting.rows(evening)] == [people[2], people[1], people[0], people[0]]


def test_admission_from_the_waiting_list(
    waiting: WaitingService, members: MembershipService, clinic: SmallClinic, evening: UUID, unlocked: Unlocked
) -> None:
    people = [newcomer(unlocked, clinic, number) for number in range(2)]
    for client in people:
        waiting.add(evening, client, "Asked for the evening")
    first, second = waiting.rows(evening)
    waiting.admit(first.entry_id, TODAY)
    assert [row.client_id for row in members.roster_on(evening, TODAY).rows] == people[:1]
    assert [(row.client_id, row.outcome) for row in waiting.rows(evening)] == [(people[1], ""), (people[0], "admitted")]
    assert codes_of(lambda: waiting.admit(second.entry_id, TODAY)) == ["full"]
    assert codes_of(lambda: waiting.admit(first.entry_id, TODAY)) == ["ended"]
    with pytest.raises(NotFound):
        waiting.move(uuid4(), 1)
