"""Suspensions on real vaults: who is kept out, how it is said, and that the same pass phrase opens afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from iop_desktop.models import keyfile
from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.clinic import Staff
from iop_desktop.models.staffing import Suspension
from iop_desktop.models.way_in_errors import LoginSuspended
from iop_desktop.rules.suspension import StaffState
from iop_desktop.services import suspension
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.front_door import FrontDoor
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.people_views import StaffRow
from iop_desktop.services.staff import StaffService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_recovery import opens
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.power_cut import PowerCut, cut_during
from tests.support.refusals import codes_of

WHY = "Under review until Friday."


@pytest.fixture
def service(administrator: Unlocked, clock: MovableClock) -> SuspensionService:
    return SuspensionService(administrator, clock)


def row_of(unlocked: Unlocked, login: str, clock: MovableClock) -> StaffRow:
    return next(row for row in StaffService(unlocked, clock).rows() if row.login == login)


def test_a_suspended_person_is_told_and_nothing_is_lost(
    clinic: SmallClinic, administrator: Unlocked, service: SuspensionService, clock: MovableClock
) -> None:
    said = service.suspend(clinic.staff[INTERN], WHY).message
    assert "cannot open these records or sign" in said
    assert "1 group needs another facilitator." in said
    row = row_of(administrator, INTERN, clock)
    assert (row.state, row.suspended_why, row.active) == (StaffState.SUSPENDED, WHY, False)
    assert "1 group needs another facilitator." in row.uncovered
    clinic.vault.lock(administrator)
    assert FrontDoor(clinic.folder).logins() == clinic.vault.logins()
    assert INTERN in clinic.vault.logins()
    with pytest.raises(LoginSuspended) as caught:
        clinic.vault.unlock(INTERN, PASSPHRASE)
    assert "suspended" in caught.value.sentence and "Nothing of yours is lost" in caught.value.sentence
    assert clinic.vault.wait_seconds(INTERN) == 0


@pytest.mark.parametrize("copy", [False, True])
def test_no_slot_is_left_in_the_key_file_or_its_copy(
    clinic: SmallClinic, administrator: Unlocked, service: SuspensionService, copy: bool
) -> None:
    service.suspend(clinic.staff[INTERN], WHY)
    clinic.vault.lock(administrator)
    path = clinic.folder / "clinic.vault"
    content = (backup_path(path) if copy else path).read_text()
    assert str(clinic.staff[LICENSED]) in content
    assert str(clinic.staff[INTERN]) not in content


def test_the_same_pass_phrase_opens_and_signs_after_the_end(
    clinic: SmallClinic, administrator: Unlocked, service: SuspensionService, clock: MovableClock
) -> None:
    service.suspend(clinic.staff[INTERN], WHY)
    clock.advance(days=2)
    assert "pass phrase of before" in service.end(clinic.staff[INTERN]).message
    assert row_of(administrator, INTERN, clock).state is StaffState.ACTIVE
    with administrator.reading() as db:
        assert db.scalars(select(Suspension.slot)).all() == [b""]
    assert [len(entries(administrator, f"staff.{name}")) for name in ("suspended", "suspension_ended")] == [1, 1]
    clinic.vault.lock(administrator)
    assert opens(clinic, INTERN, PASSPHRASE)


def test_a_new_vault_key_meanwhile_does_not_keep_them_out_afterwards(
    clinic: SmallClinic, administrator: Unlocked, service: SuspensionService, clock: MovableClock
) -> None:
    service.suspend(clinic.staff[INTERN], WHY)
    StaffService(administrator, clock).new_vault_key()
    service.end(clinic.staff[INTERN])
    clinic.vault.lock(administrator)
    assert opens(clinic, INTERN, PASSPHRASE)


def test_who_cannot_be_suspended(
    clinic: SmallClinic, service: SuspensionService, as_staff: AsStaff, clock: MovableClock
) -> None:
    for login, reason, codes in (
        (ADMINISTRATOR, WHY, ["last", "oneself"]),
        (INTERN, " ", ["reason"]),
    ):
        assert codes_of(partial(service.suspend, clinic.staff[login], reason)) == codes
    with pytest.raises(Refused):
        service.end(clinic.staff[INTERN])
    service.suspend(clinic.staff[INTERN], WHY)
    with pytest.raises(Refused):
        service.suspend(clinic.staff[INTERN], WHY)
    with pytest.raises(Refused):
        InvitationService(service._unlocked, clock).invite_again(clinic.staff[INTERN])
    with pytest.raises(NotAllowed):
        SuspensionService(as_staff(SUPERVISOR), clock).suspend(clinic.staff[LICENSED], WHY)


def test_a_suspended_person_can_leave(
    clinic: SmallClinic, administrator: Unlocked, service: SuspensionService, clock: MovableClock
) -> None:
    service.suspend(clinic.staff[INTERN], WHY)
    StaffService(administrator, clock).leave(clinic.staff[INTERN], "Contract ended.")
    assert row_of(administrator, INTERN, clock).state is StaffState.LEFT
    clinic.vault.lock(administrator)
    assert INTERN not in clinic.vault.logins()


def test_an_open_invitation_ends_with_the_suspension(
    clinic: SmallClinic, administrator: Unlocked, service: SuspensionService, clock: MovableClock
) -> None:
    InvitationService(administrator, clock).invite_again(clinic.staff[INTERN])
    service.suspend(clinic.staff[INTERN], WHY)
    assert len(entries(administrator, "invitation.withdrawn")) == 1


CUTS = [
    lambda: PowerCut(suspension, "naming_suspended"),
    lambda: PowerCut(keyfile, "write_atomically", 1),
    lambda: PowerCut(keyfile, "write_atomically", 2),
    lambda: PowerCut(suspension, "remember_key_file"),
]


def work_as_administrator(clinic: SmallClinic, clock: MovableClock, ending: bool) -> None:
    vault = factories.vault_service(clinic.folder, clock)
    service = SuspensionService(vault.unlock(ADMINISTRATOR, PASSPHRASE), clock)
    if ending:
        service.end(clinic.staff[INTERN])
    else:
        service.suspend(clinic.staff[INTERN], WHY)
    vault.lock(service._unlocked)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked and killed the POSIX way")
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("first", [INTERN, ADMINISTRATOR])
def test_a_power_cut_leaves_somebody_suspended_and_not_locked_out_for_ever(
    clinic: SmallClinic, clock: MovableClock, cut: Callable[[], PowerCut], first: str
) -> None:
    cut_during(lambda: work_as_administrator(clinic, clock, ending=False), cut())
    if first == INTERN:
        with pytest.raises((NotAllowed, LoginSuspended)):
            clinic.vault.unlock(INTERN, PASSPHRASE)
    assert opens(clinic, ADMINISTRATOR, PASSPHRASE)
    assert str(clinic.staff[INTERN]) not in (clinic.folder / "clinic.vault").read_text()
    with pytest.raises(LoginSuspended):
        clinic.vault.unlock(INTERN, PASSPHRASE)
    cut_during(lambda: work_as_administrator(clinic, clock, ending=True), cut())
    unlocked = clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    service = SuspensionService(unlocked, clock)
    with unlocked.reading() as db:
        staff = db.get_one(Staff, clinic.staff[INTERN])
    if not staff.active:
        service.end(clinic.staff[INTERN])
    clinic.vault.lock(unlocked)
    assert opens(clinic, INTERN, PASSPHRASE)
