"""The key file: who gets in, who does not, and what a change leaves behind."""

from __future__ import annotations

import secrets
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.canonical import to_base64
from iop_desktop.models.errors import (
    DeviceNotEnrolled,
    KeyFileDamaged,
    KeyFileMissing,
    LastSlot,
    LoginTaken,
    RecoveryCodeMistyped,
    WrongPassphrase,
)
from iop_desktop.models.kdf import FLOOR, KdfCost
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.recovery_code import new_code

from .conftest import Clinic


def test_unlocking_gives_the_keys_the_vault_was_made_with(clinic: Clinic) -> None:
    opened = clinic.load().unlock(clinic.login, clinic.passphrase)
    assert opened.keys.database_key() == clinic.keys.database_key()
    assert opened.keys.audit_key == clinic.keys.audit_key
    assert opened.staff_id == str(clinic.staff_id)
    assert opened.login == clinic.login


@pytest.mark.parametrize("typed", ["three green heron", "", "Three green herons", "three green herons "])
def test_wrong_pass_phrase_is_refused(clinic: Clinic, typed: str) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.load().unlock(clinic.login, typed)


def test_unknown_login_is_refused_like_a_wrong_pass_phrase(clinic: Clinic) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.load().unlock("nobody", clinic.passphrase)


def test_login_is_found_whatever_its_case_and_spaces(clinic: Clinic) -> None:
    assert clinic.load().unlock("  DWhitfield ", clinic.passphrase).login == clinic.login


def test_pass_phrase_may_be_typed_in_another_unicode_form(clinic: Clinic) -> None:
    key_file = clinic.load()
    key_file.add_passphrase_slot("ana", uuid.uuid4(), "caf\u00e9 am See", clinic.keys, None, cost=clinic.cheap)
    key_file.save(clinic.keys)
    assert clinic.load().unlock("ana", "cafe\u0301 am See").login == "ana"


def test_recovery_code_opens_the_same_keys(clinic: Clinic) -> None:
    opened = clinic.load().unlock_with_recovery(clinic.code.lower().replace("-", " "))
    assert opened.keys.master == clinic.keys.master
    assert opened.staff_id == ""


def test_another_recovery_code_is_refused(clinic: Clinic) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.load().unlock_with_recovery(new_code())
    with pytest.raises(RecoveryCodeMistyped):
        clinic.load().unlock_with_recovery("not a code")


def test_pass_phrase_change_keeps_the_key_pair_and_drops_the_old_phrase(clinic: Clinic) -> None:
    before = clinic.load().unlock(clinic.login, clinic.passphrase).private_key.private_bytes_raw()
    clinic.load().change_passphrase(clinic.login, clinic.passphrase, "a new phrase", cost=clinic.cheap)
    after = clinic.load()
    assert after.unlock(clinic.login, "a new phrase").private_key.private_bytes_raw() == before
    with pytest.raises(WrongPassphrase):
        after.unlock(clinic.login, clinic.passphrase)
    assert after.unlock_with_recovery(clinic.code).keys.master == clinic.keys.master


def test_pass_phrase_change_needs_the_old_one(clinic: Clinic) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.load().change_passphrase(clinic.login, "wrong", "a new phrase", cost=clinic.cheap)
    assert clinic.load().unlock(clinic.login, clinic.passphrase)


def test_device_bound_slot_opens_only_with_this_computers_secret(clinic: Clinic) -> None:
    device, other = secrets.token_bytes(32), secrets.token_bytes(32)
    key_file = clinic.load()
    key_file.add_passphrase_slot("rosa", uuid.uuid4(), "blue door", clinic.keys, device, cost=clinic.cheap)
    key_file.save(clinic.keys)
    loaded = clinic.load()
    assert loaded.needs_device("rosa") and not loaded.needs_device(clinic.login)
    assert loaded.unlock("rosa", "blue door", device).keys.master == clinic.keys.master
    for missing in (None, other):
        with pytest.raises(DeviceNotEnrolled):
            loaded.unlock("rosa", "blue door", missing)
    with pytest.raises(WrongPassphrase):
        loaded.unlock("rosa", "red door", device)


def test_one_person_may_have_a_slot_for_each_computer(clinic: Clinic) -> None:
    first, second = secrets.token_bytes(32), secrets.token_bytes(32)
    key_file = clinic.load()
    for device, phrase in ((first, "at the front desk"), (second, "in the group room")):
        key_file.add_passphrase_slot("rosa", clinic.staff_id, phrase, clinic.keys, device, cost=clinic.cheap)
    assert key_file.unlock("rosa", "at the front desk", first).keys.master == clinic.keys.master
    assert key_file.unlock("rosa", "in the group room", second).keys.master == clinic.keys.master
    assert key_file.logins() == (clinic.login, "rosa")


def test_change_keeps_a_device_bound_slot_bound(clinic: Clinic) -> None:
    device = secrets.token_bytes(32)
    key_file = clinic.load()
    key_file.add_passphrase_slot("rosa", uuid.uuid4(), "blue door", clinic.keys, device, cost=clinic.cheap)
    key_file.save(clinic.keys)
    clinic.load().change_passphrase("rosa", "blue door", "red door", device, cost=clinic.cheap)
    with pytest.raises(DeviceNotEnrolled):
        clinic.load().unlock("rosa", "red door")
    assert clinic.load().unlock("rosa", "red door", device)


