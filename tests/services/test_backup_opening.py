"""Pass phrases that are bound to a computer's key store, and a clinic where some are and some are not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from iop_desktop.models.errors import DeviceNotEnrolled
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.backup_opening import BackupOpener, WrongForBackup
from iop_desktop.services.backups import BackupService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.vault import VaultService
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, LICENSED, PASSPHRASE
from tests.support.clock import MovableClock
from tests.support.key_store import KeyStore

NEW = "velvet copper thunder basket orchid"


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


def that(store: KeyStore | None) -> KeyStore | None:
    """The key store itself, as the program asks for it."""
    return store


@pytest.fixture
def store() -> KeyStore:
    return KeyStore()


@pytest.fixture
def made(tmp_path: Path, clock: MovableClock, store: KeyStore) -> tuple[Path, str]:
    """A backup of a clinic whose administrator's pass phrase is bound to this computer, and the recovery code."""
    service = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=lambda: store)
    set_up = service.set_up(factories.clinic_form(without_device_secret=False))
    unlocked = set_up.unlocked
    file = BackupService(unlocked, clock).back_up_to(tmp_path / "out", no_step).path
    service.lock(unlocked)
    return file, set_up.recovery_code


def test_on_the_same_computer_the_pass_phrase_opens_it(made: tuple[Path, str], store: KeyStore) -> None:
    inside = BackupOpener(lambda: store, CHEAP).open(made[0], ADMINISTRATOR, PASSPHRASE)
    assert inside.may_replace
    inside.forget()


def test_on_another_computer_only_the_recovery_code_does(made: tuple[Path, str]) -> None:
    for other in (KeyStore(), None):
        opener = BackupOpener(partial(that, other), CHEAP)
        with pytest.raises(DeviceNotEnrolled) as caught:
            opener.open(made[0], ADMINISTRATOR, PASSPHRASE)
        assert "recovery kit" in caught.value.sentence
        inside = opener.open_either(made[0], "", made[1].lower())
        assert inside.may_replace
        inside.forget()


def test_where_only_some_are_bound_each_opens_as_at_the_door(
    tmp_path: Path, clock: MovableClock, store: KeyStore
) -> None:
    stores: list[KeyStore | None] = [store]
    service = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=lambda: stores[-1])
    set_up = service.set_up(factories.clinic_form(without_device_secret=False))
    form = factories.staff_form(LICENSED, "Jo Ortiz", Role.FACILITATOR, credentials="LCSW", licence="LC-7810")
    StaffService(set_up.unlocked, clock).add(form)
    service.lock(set_up.unlocked)
    stores.append(None)
    unlocked = service.recover(LICENSED, set_up.recovery_code, NEW, NEW).unlocked
    file = BackupService(unlocked, clock).back_up_to(tmp_path / "out", no_step).path
    service.lock(unlocked)
    opener = BackupOpener(lambda: store, CHEAP)
    for login, passphrase in ((ADMINISTRATOR, PASSPHRASE), (LICENSED, NEW)):
        opener.open(file, login, passphrase).forget()
    elsewhere = BackupOpener(lambda: None, CHEAP)
    elsewhere.open(file, LICENSED, NEW).forget()
    with pytest.raises(WrongForBackup):
        elsewhere.open(file, ADMINISTRATOR, PASSPHRASE)


@pytest.mark.parametrize(("role", "may_replace"), [("administrator", True), ("facilitator", False)])
def test_a_backup_from_before_somebody_could_have_several_roles(
    tmp_path: Path, clock: MovableClock, store: KeyStore, role: str, may_replace: bool
) -> None:
    service = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=lambda: store)
    unlocked = service.set_up(factories.clinic_form(without_device_secret=False)).unlocked
    with unlocked.transaction() as db:
        db.execute(text(f"UPDATE staff SET roles = '{role}'"))
        db.execute(text("ALTER TABLE staff RENAME COLUMN roles TO role"))
    file = BackupService(unlocked, clock).back_up_to(tmp_path / "out", no_step).path
    service.lock(unlocked)
    inside = BackupOpener(lambda: store, CHEAP).open(file, ADMINISTRATOR, PASSPHRASE)
    assert inside.may_replace is may_replace
    inside.forget()
