"""The second factor on the command line: the line after the pass phrase."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from iop_desktop.models.kdf import FLOOR
from iop_desktop.rules.totp import code_at, step_of
from iop_desktop.services.second_factors import SecondFactorService
from iop_desktop.services.vault import VaultService
from tests.cli.test_backup import Run, folder, result, run, template
from tests.factories import ADMINISTRATOR, PASSPHRASE

__all__ = ["folder", "run", "template"]


def test_the_next_line_of_the_input_is_the_code(run: Run, folder: Path) -> None:
    service = VaultService(folder, lambda: datetime.now(UTC), kdf_cost=FLOOR, keyring=lambda: None)
    unlocked = service.unlock(ADMINISTRATOR, PASSPHRASE)
    factors = SecondFactorService(unlocked, unlocked.clock)
    factors.begin(PASSPHRASE)
    assert factors._begun is not None
    spares = factors.confirm(code_at(factors._begun, step_of(time.time()))).codes
    service.lock(unlocked)
    refused = run("audit", "verify", "--data-dir", folder)
    assert refused.returncode != 0
    assert PASSPHRASE not in refused.stderr + refused.stdout
    found = result(run("audit", "verify", "--data-dir", folder, "--json", typed=f"{PASSPHRASE}\n{spares[0]}\n"))
    assert found["ok"]
    again = run("audit", "verify", "--data-dir", folder, "--json", typed=f"{PASSPHRASE}\n{spares[0]}\n")
    assert again.returncode != 0
    assert "does not fit" in again.stderr + again.stdout
