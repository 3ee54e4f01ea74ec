"""Salvage: what can be read of damaged records comes into a new folder, and what cannot is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.backup_errors import NotSalvageable
from iop_desktop.models.errors import VaultBusy, VaultExists
from iop_desktop.models.people import Client
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.errors import UserError
from iop_desktop.services.salvaging import Salvaged, SalvageService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

PAGE = 4096
CLIENTS = 400
Pages = dict[str, list[int]]


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def pages(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> Pages:
    """Many clients, the records closed, and on which pages their table lies (leaves, as SQLite tells them)."""
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        for number in range(CLIENTS):
            factories.add_client(
                db, clinic.adult_program, clock().date(), f"MR-7{number:04}", "Noor", f"Rahman {number}"
            )
    clinic.vault.lock(unlocked)
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.vault.raw_connection() as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'client'").fetchone()[0]
        audit = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'audit_event'").fetchone()[0]
    clinic.vault.lock(unlocked)
    return {"client": [root], "audit_event": [audit]}


def harm(folder: Path, *numbers: int) -> None:
    with (folder / "clinic.db").open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * PAGE + 200)
            file.write(b"\x5a" * 32)


def salvage(clinic: SmallClinic, target: Path, clock: MovableClock, passphrase: str = PASSPHRASE) -> Salvaged:
    doorkeeper = Doorkeeper(clinic.folder, clock, lambda: None, CHEAP)
    return SalvageService(doorkeeper, clock).salvage(target, ADMINISTRATOR, passphrase, no_step)


def last_entry(folder: Path, clock: MovableClock) -> dict[str, object]:
    vault = factories.vault_service(folder, clock)
    unlocked = vault.unlock(ADMINISTRATOR, PASSPHRASE)
    with unlocked.reading() as db:
        bodies = [json.loads(row.body) for row in db.query(AuditEvent).order_by(AuditEvent.sequence)]
    vault.lock(unlocked)
    return next(body for body in reversed(bodies) if body["action"] == "vault.salvaged")


def clients_of(folder: Path, clock: MovableClock) -> int:
    vault = factories.vault_service(folder, clock)
    unlocked = vault.unlock(ADMINISTRATOR, PASSPHRASE)
    with unlocked.reading() as db:
        found = factories.count_rows(db, Client)
    vault.lock(unlocked)
    return found


def test_sound_records_come_out_whole(clinic: SmallClinic, pages: Pages, clock: MovableClock, tmp_path: Path) -> None:
    done = salvage(clinic, tmp_path / "new", clock)
    assert done.touched == ()
    assert done.chain_whole
    assert clients_of(done.folder, clock) == CLIENTS + 5
    assert sorted(path.name for path in done.folder.glob("clinic*")) == [
        "clinic.db",
        "clinic.lock",
        "clinic.vault",
        "clinic.vault.bak",
    ]


def test_damaged_pages_cost_their_rows_only(
    clinic: SmallClinic, pages: Pages, clock: MovableClock, tmp_path: Path
) -> None:
    size = (clinic.folder / "clinic.db").stat().st_size // PAGE
    harm(clinic.folder, *range(size - 40, size, 9))
    before = (clinic.folder / "clinic.db").read_bytes()
    done = salvage(clinic, tmp_path / "new", clock)
    assert (clinic.folder / "clinic.db").read_bytes() == before
    assert done.touched
    kept = clients_of(done.folder, clock)
    assert kept > CLIENTS // 2
    details = last_entry(done.folder, clock)["details"]
    assert isinstance(details, dict) and details["not_whole"]
    assert "Rahman" not in json.dumps(details)


def test_a_lost_root_page_costs_the_table_and_what_belongs_to_it(
    clinic: SmallClinic, pages: Pages, clock: MovableClock, tmp_path: Path
) -> None:
    harm(clinic.folder, *pages["client"])
    done = salvage(clinic, tmp_path / "new", clock)
    found = {table.name: table for table in done.touched}
    assert found["client"].kept == 0
    assert found["admission"].orphaned > CLIENTS
    assert clients_of(done.folder, clock) == 0


def test_a_lost_audit_chain_is_said_and_goes_on(
    clinic: SmallClinic, pages: Pages, clock: MovableClock, tmp_path: Path
) -> None:
    harm(clinic.folder, *pages["audit_event"])
    done = salvage(clinic, tmp_path / "new", clock)
    assert not done.chain_whole
    assert last_entry(done.folder, clock)["action"] == "vault.salvaged"


def _first_page(folder: Path) -> None:
    harm(folder, 1)


@pytest.mark.parametrize("spoil", [_first_page])
def test_without_the_list_of_tables_nothing_can_be_salvaged(
    clinic: SmallClinic, clock: MovableClock, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(clinic.folder)
    with pytest.raises(NotSalvageable):
        salvage(clinic, tmp_path / "new", clock)
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(clinic: SmallClinic, clock: MovableClock, tmp_path: Path, as_staff: AsStaff) -> None:
    service, made = factories.set_up(tmp_path / "other", clock)
    service.lock(made.unlocked)
    with pytest.raises(VaultExists):
        salvage(clinic, service.folder, clock)
    with pytest.raises(UserError):
        salvage(clinic, clinic.folder, clock)
    with pytest.raises(WrongPassphrase):
        salvage(clinic, tmp_path / "new", clock, "wrong herons")
    as_staff(ADMINISTRATOR)
    clock.advance(hours=1)
    with pytest.raises(VaultBusy):
        salvage(clinic, tmp_path / "new", clock)
    assert not (tmp_path / "new").exists()
