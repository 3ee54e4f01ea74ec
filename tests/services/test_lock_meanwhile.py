"""The records are locked, by a closed lid say, while a long job runs: it stops plainly and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from iop_desktop.models.chart_disposal import overwrite_freed
from iop_desktop.models.errors import VaultClosed, VaultError
from iop_desktop.services.audit import AuditService
from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.errors import UserError
from iop_desktop.services.program_archive import ProgramArchiveService
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault import VaultService
from tests.e2e.conftest import demo, demo_template
from tests.factories import CHEAP
from tests.services.test_program_archive import FORM, unlocked
from tests.support.clock import MovableClock

__all__ = ["demo", "demo_template", "unlocked"]


@pytest.fixture
def locking(unlocked: Unlocked, demo: DemoClinic, clock: MovableClock) -> Callable[..., None]:
    """A step that locks the records the first time it is told."""
    service = VaultService(demo.folder, clock, kdf_cost=CHEAP, keyring=lambda: None)

    def step(*_: object) -> None:
        service.lock(unlocked)

    return step


def opens_whole(demo: DemoClinic, clock: MovableClock) -> bool:
    service = VaultService(demo.folder, clock, kdf_cost=CHEAP, keyring=lambda: None)
    again = service.unlock("plindholm", demo.passphrase)
    try:
        return AuditService(again).verify().ok and again.vault.check_integrity().ok and not again.notice
    finally:
        service.lock(again)


def test_an_archive(
    unlocked: Unlocked, demo: DemoClinic, clock: MovableClock, locking: Callable[..., None], tmp_path: Path
) -> None:
    to = tmp_path / "to"
    to.mkdir()
    with pytest.raises((VaultError, UserError)):
        ProgramArchiveService(unlocked, clock).make(FORM, to, locking)
    assert list(to.iterdir()) == []
    assert opens_whole(demo, clock)


def test_an_archive_at_its_very_end(
    unlocked: Unlocked, demo: DemoClinic, clock: MovableClock, locking: Callable[..., None], tmp_path: Path
) -> None:
    to = tmp_path / "to"
    to.mkdir()

    def last(done: int, whole: int, text: str) -> None:
        if done == whole - 1:
            locking()

    with pytest.raises((VaultError, UserError)):
        ProgramArchiveService(unlocked, clock).make(FORM, to, last)
    assert list(to.iterdir()) == []
    assert opens_whole(demo, clock)


@pytest.mark.parametrize("what", ["audit", "record"])
def test_a_check(
    unlocked: Unlocked, demo: DemoClinic, clock: MovableClock, locking: Callable[..., None], what: str
) -> None:
    checks: dict[str, Callable[..., object]] = {
        "audit": AuditService(unlocked).verify,
        "record": RecordCheckService(unlocked).verify_all,
    }
    with pytest.raises(VaultClosed):
        checks[what](locking)
    assert opens_whole(demo, clock)


def test_writing_the_file_anew_after_a_disposal(
    unlocked: Unlocked, demo: DemoClinic, clock: MovableClock, locking: Callable[..., None]
) -> None:
    assert overwrite_freed(unlocked.vault)
    locking()
    assert not overwrite_freed(unlocked.vault)
    assert opens_whole(demo, clock)
