"""Backups in the settings: how things stand, making one, stopping, trying one out, choosing the folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iop_desktop.services.backups import BackupService
from iop_desktop.services.changes import Changes
from iop_desktop.services.kits import KitService
from iop_desktop.ui.backup_keeper import BackupKeeper
from iop_desktop.ui.backup_settings import BackupSettings
from iop_desktop.ui.banner import Banner
from iop_desktop.ui.kit_card import KitCard
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.tasks import Tasks
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.inspection import clipped, too_small, unnamed
from tests.ui.recorder import RecordedDialogs

__all__ = ["as_staff", "clinic", "clinic_template"]

Open = Callable[[str], BackupSettings]


@pytest.fixture
def open_as(
    as_staff: AsStaff, clock: MovableClock, tasks: Tasks, dialogs: RecordedDialogs, show: Show, qtbot: QtBot
) -> Open:
    def opened(login: str) -> BackupSettings:
        unlocked = as_staff(login)
        kit = KitCard(KitService(unlocked, clock), tasks, dialogs, unlocked.zone, clock)
        page = BackupSettings(BackupService(unlocked, clock), kit, tasks, dialogs, unlocked.zone, clock)
        tasks.changed.connect(lambda _changes: page.refresh())
        show(page, 1200, 700)
        page.refresh()
        assert tasks.wait_idle()
        QApplication.processEvents()
        return page

    return opened


@pytest.fixture
def folder(tmp_path: Path, dialogs: RecordedDialogs) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    dialogs.path = made
    return made


def test_before_a_folder_is_chosen(open_as: Open) -> None:
    page = open_as(ADMINISTRATOR)
    assert (page.last.text(), page.state.text()) == ("Never backed up", "Overdue")
    assert page.place.text() == "No folder for backups is chosen yet."
    assert page.choose.isEnabled()
    assert [*unnamed(page), *clipped(page), *too_small(page)] == []


def test_only_an_administrator_may_choose(open_as: Open) -> None:
    page = open_as(INTERN)
    assert not page.choose.isEnabled()
    assert page.advice.text() == "Ask an administrator to choose a folder for backups."


def test_from_the_folder_to_a_drill(open_as: Open, folder: Path, tasks: Tasks) -> None:
    page = open_as(ADMINISTRATOR)
    said: list[str] = []
    tasks.changed.connect(lambda changes: said.append(changes.message))
    page.choose.click()
    assert tasks.wait_idle()
    page.make.click()
    assert page.progress.isVisible() and not page.make.isEnabled()
    assert tasks.wait_idle(20)
    assert page.make.isEnabled() and not page.progress.isVisible()
    assert page.last.text() == "Last verified backup: Today 12:00 PM"
    assert page.state.text() == "Verified"
    assert page._model.rowCount() == 1
    assert "same disk" in page.advice.text()
    page.drill.click()
    assert tasks.wait_idle(20)
    assert page.drill_line.text() == "Last restore drill: Today 12:00 PM"
    assert [sentence.split(":")[0] for sentence in said] == [
        "Backups go to that folder from now on.",
        "Backup made and verified",
        "Drill passed",
    ]
    assert [*unnamed(page), *clipped(page), *too_small(page)] == []


def test_a_stick(open_as: Open, folder: Path, tasks: Tasks) -> None:
    page = open_as(INTERN)
    assert page.stick.text() == "Last copy elsewhere: never · due this week"
    page.carry.click()
    copy_with(tasks, "")
    assert tasks.wait_idle(20)
    assert page.stick.text() == "Last copy elsewhere: Today 12:00 PM"
    assert len(list(folder.iterdir())) == 1


def copy_with(tasks: Tasks, secret: str) -> PassphraseDialog:
    """Answer the question before the copy."""
    assert tasks.wait_idle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PassphraseDialog)
    dialog.passphrase.setText(secret)
    dialog.confirm()
    return dialog


def test_a_copy_with_the_log_signed_first(open_as: Open, folder: Path, tasks: Tasks) -> None:
    page = open_as(INTERN)
    page.carry.click()
    dialog = copy_with(tasks, "not the right words at all")
    assert tasks.wait_idle(20)
    assert "do not open" in dialog.field.error() or "pass phrase" in dialog.field.error()
    assert list(folder.iterdir()) == []
    dialog.passphrase.setText(PASSPHRASE)
    dialog.confirm()
    assert tasks.wait_idle(20)
    assert QApplication.activeModalWidget() is None
    assert page.stick.text() == "Last copy elsewhere: Today 12:00 PM"


def test_trouble_is_said_and_the_buttons_come_back(open_as: Open, folder: Path, tasks: Tasks) -> None:
    page = open_as(ADMINISTRATOR)
    page.make.click()
    assert tasks.wait_idle()
    assert page.advice.text().startswith("No folder for backups is chosen yet.")
    page.choose.click()
    assert tasks.wait_idle()
    folder.rmdir()
    page.make.click()
    assert tasks.wait_idle()
    assert page.advice.text().startswith("The folder for backups cannot be written to")
    assert page.make.isEnabled()
    page.refresh()
    assert tasks.wait_idle()
    assert page.advice.text().startswith("That folder cannot be reached now.")


def test_stopping(open_as: Open, folder: Path, tasks: Tasks) -> None:
    page = open_as(ADMINISTRATOR)
    page.carry.click()
    copy_with(tasks, "")
    page.progress.stop.click()
    assert page.progress.words.text() == "Stopping…"
    assert tasks.wait_idle(20)
    assert page.advice.text() == "Stopped. Nothing was changed."
    assert list(folder.iterdir()) == []


def test_nothing_chosen_nothing_done(open_as: Open, dialogs: RecordedDialogs, tasks: Tasks) -> None:
    page = open_as(ADMINISTRATOR)
    dialogs.path = None
    page.carry.click()
    page.choose.click()
    assert tasks.idle()


@pytest.mark.parametrize("agreed", [True, False])
def test_restoring_asks_before_it_locks(open_as: Open, dialogs: RecordedDialogs, qtbot: QtBot, agreed: bool) -> None:
    page = open_as(ADMINISTRATOR)
    dialogs.agree = agreed
    asked: list[bool] = []
    page.restore_asked.connect(lambda: asked.append(True))
    page.restore.click()
    assert asked == [True] * agreed


def test_the_daily_backup_comes_by_itself_and_the_stick_is_asked_for(
    as_staff: AsStaff, clock: MovableClock, tasks: Tasks, folder: Path, show: Show, clinic: SmallClinic
) -> None:
    page = _host(show)
    unlocked = as_staff(ADMINISTRATOR)
    backups = BackupService(unlocked, clock)
    backups.choose_folder(folder)
    heard: list[Changes] = []
    tasks.changed.connect(heard.append)
    keeper = BackupKeeper(backups, tasks, page, page)
    keeper.look()
    assert tasks.wait_idle(20)
    assert len(heard) == 1 and len(list(folder.iterdir())) == 1
    assert page.text().startswith("It is time to copy a backup to the USB stick")
    assert (clinic.folder / "ballast.bin").exists()
    page.clear()
    keeper.look()
    assert tasks.wait_idle(20)
    assert (len(heard), page.text()) == (1, "")


def _host(show: Show) -> Banner:
    from PySide6.QtWidgets import QWidget

    host = QWidget()
    show(host)
    return Banner(host)
