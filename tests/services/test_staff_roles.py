"""Somebody with several roles: given, taken away, refused, and at work."""

from __future__ import annotations

from typing import Any

import pytest

from iop_desktop.models.groups import Group
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.people_views import StaffRow
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.supervision import SupervisionService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic, staff_form
from tests.services.conftest import AsStaff
from tests.services.test_staff_life import edit_of, staff_row
from tests.services.writing import Desk
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

F, S, A = Role.FACILITATOR, Role.SUPERVISOR, Role.ADMINISTRATOR


@pytest.fixture
def staff(administrator: Unlocked, clock: MovableClock) -> StaffService:
    return StaffService(administrator, clock)


def give(staff: StaffService, login: str, *roles: Role) -> None:
    staff.edit(edit_of(staff_row(staff, login), roles=frozenset(roles)))


def codes(staff: StaffService, login: str, *roles: Role) -> list[str]:
    return codes_of(lambda: give(staff, login, *roles))


def details_of(unlocked: Unlocked, action: str) -> list[dict[str, Any]]:
    return [entry["details"] for entry in entries(unlocked, action)]


def test_a_supervisor_who_also_manages_does_both(
    staff: StaffService, as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    give(staff, SUPERVISOR, S, A)
    assert staff_row(staff, SUPERVISOR).roles_text == "Supervisor, administrator"
    both = as_staff(SUPERVISOR)
    assert both.actor.roles == {S, A}
    StaffService(both, clock).add(staff_form("rlee", "Robin Lee", F, roles=frozenset({F, A})))
    assert SupervisionService(both, clock).may_set
    assert both.actor.may(Right.SUPERVISE)
    assert not both.actor.may(Right.STAND_IN)
    robin = as_staff("rlee")
    assert SessionService(robin, clock).start(clinic.session_id).message
    assert robin.actor.may(Right.MANAGE_STAFF)


def test_several_roles_lead_and_supervise(staff: StaffService, clinic: SmallClinic, clock: MovableClock) -> None:
    def logins(rows: tuple[StaffRow, ...]) -> set[str]:
        return {row.login for row in rows}

    assert logins(staff.facilitators()) == {INTERN, LICENSED, SUPERVISOR}
    give(staff, ADMINISTRATOR, F, A)
    give(staff, LICENSED, F, S)
    assert logins(staff.facilitators()) == {INTERN, LICENSED, SUPERVISOR, ADMINISTRATOR}
    assert logins(staff.supervisors()) == {LICENSED, SUPERVISOR}


def test_ones_own_doors_open_at_once(staff: StaffService, administrator: Unlocked) -> None:
    assert not administrator.actor.may(Right.WRITE_NOTES)
    give(staff, ADMINISTRATOR, F, A)
    assert administrator.actor.may(Right.WRITE_NOTES)
    assert codes(staff, ADMINISTRATOR, F) == ["last", "oneself"]


def test_nobody_is_left_without_whom_the_others_need(
    staff: StaffService, administrator: Unlocked, clinic: SmallClinic
) -> None:
    assert codes(staff, SUPERVISOR, A) == ["supervises"]
    assert codes(staff, SUPERVISOR, F) == ["supervises"]
    assert codes(staff, INTERN, A)[:1] == ["leads"]
    assert codes(staff, INTERN) == ["roles", "leads"]
    give(staff, SUPERVISOR, F, S, A)
    assert codes(staff, ADMINISTRATOR, F) == ["oneself"]
    with administrator.transaction() as db:
        db.get_one(Group, clinic.group_id).active = False
    give(staff, LICENSED, A)
    assert staff_row(staff, LICENSED).roles == {A}


def test_who_has_begun_notes_signs_them_first(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    desk.write_all()
    administrator = as_staff(ADMINISTRATOR)
    with administrator.transaction() as db:
        db.get_one(Group, clinic.group_id).active = False
    assert codes(StaffService(administrator, clock), INTERN, A) == ["begun"]


def test_a_change_of_roles_is_an_entry_of_its_own(staff: StaffService, administrator: Unlocked) -> None:
    give(staff, LICENSED, F)
    give(staff, LICENSED, S, F)
    assert details_of(administrator, "staff.roles") == [{"before": "facilitator", "after": "facilitator supervisor"}]
    assert details_of(administrator, "staff.edited") == []
