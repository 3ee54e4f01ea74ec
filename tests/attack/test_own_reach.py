"""Somebody who manages and sees clients ties a chart to themselves, reads it without a reason, and unties it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from iop_desktop.models.clinic import Staff
from iop_desktop.rules.audit_review import ReviewTopic
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.bundle import Services
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SmallClinic
from tests.services.test_staff_life import edit_of
from tests.services.two_groups import TwoGroups, two_groups

Act = Callable[[Services, TwoGroups], object]


@pytest.fixture
def world(clinic_template: SmallClinic, tmp_path: Path) -> Iterator[TwoGroups]:
    """With a person who leads a group, supervises and administers."""
    made = two_groups(clinic_template, tmp_path / "clinic")
    with made.unlocked.transaction() as db:
        db.get_one(Staff, made.clinic.staff[LICENSED]).roles = frozenset(Role)
    yield made
    made.clinic.vault.lock(made.unlocked)


def lead(services: Services, world: TwoGroups) -> object:
    edit = services.groups.open(world.clinic.group_id)
    form = replace(edit.form, cofacilitator_id=world.clinic.staff[LICENSED])
    return services.groups.change(edit.group_id, edit.revision, form)


def supervise(services: Services, world: TwoGroups) -> object:
    (intern,) = (row for row in services.staff.rows() if row.login == INTERN)
    return services.staff.edit(edit_of(intern, supervisor_id=world.clinic.staff[LICENSED]))


ACTS: dict[str, Act] = {
    "counselor": lambda services, world: services.cases.name(world.client_id, world.clinic.staff[LICENSED]),
    "leader of the group": lead,
    "supervisor of who leads it": supervise,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_chart_brought_into_ones_own_reach_is_on_the_weekly_review(world: TwoGroups, act: Act) -> None:
    services = world.services(LICENSED)
    act(services, world)
    services.clients.chart(world.client_id)
    review = world.services(ADMINISTRATOR).audit_review
    (found,) = (item for item in review.list().items if item.topic is ReviewTopic.REACH)
    assert "by their own hand" in found.what
    assert found.person == "Jo Ortiz"


def test_what_others_are_given_is_not_on_it(world: TwoGroups) -> None:
    services = world.services(ADMINISTRATOR)
    for act in ACTS.values():
        act(services, world)
    assert not [item for item in services.audit_review.list().items if item.topic is ReviewTopic.REACH]


@pytest.mark.parametrize(("login", "told"), [(INTERN, True), (ADMINISTRATOR, False)])
def test_a_file_that_asks_who_is_a_client_is_on_the_weekly_review(
    world: TwoGroups, tmp_path: Path, login: str, told: bool
) -> None:
    """An administrator sees all names anyway."""
    path = tmp_path / "people.csv"
    path.write_text("MRN,First name,Last name,Birth date\nX-1,Lena,Fischer,1988-03-14\n", encoding="utf-8")
    asked = world.services(login).rosters
    for _ in range(2):
        assert asked.preview(path, world.clinic.adult_program).refusals_by_code == {"known": 1}
    path.write_text("MRN,First name,Last name,Birth date\nX-1,Noor,Haddad,1990-01-01\n", encoding="utf-8")
    assert asked.preview(path, world.clinic.adult_program).refusals_by_code == {}
    items = world.services(ADMINISTRATOR).audit_review.list().items
    found = [item.what for item in items if item.topic is ReviewTopic.REACH]
    assert found == ["Looked at a roster file that names clients of the clinic"] * (2 if told else 0)
