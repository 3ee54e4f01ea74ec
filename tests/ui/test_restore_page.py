"""Restoring in the window: from the welcome page, from the unlock page, from trouble, and from the settings."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from iop_desktop.app import Program
from iop_desktop.services.backups import BackupService
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.backup_settings import BackupSettings
from iop_desktop.ui.restore_page import AT_WORK, DONE, INSIDE, OPEN, RestorePage
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.trouble_page import TroublePage
from iop_desktop.ui.unlock_page import UnlockPage
from iop_desktop.ui.welcome_page import WelcomePage
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.door import Start, settle
from tests.ui.inspection import SIZES, clipped, focused, only, too_small, unnamed
from tests.ui.recorder import RecordedDialogs

__all__ = ["as_staff", "clinic", "clinic_template"]


@pytest.fixture
def backup(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path, dialogs: RecordedDialogs
) -> Path:
    unlocked = as_staff(ADMINISTRATOR)
    made = BackupService(unlocked, clock).back_up_to(tmp_path / "out", lambda _done, _whole, _text: None)
    clinic.vault.lock(unlocked)
    dialogs.path = made.path
    return made.path


def open_file(program: Program, secret: str = PASSPHRASE, login: str = ADMINISTRATOR) -> RestorePage:
    page = only(program.window, RestorePage)
    page.choose.click()
    page.login.setText(login)
    page.secret.setFocus()
    QTest.keyClicks(page.secret, secret)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    settle(program)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_everything_has_a_name_and_room(show: Show, size: tuple[int, int]) -> None:
    page = RestorePage("pnair")
    show(page, *size)
    facts = [("Clinic", "Harbor Light Recovery"), ("Made", "Today 12:00 PM")] * 3
    acts: list[Callable[[], object]] = [
        lambda: None,
        lambda: page.show_inside(
            facts, "The records in this folder are put aside, not deleted. " * 3, may_restore=True
        ),
        page.show_work,
        lambda: page.show_done("The backup was proven and is in its place now."),
        lambda: page.show_error("This backup is damaged and was not used. Nothing was changed."),
    ]
    for act in acts:
        act()
        QApplication.processEvents()
        assert [*unnamed(page), *clipped(page), *too_small(page)] == []


def test_what_is_missing_is_said_before_anything_is_tried(show: Show) -> None:
    page = RestorePage()
    show(page)
    asked: list[tuple[str, str]] = []
    page.opened.connect(lambda login, secret: asked.append((login, secret)))
    page.next.click()
    assert "Choose the file" in page.error.text()
    assert focused() is page.choose
    page.set_path(Path("iop.iopbackup"), "iop.iopbackup")
    assert focused() is page.login
    page.next.click()
    assert "Type the pass phrase" in page.error.text()
    assert asked == []


def test_from_the_welcome_page_onto_a_new_computer(
    start: Start, backup: Path, tmp_path: Path, clinic: SmallClinic
) -> None:
    program = start(tmp_path / "new laptop")
    only(program.window, WelcomePage).restore.click()
    page = open_file(program, clinic.recovery_code, "")
    assert page.step == INSIDE
    assert "There are no records here yet." in page.advice.text()
    page.next.click()
    assert page.step == AT_WORK
    settle(program)
    assert page.step == DONE
    page.next.click()
    settle(program)
    program.front.unlock_as(INTERN, PASSPHRASE)
    settle(program)
    assert program.front.unlocked is not None


def test_from_the_unlock_page_with_the_keyboard(start: Start, backup: Path, clinic: SmallClinic) -> None:
    program = start(clinic.folder)
    QTest.keyClick(only(program.window, UnlockPage), Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    page = open_file(program)
    assert page.step == INSIDE
    assert page.secret.text() == ""
    assert "put aside, not deleted" in page.advice.text()
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(program)
    assert "kept in the folder replaced-" in page.ending.text()
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle(program)
    assert only(program.window, UnlockPage).chosen_login()


def test_a_facilitator_sees_what_is_inside_and_no_more(start: Start, backup: Path, clinic: SmallClinic) -> None:
    program = start(clinic.folder)
    only(program.window, UnlockPage).restore.click()
    page = open_file(program, PASSPHRASE, INTERN)
    assert page.step == INSIDE
    assert not page.next.isEnabled()
    assert "only an administrator of that day" in page.advice.text()
    page.back.click()
    page.back.click()
    settle(program)
    only(program.window, UnlockPage)


def test_wrong_and_damaged_are_said(start: Start, backup: Path, clinic: SmallClinic) -> None:
    program = start(clinic.folder)
    only(program.window, UnlockPage).restore.click()
    page = open_file(program, "wrong herons")
    assert (page.step, page.secret.text()) == (OPEN, "")
    assert "do not open this backup" in page.error.text()
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    page = open_file(program)
    if page.step == INSIDE:  # what the page of that byte holds decides whether it is read so early
        page.next.click()
        settle(program)
    assert page.step == OPEN
    assert page.error.text() == "This backup is damaged and was not used. Nothing was changed; choose another backup."


def test_when_the_records_are_in_trouble(start: Start, backup: Path, clinic: SmallClinic) -> None:
    (clinic.folder / "clinic.db").unlink()
    program = start(clinic.folder)
    only(program.window, TroublePage).restore_button.click()
    page = open_file(program)
    page.next.click()
    settle(program)
    page.next.click()
    settle(program)
    only(program.window, UnlockPage)


def test_from_the_settings_the_records_are_locked_first(start: Start, backup: Path, clinic: SmallClinic) -> None:
    program = start(clinic.folder)
    program.front.unlock_as(ADMINISTRATOR, PASSPHRASE)
    settle(program)
    assert program.desk is not None
    program.desk.shell.go("settings")
    settings = program.desk.shell.page("settings")
    assert isinstance(settings, SettingsPage)
    settings.show_part(NeedKind.BACKUP)
    settings.parts.part(BackupSettings).restore.click()
    settle(program)
    assert program.front.unlocked is None
    page = open_file(program)
    page.next.click()
    settle(program)
    assert page.step == DONE


def test_closing_makes_the_backup_of_what_changed(
    start: Start, clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path
) -> None:
    folder = tmp_path / "daily"
    folder.mkdir()
    unlocked = as_staff(ADMINISTRATOR)
    BackupService(unlocked, clock).choose_folder(folder)
    clinic.vault.lock(unlocked)
    program = start(clinic.folder)
    program.front.unlock_as(ADMINISTRATOR, PASSPHRASE)
    settle(program)
    program.window.close()
    assert len(list(folder.glob("*.iopbackup"))) == 1
    shutil.rmtree(folder)
