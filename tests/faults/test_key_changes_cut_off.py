"""Pulling the plug while the vault gets a new key: everyone who stays still gets in, and nothing is lost.

``IOP_KEY_KILLS`` sets how often; 20 times otherwise.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from iop_desktop.models import audit_chain
from iop_desktop.models.vault_folder import key_file_path
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.faults.conftest import PATIENCE
from tests.faults.counts import times
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.source import ROOT

TIMES = times("KEY_KILLS", 20)
GROWING = {"audit_event"}
Cut = Callable[[float], list[str]]


@pytest.fixture
def cut(clinic: SmallClinic, tmp_path: Path) -> Iterator[Cut]:
    """``cut(seconds)`` starts a changer, kills it that long after its vault is open, and answers the keys it told."""
    if not hasattr(os, "fork"):
        pytest.skip("a process is forked and killed the POSIX way")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.key_changer", str(clinic.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    running = 0

    def run(seconds: float) -> list[str]:
        nonlocal running
        told = tmp_path / f"told-{time.monotonic_ns()}"
        print(told, file=process.stdin, flush=True)
        assert process.stdout is not None
        running = int(process.stdout.readline().removeprefix("born "))
        deadline = time.monotonic() + PATIENCE
        while not (told.exists() and told.read_bytes().startswith(b"ready\n")):
            assert time.monotonic() < deadline
            time.sleep(0.001)
        time.sleep(seconds)
        os.kill(running, signal.SIGKILL)
        assert process.stdout.readline().strip() == "gone"
        running = 0
        return [line.removeprefix("ok ") for line in told.read_text().splitlines()[1:]]

    yield run
    if running:
        os.kill(running, signal.SIGKILL)
    process.kill()
    process.communicate()


def held(unlocked: Unlocked) -> dict[str, int]:
    """Rows of every table but those that grow with each opening; everything sealed must open, every page be sound."""
    with unlocked.reading() as db:
        assert audit_chain.verify(db).ok
        clinic_root(db, unlocked.vault.keys)
        connection = db.connection()
        names = set(inspect(connection).get_table_names()) - GROWING
        counts = {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names}
    assert unlocked.vault.check_integrity().ok
    return counts


@pytest.mark.slow
def test_kills_inside_a_change_of_the_vault_key_lose_nothing(clinic: SmallClinic, cut: Cut) -> None:
    moments, names = random.Random(20261124), (factories.INTERN, factories.SUPERVISOR, factories.ADMINISTRATOR)
    service = factories.vault_service(clinic.folder, MovableClock())
    first = service.unlock(factories.INTERN, clinic.passphrase)
    expected = held(first)
    service.lock(first)
    changed = cut_off = 0
    for number in range(TIMES):
        told = cut(moments.uniform(0.0, 0.25))
        cut_off += '"pending": null' not in key_file_path(clinic.folder).read_text(encoding="utf-8")
        service = factories.vault_service(clinic.folder, MovableClock())
        unlocked = service.unlock(names[number % len(names)], clinic.passphrase)
        try:
            assert held(unlocked) == expected
            assert '"pending": null' in key_file_path(clinic.folder).read_text(encoding="utf-8")
            made = [entry["details"]["key"] for entry in entries(unlocked, "vault_key.changed")]
            assert set(told) <= set(made)
            changed = len(made)
        finally:
            service.lock(unlocked)
    assert changed
    assert cut_off
