"""The key file on a disk that fails, and a key file whose parts do not fit each other."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from iop_desktop.models.atomic_file import backup_path, write_atomically
from iop_desktop.models.errors import KeyFileDamaged, VaultDisk, VaultError, VaultReadOnly
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.recovery_code import is_beginning, new_code

from .conftest import Clinic


@pytest.mark.parametrize(("number", "problem"), [(13, VaultReadOnly), (5, VaultDisk)])
def test_a_file_that_cannot_be_read_is_told(
    clinic: Clinic, number: int, problem: type[VaultError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(problem):
        clinic.load()


def test_a_folder_in_its_place_is_damage_and_the_copy_before_is_used(clinic: Clinic) -> None:
    clinic.load().save(clinic.keys)
    clinic.path.unlink()
    clinic.path.mkdir()
    key_file = clinic.load()
    assert key_file.from_backup
    assert key_file.generation == 1
    backup_path(clinic.path).unlink()
    with pytest.raises(KeyFileDamaged):
        clinic.load()


def test_far_too_large_a_file_is_not_read_to_its_end(clinic: Clinic) -> None:
    with clinic.path.open("ab") as stream:
        stream.truncate(1 << 24)
    with pytest.raises(KeyFileDamaged):
        clinic.load()


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_failed_save_leaves_file_and_object_as_they_were(
    clinic: Clinic, fails_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_file = clinic.load()
    before, generation, slots = clinic.path.read_bytes(), key_file.generation, key_file.slots()
    write, calls = write_atomically, [0]

    def fail_once(path: Path, content: bytes) -> None:
        calls[0] += 1
        if calls[0] == fails_at:
            raise OSError(28, "no room")
        write(path, content)

    monkeypatch.setattr("iop_desktop.models.keyfile.write_atomically", fail_once)
    key_file.add_recovery_slot(new_code(), clinic.keys)
    with pytest.raises(OSError, match="no room"):
        key_file.save(clinic.keys)
    assert (key_file.generation, key_file.slots()) == (generation, slots)
    assert clinic.path.read_bytes() == before
    assert KeyFile.load(clinic.path, floor=clinic.cheap).unlock(clinic.login, clinic.passphrase).login == clinic.login
    key_file.save(clinic.keys)
    assert clinic.load().generation == generation + 1


def test_a_slot_without_the_active_master_key_is_damage(clinic: Clinic) -> None:
    key_file = clinic.load()
    slots = tuple(dataclasses.replace(slot, masters={}) for slot in key_file._document.slots)
    key_file._document = dataclasses.replace(key_file._document, slots=slots)
    key_file.save(clinic.keys)
    with pytest.raises(KeyFileDamaged):
        clinic.load().unlock(clinic.login, clinic.passphrase)


def test_a_kept_key_that_is_gone_is_damage(clinic: Clinic) -> None:
    key_file = clinic.load()
    key_file._document = dataclasses.replace(key_file._document, kept={})
    key_file.save(clinic.keys)
    with pytest.raises(KeyFileDamaged):
        clinic.load().unlock(clinic.login, clinic.passphrase)


def test_the_beginning_of_a_recovery_code_is_known_while_it_is_typed() -> None:
    code = new_code()
    assert all(is_beginning(code[:length]) for length in range(len(code)))
    assert not is_beginning(code)
    assert not is_beginning("MT6$")
