"""Opening a vault whose files are missing, foreign, damaged or empty: named, refused, and left as they are."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest
from sqlalchemy import select

from iop_desktop.models import cipher, migrate, vault_folder
from iop_desktop.models.clinic import Setting
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import (
    DatabaseMissing,
    DriverUnfit,
    KeyFileMissing,
    NetworkFolder,
    VaultBusy,
    VaultDamaged,
    VaultEmpty,
    VaultError,
    VaultExists,
    VaultMismatch,
    VaultMissing,
)
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.lessons import Curriculum

from .conftest import NOW, Records

PAGE = 4096


def flip(path: Path, offset: int, count: int = 16) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        content = stream.read(count)
        stream.seek(offset)
        stream.write(bytes(byte ^ 0xFF for byte in content))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != vault_folder.LOCK_NAME}


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _first_page(path: Path) -> None:
    flip(path, 200)


def _cut_in_the_first_page(path: Path) -> None:
    os.truncate(path, PAGE // 2)


def _text(path: Path) -> None:
    path.write_bytes(b"These are not the records." * 1000)


def _plain_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE anything (x)")
    connection.close()


@pytest.mark.parametrize(
    ("alter", "problem"),
    [
        (_emptied, VaultEmpty),
        (_first_page, VaultDamaged),
        (_cut_in_the_first_page, VaultDamaged),
        (_text, VaultMismatch),
        (_plain_database, VaultMismatch),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_and_left_as_it_is(
    records: Records, alter: Callable[[Path], None], problem: type[VaultError]
) -> None:
    alter(records.database)
    before = files_of(records.folder)
    with pytest.raises(VaultDamaged) as caught:
        records.open()
    assert caught.type is problem
    assert files_of(records.folder) == before


def test_damage_to_the_salt_alone_loses_nothing(records: Records) -> None:
    records.add_settings({"kept": "here"})
    flip(records.database, 0)
    with records.open() as vault, vault.transaction() as session:
        assert session.scalars(select(Setting.value)).all() == ["here"]


def test_keys_of_another_vault_do_not_fit(records: Records) -> None:
    before = files_of(records.folder)
    with pytest.raises(VaultMismatch) as caught:
        Vault.open(records.folder, VaultKeys.generate(str(uuid.uuid4())))
    assert "do not belong together" in caught.value.sentence
    assert files_of(records.folder) == before


def test_a_wrong_key_for_the_right_vault_does_not_open_it(records: Records) -> None:
    keys = records.keys
    wrong = VaultKeys(keys.vault_id, keys.key_id, bytearray(32), bytearray(32))
    with pytest.raises(VaultDamaged):
        Vault.open(records.folder, wrong)
    records.open().close()


@pytest.mark.parametrize(
    ("gone", "problem"),
    [
        (("clinic.db", "clinic.vault"), VaultMissing),
        (("clinic.vault",), KeyFileMissing),
        (("clinic.db",), DatabaseMissing),
    ],
)
def test_missing_files_are_named_and_none_is_made(
    records: Records, gone: tuple[str, ...], problem: type[VaultError]
) -> None:
    for name in gone:
        (records.folder / name).unlink()
    before = files_of(records.folder)
    with pytest.raises(problem):
        records.open()
    assert files_of(records.folder) == before


def test_a_folder_that_is_not_there_has_no_vault(records: Records) -> None:
    with pytest.raises(VaultMissing):
        Vault.open(records.folder / "nowhere", records.keys.copy())
    assert not (records.folder / "nowhere").exists()


def test_a_database_alone_is_never_opened_even_if_it_goes_away_meanwhile(records: Records) -> None:
    records.database.unlink()
    with pytest.raises(DatabaseMissing):
        cipher.connect(records.database, records.keys)
    assert not records.database.exists()


def test_damage_in_any_other_page_is_found_and_breaks_nothing_else(records: Records) -> None:
    records.add_settings({f"name-{number}": "x" * 200 for number in range(500)})
    last_page = records.database.stat().st_size - PAGE
    flip(records.database, last_page + 100)
    with records.open() as vault:
        report = vault.check_integrity()
        assert not report.ok
        assert report.problems
        with vault.transaction() as session:
            session.add(Curriculum(code="after", title="Still written", version="1"))
        with vault.transaction(readonly=True) as session:
            assert session.scalars(select(Curriculum.code)).all() == ["after"]


def test_a_damaged_schema_is_found_when_the_schema_is_looked_at(records: Records) -> None:
    with records.open() as vault, vault.raw_connection() as connection:
        named = "SELECT rootpage FROM sqlite_master WHERE name = 'alembic_version'"
        page = connection.execute(named).fetchone()[0]
    flip(records.database, (page - 1) * PAGE + 50)
    with records.open() as vault, pytest.raises(VaultDamaged):
        migrate.prepare(vault, now=NOW)


def test_a_cut_off_file_is_found(records: Records) -> None:
    records.add_settings({f"name-{number}": "x" * 200 for number in range(500)})
    os.truncate(records.database, records.database.stat().st_size // 2)
    try:
        with records.open() as vault:
            assert not vault.check_integrity().ok
    except VaultDamaged:
        pass


def test_garbage_in_the_log_beside_the_database_loses_nothing(records: Records) -> None:
    records.add_settings({"kept": "here"})
    for suffix in ("-wal", "-shm"):
        records.database.with_name(f"clinic.db{suffix}").write_bytes(os.urandom(50_000))
    with records.open() as vault, vault.transaction(readonly=True) as session:
        assert session.scalars(select(Setting.value)).all() == ["here"]
        assert vault.check_integrity().ok


def test_the_log_of_another_database_is_ignored(records: Records, tmp_path: Path) -> None:
    foreign = Records(tmp_path / "foreign", records.keys)
    shutil.copytree(records.folder, foreign.folder)
    with foreign.open() as vault:
        with vault.transaction() as session:
            session.add(Setting(name="foreign", value="row"))
        log = foreign.database.with_name("clinic.db-wal").read_bytes()
    assert len(log) > PAGE
    records.add_settings({"own": "row"})
    # The seal of each page is not enough here: both vaults have the same key. The log's checks are SQLite's own.
    records.database.with_name("clinic.db-wal").write_bytes(log[: PAGE // 2])
    with records.open() as vault, vault.transaction(readonly=True) as session:
        assert session.scalars(select(Setting.name)).all() == ["own"]


def test_a_vault_is_never_made_over_another(records: Records) -> None:
    before = files_of(records.folder)
    with pytest.raises(VaultExists):
        Vault.create(records.folder, records.keys.copy())
    assert files_of(records.folder) == before


def test_a_failed_creation_leaves_no_database(
    tmp_path: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    monkeypatch.setattr(cipher, "LEAST_SQLITE", (99, 0, 0))
    with pytest.raises(DriverUnfit):
        Vault.create(folder, records.keys.copy())
    monkeypatch.undo()
    assert not list(folder.glob("clinic.db*"))
    Vault.create(folder, records.keys.copy()).close()


def test_a_second_opening_in_the_same_program_is_refused(records: Records) -> None:
    with records.open(), pytest.raises(VaultBusy) as caught:
        records.open()
    assert "another window" in caught.value.sentence
    records.open().close()


def test_network_and_cloud_folders_are_refused(records: Records, tmp_path: Path) -> None:
    synced = tmp_path / "Dropbox" / "clinic"
    with pytest.raises(NetworkFolder):
        Vault.create(synced, records.keys.copy())
    assert not synced.exists()
    shutil.copytree(records.folder, synced)
    with pytest.raises(NetworkFolder):
        Vault.open(synced, records.keys.copy())


@pytest.mark.parametrize("version", [(3, 51, 2), (3, 7, 0)])
def test_a_library_with_the_log_fault_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(DriverUnfit):
        cipher.require_fit_driver(version)


def test_a_library_without_encryption_is_refused(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain(sqlite3.Connection):
        """What the plain library would be: it takes a key and does nothing with it."""

        def set_key(self, key: bytearray) -> None:
            """Ignored, as the pragma would be."""

    class Driver:
        Error = sqlite3.Error
        sqlite_version_info = cipher.LEAST_SQLITE

        @staticmethod
        def connect(*given: object, **named: object) -> sqlite3.Connection:
            return sqlite3.connect(*given, factory=Plain, **named)  # type: ignore[call-overload,no-any-return]  # as it comes

    folder = records.folder.parent / "plain"
    monkeypatch.setattr(cipher, "DRIVER", Driver)
    with pytest.raises(DriverUnfit):
        Vault.create(folder, records.keys.copy())
    assert not list(folder.glob("clinic.db*"))


def test_a_file_system_without_a_write_ahead_log_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(DriverUnfit):
        cipher.use_write_ahead_log(connection)
    connection.close()


def test_files_are_for_their_owner_alone(records: Records, tmp_path: Path) -> None:
    if os.name != "posix":
        return
    folder = tmp_path / "private"
    with Vault.create(folder, records.keys.copy()) as vault:
        migrate.prepare(vault, now=NOW)
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert {"clinic.db", "clinic.db-wal", "clinic.db-shm", "clinic.lock"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (records.folder / "clinic.vault").stat().st_mode & 0o777 == 0o600


def test_settings_of_every_connection(records: Records) -> None:
    expected = {"foreign_keys": 1, "synchronous": 2, "trusted_schema": 0, "cell_size_check": 1, "temp_store": 2}
    with records.open() as vault, vault.transaction(readonly=True) as session:
        connection = session.connection()
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
        assert found == expected
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1


def test_the_lock_of_a_folder_that_cannot_be_locked_is_told(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise PermissionError(13, "refused")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    with pytest.raises(VaultError) as caught:
        records.open()
    assert "cannot be written" in caught.value.sentence
