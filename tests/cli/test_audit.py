"""``iop-desktop audit verify``: pass phrase from the input, JSON, exit code 1 for a log that is not whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from iop_desktop.models.kdf import FLOOR
from iop_desktop.models.triggers import drop_triggers, install_triggers
from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_views import AuditFilter
from iop_desktop.services.vault import VaultService
from tests.cli.test_backup import Run, folder, result, run, template
from tests.factories import ADMINISTRATOR, PASSPHRASE

__all__ = ["folder", "run", "template"]


def test_a_whole_log(run: Run, folder: Path) -> None:
    found = result(run("audit", "verify", "--data-dir", folder, "--json"))
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["entries"] >= 4
    told = run("audit", "verify", "--data-dir", folder, "--as", ADMINISTRATOR)
    assert told.returncode == 0
    assert told.stdout.startswith("The audit log is whole: ")


def test_a_changed_log(run: Run, folder: Path) -> None:
    service = VaultService(folder, lambda: datetime.now(UTC), kdf_cost=FLOOR, keyring=lambda: None)
    unlocked = service.unlock(ADMINISTRATOR, PASSPHRASE)
    with unlocked.transaction() as db:
        drop_triggers(db.connection())
        db.execute(text("UPDATE audit_event SET body = replace(body, 'staff', 'stuff') WHERE sequence = 2"))
        install_triggers(db.connection())
    service.lock(unlocked)
    done = run("audit", "verify", "--data-dir", folder, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"entries": 1, "ok": False, "problems": ["Entry 2: This entry was changed."]}
    told = run("audit", "verify", "--data-dir", folder)
    assert (told.returncode, told.stdout) == (1, "The audit log is not whole: an entry was changed, at entry 2.\n")


def test_a_log_is_compared_with_one_that_was_saved(run: Run, folder: Path, tmp_path: Path) -> None:
    service = VaultService(folder, lambda: datetime.now(UTC), kdf_cost=FLOOR, keyring=lambda: None)
    unlocked = service.unlock(ADMINISTRATOR, PASSPHRASE)
    saved = tmp_path / "log.csv"
    AuditLogService(unlocked, unlocked.clock).save_csv(AuditFilter(), saved, lambda *_step: None)
    service.lock(unlocked)
    found = result(run("audit", "verify", "--data-dir", folder, "--against", saved, "--json"))
    assert (found["ok"], found["problems"]) == (True, [])
    saved.write_text("nothing")
    refused = run("audit", "verify", "--data-dir", folder, "--against", saved)
    assert refused.returncode != 0
    assert "nothing was checked" in refused.stderr


def test_records_that_cannot_be_read_are_an_answer_too(run: Run, folder: Path) -> None:
    wrong = run("audit", "verify", "--data-dir", folder, "--json", typed="wrong herons\n")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    path = folder / "clinic.db"
    path.write_bytes(path.read_bytes()[:20_000])
    for command, empty in ((("audit", "verify"), {"entries": 0}), (("verify-record",), {"notes": 0})):
        done = run(*command, "--data-dir", folder, "--json")
        assert done.returncode == 1
        told = json.loads(done.stdout)
        assert {**told, "problems": []} == {**empty, "ok": False, "problems": []}
        assert "are damaged" in str(told["problems"]) and "are damaged" in done.stderr


def test_without_a_pass_phrase(run: Run, folder: Path) -> None:
    assert run("audit", "verify", "--data-dir", folder, typed="").returncode == 2
