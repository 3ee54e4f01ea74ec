"""What somebody with the vault open and another program does to the audit log is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from iop_desktop.models.audit_chain import Break
from iop_desktop.services.audit import AuditService, AuditVerdict
from iop_desktop.services.backups import BackupService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.attacks import attack, cut, rewrite
from tests.support.clock import MovableClock


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


def backup_service(unlocked: Unlocked, clock: MovableClock, place: Path) -> BackupService:
    """Backups go to a new folder."""
    place.mkdir()
    made = BackupService(unlocked, clock)
    made.choose_folder(place)
    return made


@pytest.mark.parametrize(
    ("statements", "kind", "at", "words"),
    [
        (
            ["UPDATE audit_event SET body = replace(body, 'staff', 'stuff') WHERE sequence = 2"],
            Break.ALTERED,
            2,
            "changed",
        ),
        (["UPDATE audit_event SET mac = zeroblob(32) WHERE sequence = 3"], Break.ALTERED, 3, "changed"),
        (["DELETE FROM audit_event WHERE sequence = 4"], Break.GAP, 4, "missing"),
        (["DELETE FROM audit_event WHERE sequence BETWEEN 2 AND 4"], Break.GAP, 2, "missing"),
        (
            [
                "DELETE FROM audit_event WHERE sequence = 3",
                "UPDATE audit_event SET sequence = sequence - 1 WHERE sequence > 3",
                "UPDATE audit_head SET sequence = sequence - 1",
            ],
            Break.UNLINKED,
            3,
            "taken out",
        ),
        (["DELETE FROM audit_event WHERE sequence > 5"], Break.CUT, 6, "cut off"),
    ],
)
def test_what_was_done_to_entries_is_named(
    unlocked: Unlocked, statements: Sequence[str], kind: Break, at: int, words: str
) -> None:
    attack(unlocked, *statements)
    found = AuditService(unlocked).verify()
    assert (found.ok, found.kind, found.at, found.entries) == (False, kind, at, at - 1)
    assert words in found.sentence
    assert found.sentence.endswith(f"at entry {at}.")


def test_an_end_cut_off_with_its_head_is_found_by_the_key_file(as_staff: AsStaff) -> None:
    """The key file knows where the log ended when the records were locked last."""
    as_staff(INTERN)
    unlocked = as_staff(INTERN)
    cut(unlocked, 5)
    assert_older(AuditService(unlocked).verify(), "the key file")


def test_an_end_cut_off_is_found_by_a_backup(as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    backups = backup_service(unlocked, clock, tmp_path / "backups")
    entries = AuditService(unlocked).verify().entries
    with unlocked.transaction() as db:
        unlocked.audit(db, "setting.chosen")
    backups.back_up(no_step)
    assert AuditService(unlocked).verify().ok
    cut(unlocked, entries)
    assert_older(AuditService(unlocked).verify(), "the backup of November 24, 2026")


def assert_older(found: AuditVerdict, source: str) -> None:
    assert (found.ok, found.kind) == (False, Break.OLDER)
    assert source in found.problems[0]
    assert "older copy" in found.sentence


def test_a_rewritten_history_is_found_though_every_link_fits(as_staff: AsStaff) -> None:
    as_staff(INTERN)
    unlocked = as_staff(INTERN)
    rewrite(unlocked, 3)
    found = AuditService(unlocked).verify()
    assert (found.ok, found.kind) == (False, Break.REWRITTEN)
    assert "the key file" in found.problems[0]
    assert "rewritten" in found.sentence


def test_records_put_back_are_told_at_the_next_unlocking(
    as_staff: AsStaff, clinic: SmallClinic, tmp_path: Path
) -> None:
    """Only the database is put back; the key file of today lies beside it."""
    clinic.vault.lock(as_staff(INTERN))
    database = clinic.folder / "clinic.db"
    shutil.copy(database, tmp_path / "earlier.db")
    clinic.vault.lock(as_staff(INTERN))
    shutil.copy(tmp_path / "earlier.db", database)
    unlocked = as_staff(ADMINISTRATOR)
    assert unlocked.notice.startswith("These records are older")
    with unlocked.reading() as db:
        last = db.execute(text("SELECT body FROM audit_event ORDER BY sequence DESC LIMIT 2")).scalars().all()
    assert any(json.loads(body)["action"] == "vault.put_back" for body in last)
    assert AuditService(unlocked).verify().kind in (Break.OLDER, Break.REWRITTEN)


def test_a_key_file_that_was_put_back_is_not_made_the_newest(
    as_staff: AsStaff, clinic: SmallClinic, tmp_path: Path
) -> None:
    clinic.vault.lock(as_staff(INTERN))
    shutil.copy(clinic.folder / "clinic.vault", tmp_path / "earlier")
    clinic.vault.lock(as_staff(INTERN))
    unlocked = as_staff(INTERN)
    shutil.copy(tmp_path / "earlier", clinic.folder / "clinic.vault")
    content = (clinic.folder / "clinic.vault").read_bytes()
    clinic.vault.lock(unlocked)
    assert (clinic.folder / "clinic.vault").read_bytes() == content
    assert as_staff(INTERN).notice.startswith("The key file is older")


def test_a_backup_of_what_was_replaced_by_a_restore_is_no_alarm(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    backups = backup_service(unlocked, clock, tmp_path / "backups")
    made = backups.back_up(no_step)
    clock.advance(hours=2)
    with unlocked.transaction() as db:
        unlocked.audit(db, "setting.chosen")
    # Beside the first one: the daily backup would turn it over.
    backups.back_up_to(tmp_path / "backups", no_step)
    clinic.vault.lock(unlocked)
    clock.advance(hours=2)
    inside = clinic.vault.opener().open(made.path, ADMINISTRATOR, clinic.passphrase)
    clinic.vault.restoring().restore(inside, no_step)
    again = as_staff(ADMINISTRATOR)
    assert again.notice == ""
    found = AuditService(again).verify()
    assert found.ok, found.problems
    assert found.compared >= 1
