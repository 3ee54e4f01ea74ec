"""One's own pass phrase: the new one opens everything the old one did, and nobody else notices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.errors import VaultFull
from iop_desktop.models.vault_folder import key_file_path
from iop_desktop.services.errors import Refused
from iop_desktop.services.own_passphrase import OwnPassphraseService
from iop_desktop.services.unlock_attempts import TooSoon, WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.audit_log import actions
from tests.support.clock import MovableClock

NEW = "walnut harbor seven quilts"


@pytest.fixture
def own(unlocked: Unlocked) -> OwnPassphraseService:
    return OwnPassphraseService(unlocked)


def others(path: Path) -> list[object]:
    slots = json.loads(path.read_bytes())["slots"]
    return [slot for slot in slots if slot["login"] != INTERN]


def test_the_new_one_opens_and_signs_and_the_old_one_does_not(
    own: OwnPassphraseService, unlocked: Unlocked, clinic: SmallClinic, as_staff: AsStaff
) -> None:
    path = key_file_path(clinic.folder)
    before = others(path)
    own.change(PASSPHRASE, NEW, NEW)
    assert actions(unlocked)[-1] == "passphrase.changed"
    assert others(path) == before
    assert unlocked.reauthenticate(NEW).certificate
    with pytest.raises(WrongPassphrase):
        unlocked.reauthenticate(PASSPHRASE)
    clinic.vault.lock(unlocked)
    opened = clinic.vault.unlock(INTERN, NEW)
    assert opened.notice == ""
    clinic.vault.lock(opened)
    as_staff(SUPERVISOR)


def test_the_copy_of_the_key_file_does_not_take_the_old_one(
    own: OwnPassphraseService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    own.change(PASSPHRASE, NEW, NEW)
    clinic.vault.lock(unlocked)
    path = key_file_path(clinic.folder)
    path.write_bytes(backup_path(path).read_bytes())
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock(INTERN, PASSPHRASE)


def test_a_wrong_old_one_is_counted(own: OwnPassphraseService, unlocked: Unlocked, clock: MovableClock) -> None:
    for _ in range(5):
        clock.advance(minutes=30)
        with pytest.raises(WrongPassphrase):
            own.change("no such words at all", NEW, NEW)
    assert actions(unlocked)[-1] == "passphrase.refused"
    with pytest.raises(TooSoon):
        own.change(PASSPHRASE, NEW, NEW)


@pytest.mark.parametrize(
    ("new", "repeated", "code"),
    [("short", "short", "short"), (NEW, NEW + "s", "differs"), ("clinic clinic clinic", "clinic clinic clinic", "weak"),
     (PASSPHRASE, PASSPHRASE, "same")],
)  # fmt: skip
def test_a_new_one_that_may_not_guard_the_records(
    own: OwnPassphraseService, new: str, repeated: str, code: str, unlocked: Unlocked
) -> None:
    with pytest.raises(Refused) as caught:
        own.change(PASSPHRASE, new, repeated)
    assert code in [refusal.code for refusal in caught.value.refusals]
    assert unlocked.reauthenticate(PASSPHRASE).certificate


def test_a_full_disk_leaves_the_old_one(
    own: OwnPassphraseService, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("iop_desktop.models.keyfile.write_atomically", full)
    with pytest.raises(VaultFull):
        own.change(PASSPHRASE, NEW, NEW)
    monkeypatch.undo()
    assert unlocked.reauthenticate(PASSPHRASE).certificate


def test_the_strength_knows_the_person_and_the_clinic(own: OwnPassphraseService, unlocked: Unlocked) -> None:
    assert own.strength(f"{unlocked.actor.name} {unlocked.clinic_name}").score < own.strength(NEW).score
