from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from sqlalchemy import select

from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.errors import VaultFull
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


def new_form(**changes: Any) -> StaffForm:
    return factories.staff_form(**({"login": "tkim", "name": "Tae Kim", "role": Role.FACILITATOR} | changes))


def test_rows_tell_who_supervises_whom(unlocked: Unlocked, clock: MovableClock) -> None:
    rows = {row.login: row for row in StaffService(unlocked, clock).rows()}
    assert rows[INTERN].supervisor == "Maren Okafor"
    assert rows[INTERN].needs_cosignature
    assert rows[LICENSED].supervisor == ""
    assert rows[SUPERVISOR].roles == {Role.SUPERVISOR}


def test_who_may_lead_a_group(unlocked: Unlocked, clock: MovableClock) -> None:
    service = StaffService(unlocked, clock)
    assert {row.login for row in service.facilitators()} == {INTERN, LICENSED, SUPERVISOR}
    assert [row.login for row in service.supervisors()] == [SUPERVISOR]


def test_a_new_person_can_unlock_and_sign(administrator: Unlocked, as_staff: AsStaff, clock: MovableClock) -> None:
    changes = StaffService(administrator, clock).add(new_form(login="TKim "))
    assert changes.topics == {Topic.STAFF}
    unlocked = as_staff("tkim")
    assert unlocked.actor.name == "Tae Kim"
    assert unlocked.reauthenticate(PASSPHRASE).certificate.serial_number > 0


def test_the_certificate_is_the_clinics(administrator: Unlocked, clock: MovableClock) -> None:
    with administrator.reading() as db:
        root = x509.load_der_x509_certificate(db.scalars(select(Clinic.root_certificate)).one())
        for content in db.scalars(select(Staff.certificate)):
            x509.load_der_x509_certificate(content).verify_directly_issued_by(root)


@pytest.mark.parametrize("login", [INTERN, LICENSED, SUPERVISOR])
def test_only_an_administrator_adds_staff(as_staff: AsStaff, clock: MovableClock, login: str) -> None:
    unlocked = as_staff(login)
    with pytest.raises(NotAllowed):
        StaffService(unlocked, clock).add(new_form())
    assert "tkim" not in unlocked.doorkeeper.key_file().logins()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"login": " PNAIR "}, ["taken"]),
        ({"name": ""}, ["name"]),
        ({"needs_cosignature": True}, ["supervisor"]),
        ({"passphrase": "tae kim tae kim", "repeated": "tae kim tae kim"}, ["weak"]),
    ],
)
def test_a_form_with_mistakes_changes_nothing(
    administrator: Unlocked, clock: MovableClock, changes: dict[str, Any], codes: list[str]
) -> None:
    before = administrator.doorkeeper.key_file().fingerprint()
    assert codes_of(lambda: StaffService(administrator, clock).add(new_form(**changes))) == codes
    assert administrator.doorkeeper.key_file().fingerprint() == before


def test_someone_who_is_no_supervisor_cannot_be_one(
    administrator: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    form = new_form(needs_cosignature=True, supervisor_id=clinic.staff[LICENSED])
    assert codes_of(lambda: StaffService(administrator, clock).add(form)) == ["supervisor"]


def test_a_failure_while_writing_takes_the_way_in_back(
    administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("iop_desktop.services.staff.new_staff", full)
        with pytest.raises(VaultFull):
            StaffService(administrator, clock).add(new_form())
    assert "tkim" not in administrator.doorkeeper.key_file().logins()
    StaffService(administrator, clock).add(new_form())
    clinic.vault.lock(administrator)
    clinic.vault.lock(clinic.vault.unlock("tkim", PASSPHRASE))


def test_a_slot_left_by_a_power_cut_is_replaced(
    administrator: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    service = StaffService(administrator, clock)
    service._add_slot(new_form(passphrase="old words that were typed", repeated="old words that were typed"))
    assert "tkim" in administrator.doorkeeper.key_file().logins()
    service.add(new_form())
    clinic.vault.lock(administrator)
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock("tkim", "old words that were typed")
    clinic.vault.lock(clinic.vault.unlock("tkim", PASSPHRASE))