def test_change_with_a_device_at_hand_does_not_bind_an_unbound_slot(clinic: Clinic) -> None:
    device = secrets.token_bytes(32)
    clinic.load().change_passphrase(clinic.login, clinic.passphrase, "a new phrase", device, cost=clinic.cheap)
    assert clinic.load().unlock(clinic.login, "a new phrase")


def test_login_of_another_person_is_refused(clinic: Clinic) -> None:
    with pytest.raises(LoginTaken):
        clinic.load().add_passphrase_slot("DWHITFIELD", uuid.uuid4(), "x", clinic.keys, None, cost=clinic.cheap)


@pytest.mark.parametrize("login", ["", "   ", "x" * 65, "a\nb", "a\x00b"])
def test_odd_login_is_refused(clinic: Clinic, login: str) -> None:
    with pytest.raises(ValueError, match="login name"):
        clinic.load().add_passphrase_slot(login, uuid.uuid4(), "x", clinic.keys, None, cost=clinic.cheap)


def test_removed_slot_opens_nothing_and_the_last_slot_stays(clinic: Clinic) -> None:
    key_file = clinic.load()
    person, recovery = (slot.slot_id for slot in key_file.slots())
    key_file.remove_slot(person)
    with pytest.raises(LastSlot):
        key_file.remove_slot(recovery)
    with pytest.raises(KeyError):
        key_file.remove_slot(person)
    key_file.save(clinic.keys)
    with pytest.raises(WrongPassphrase):
        clinic.load().unlock(clinic.login, clinic.passphrase)


def test_public_key_belongs_to_the_slot_and_is_not_in_the_file(clinic: Clinic) -> None:
    key_file = clinic.load()
    added = key_file.add_passphrase_slot("rosa", uuid.uuid4(), "blue door", clinic.keys, None, cost=clinic.cheap)
    key_file.save(clinic.keys)
    public = key_file.unlock("rosa", "blue door").private_key.public_key()
    assert public == X25519PublicKey.from_public_bytes(added.public_key)
    content = clinic.path.read_bytes()
    assert added.public_key not in content and to_base64(added.public_key).encode() not in content


def test_file_holds_no_secret_in_clear(clinic: Clinic) -> None:
    content = clinic.path.read_bytes() + backup_content(clinic)
    for secret in (clinic.passphrase.encode(), clinic.code.encode(), bytes(clinic.keys.master)):
        assert secret not in content
    assert clinic.keys.master.hex().encode() not in content


def backup_content(clinic: Clinic) -> bytes:
    path = backup_path(clinic.path)
    return path.read_bytes() if path.exists() else b""


def test_generation_and_fingerprint_follow_each_save(clinic: Clinic) -> None:
    key_file = clinic.load()
    first = key_file.fingerprint()
    key_file.save(clinic.keys)
    assert key_file.generation == 2
    assert key_file.fingerprint() != first
    assert clinic.load().fingerprint() == key_file.fingerprint()


@pytest.mark.parametrize("damage", [b"", b"\x00" * 100, b"{", b"[]", b'{"magic": "other"}', None])
def test_backup_is_used_when_the_file_is_gone_or_unreadable(clinic: Clinic, damage: bytes | None) -> None:
    clinic.load().save(clinic.keys)
    if damage is None:
        clinic.path.unlink()
    else:
        clinic.path.write_bytes(damage)
    loaded = clinic.load()
    assert loaded.from_backup
    assert loaded.unlock(clinic.login, clinic.passphrase).keys.master == clinic.keys.master
    loaded.save(clinic.keys)
    assert not clinic.load().from_backup
    assert KeyFile.load(backup_path(clinic.path), floor=clinic.cheap).generation == 1


def test_without_backup_the_first_problem_is_told(clinic: Clinic) -> None:
    clinic.path.write_bytes(b"garbage")
    with pytest.raises(KeyFileDamaged):
        clinic.load()
    clinic.path.unlink()
    with pytest.raises(KeyFileMissing):
        clinic.load()


@pytest.mark.parametrize(
    "cost", [KdfCost(FLOOR.memory_kib - 1, 3, 4), KdfCost(FLOOR.memory_kib, 2, 4), KdfCost(8, 1, 1)]
)
def test_a_cost_below_the_production_floor_is_refused_by_default(clinic: Clinic, cost: KdfCost) -> None:
    key_file, keys = KeyFile.create(clinic.path)
    with pytest.raises(KeyFileDamaged):
        key_file.add_passphrase_slot("rosa", uuid.uuid4(), "blue door", keys, None, cost=cost)


def test_a_file_with_cheap_slots_is_refused_by_the_production_floor(clinic: Clinic) -> None:
    with pytest.raises(KeyFileDamaged):
        KeyFile.load(clinic.path).unlock(clinic.login, clinic.passphrase)


def test_errors_and_reprs_hold_no_secret(clinic: Clinic) -> None:
    key_file = clinic.load()
    with pytest.raises(WrongPassphrase) as caught:
        key_file.unlock(clinic.login, "a secret guess")
    opened = key_file.unlock(clinic.login, clinic.passphrase)
    shown = repr(caught.value) + str(caught.value) + caught.value.sentence + repr(opened) + repr(opened.keys)
    assert "guess" not in shown
    assert opened.keys.master.hex() not in shown
