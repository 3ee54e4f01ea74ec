"""Today warns when there is no verified backup, or none for more than seven days."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.services.backups import BackupService
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


def row(unlocked: Unlocked, clock: MovableClock) -> Need | None:
    needs = TodayService(unlocked, clock).view().needs
    return next((need for need in needs if need.kind is NeedKind.BACKUP), None)


@pytest.mark.parametrize(
    ("login", "words"),
    [(ADMINISTRATOR, "Choose a folder in Settings, Backups"), (INTERN, "Ask an administrator for a folder")],
)
def test_records_that_were_never_backed_up(as_staff: AsStaff, clock: MovableClock, login: str, words: str) -> None:
    found = row(as_staff(login), clock)
    assert found is not None
    assert (found.title, found.detail, found.count) == ("Never backed up", words, 0)


def test_after_seven_days_it_is_said_again(as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    backups = BackupService(unlocked, clock)
    backups.choose_folder(tmp_path)
    backups.back_up(lambda _done, _whole, _text: None)
    assert row(unlocked, clock) is None
    clock.advance(days=7)
    assert row(unlocked, clock) is None
    clock.advance(days=2)
    found = row(unlocked, clock)
    assert found is not None
    assert (found.title, found.detail) == ("Last verified backup 9 days ago", "Make one in Settings, Backups")
