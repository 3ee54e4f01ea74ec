"""Vaults that earlier versions of the program left are opened, brought up to date and lose nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from iop_desktop.models import migrations
from iop_desktop.models.migrate import current_revision
from iop_desktop.models.notes import NoteVersion, Signature
from iop_desktop.services.audit import AuditService
from iop_desktop.services.records import RecordService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.services.writing import OWED
from tests.support.byte_scan import found_in_clear
from tests.support.clock import MovableClock
from tests.support.source import ROOT

STORED = sorted(path for path in (ROOT / "tests" / "vaults").iterdir() if path.is_dir())
# Grow with every opening of the vault.
GROWING = {"audit_event"}


def words_of(stored: Path) -> tuple[list[str], str]:
    """Logins and pass phrase as the README says them."""
    text = (stored / "README.md").read_text(encoding="utf-8")
    logins = re.findall(r"`(\w+)`", next(line for line in text.splitlines() if line.startswith("- logins")))
    return logins, re.findall(r"pass phrase of everybody: `(.+)`", text)[0]


def counts_of(unlocked: Unlocked) -> dict[str, int]:
    with unlocked.reading() as session:
        connection = session.connection()
        names = inspect(connection).get_table_names()
        return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}


def test_there_is_one_of_the_first_release() -> None:
    assert STORED[0].name == "v0001"


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_a_stored_vault_opens_with_all_it_held(stored: Path, tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(stored, folder)
    logins, passphrase = words_of(stored)
    expected = json.loads((stored / "contents.json").read_text(encoding="utf-8"))
    clock.advance(days=1)
    service = factories.vault_service(folder, clock)
    assert list(service.logins()) == logins
    for login in logins:
        unlocked = service.unlock(login, passphrase)
        try:
            assert unlocked.actor.login == login
            found = counts_of(unlocked)
            assert {name: found[name] for name in set(expected) - GROWING} == {
                name: count for name, count in expected.items() if name not in GROWING
            }
            assert found["audit_event"] > expected["audit_event"]
            verdict = AuditService(unlocked).verify()
            assert (verdict.ok, verdict.problems) == (True, ())
            with unlocked.engine.connect() as connection:
                assert current_revision(connection) == migrations.HEAD
            assert unlocked.vault.check_integrity().ok
        finally:
            service.lock(unlocked)


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_records_of_a_stored_vault_still_verify(stored: Path, tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(stored, folder)
    clock.advance(days=1)
    service = factories.vault_service(folder, clock)
    unlocked = service.unlock(factories.SUPERVISOR, words_of(stored)[1])
    with unlocked.reading() as session:
        versions = session.scalars(select(NoteVersion.id)).all()
        signatures = session.scalars(select(Signature.pdf)).all()
    records = RecordService(unlocked, clock)
    assert len(versions) >= 3
    assert {records.verify(version_id) for version_id in versions} == {(), OWED}
    assert all(pdf.startswith(b"%PDF") for pdf in signatures)
    service.lock(unlocked)


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_a_stored_vault_is_small_and_encrypted(stored: Path) -> None:
    files = [stored / "clinic.db", stored / "clinic.vault"]
    assert sum(path.stat().st_size for path in files) < 2_000_000
    assert found_in_clear(files, ("Okonkwo", "Siobhán", words_of(stored)[1], "CREATE TABLE")) == []


def test_every_file_of_a_clinic_is_its_owners_alone(tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    service, made = factories.set_up(folder, clock)
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    service.lock(made.unlocked)
    if os.name == "posix":
        assert {"clinic.db", "clinic.db-wal", "clinic.vault", "clinic.lock"} <= set(modes)
        assert set(modes.values()) == {0o600}, modes
