"""The database notices a key file that is not the one it saw last."""

from __future__ import annotations

import shutil

import pytest

from iop_desktop.models.key_file_record import KeyFileStanding, compare_key_file, remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.recovery_code import new_code
from iop_desktop.models.vault_folder import key_file_path

from .conftest import NOW, Records


@pytest.fixture
def key_file(records: Records) -> KeyFile:
    return KeyFile.load(key_file_path(records.folder))


def standing(records: Records, *, remember: KeyFile | None = None) -> KeyFileStanding:
    """How the file on the disk stands, after remembering another one."""
    with records.open() as vault, vault.transaction() as session:
        if remember is not None:
            remember_key_file(session, remember, at=NOW)
        return compare_key_file(session, KeyFile.load(key_file_path(records.folder)))


def test_the_file_that_was_remembered_is_the_same(records: Records, key_file: KeyFile) -> None:
    assert standing(records) is KeyFileStanding.UNKNOWN
    assert standing(records, remember=key_file) is KeyFileStanding.SAME
    assert standing(records) is KeyFileStanding.SAME


def test_a_save_that_was_not_remembered_is_newer_and_then_the_same(records: Records, key_file: KeyFile) -> None:
    standing(records, remember=key_file)
    key_file.save(records.keys)
    assert standing(records) is KeyFileStanding.NEWER
    assert standing(records, remember=key_file) is KeyFileStanding.SAME


def test_an_older_file_put_back_is_noticed(records: Records, key_file: KeyFile) -> None:
    path = key_file_path(records.folder)
    old = shutil.copy(path, records.folder.parent / "old")
    key_file.save(records.keys)
    standing(records, remember=key_file)
    shutil.copy(old, path)
    assert standing(records) is KeyFileStanding.OLDER


def test_another_file_of_the_same_generation_is_noticed(records: Records, key_file: KeyFile) -> None:
    path = key_file_path(records.folder)
    old = shutil.copy(path, records.folder.parent / "old")
    key_file.add_recovery_slot(new_code(), records.keys)
    key_file.save(records.keys)
    standing(records, remember=key_file)
    shutil.copy(old, path)
    KeyFile.load(path).save(records.keys)
    assert standing(records) is KeyFileStanding.DIFFERENT
