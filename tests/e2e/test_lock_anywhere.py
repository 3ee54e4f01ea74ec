"""Ctrl+L covers the window whatever is open, real message boxes answer, and the last run's end is told."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from iop_desktop.app import Program
from iop_desktop.services.demo import DemoClinic
from iop_desktop.ui.dialogs import WindowDialogs
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.run_marker import ENDED_SENTENCE
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.unlock_page import UnlockPage
from tests.e2e.conftest import CHEAP
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.support.clock import MovableClock


def press_lock_in(dialog: QDialog) -> None:
    """As the window system delivers the key: to the window of the dialog, not to one of its widgets."""
    handle = dialog.windowHandle()
    assert handle is not None
    handle.requestActivate()
    QApplication.processEvents()
    # Only pressed: the window is gone before the key comes up again.
    QTest.keyPress(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def make_ready(driver: Driver) -> None:
    """Confirm the group part and have every note seen with it."""
    notes, session_id = driver.desk.services.notes, driver.demo.session_id
    part = notes.group_part(session_id)
    notes.save_group_part(session_id, part.revision, part.topic, part.interventions, part.note_format)
    for row in notes.list(session_id).rows:
        view = notes.open(row.note_id)
        notes.mark_shown(row.note_id, notes.save(row.note_id, view.revision, view.draft).digest)


def notes_with_sign_dialog(driver: Driver) -> SignDialog:
    hold_session(driver.program.vault, driver.demo, driver.clock, signed=False)
    driver.unlock(driver.demo.facilitator)
    make_ready(driver)
    driver.press("Alt+3")
    driver.settle()
    driver.press("Ctrl+Shift+A")
    return driver.dialog(SignDialog)


def is_covered(driver: Driver) -> bool:
    return driver.program.window.shell is None and QApplication.activeModalWidget() is None


def test_in_a_dialog(program: Driver) -> None:
    press_lock_in(notes_with_sign_dialog(program))
    program.until(lambda: is_covered(program))
    program.settle()
    assert program.program.front.unlocked is None
    program.unlock(program.demo.facilitator)
    assert program.program.window.shell is not None


def test_in_the_pdf_viewer(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    program.unlock(program.demo.facilitator)
    notes = program.desk.services.notes.list(program.demo.session_id)
    program.desk.pdfs.show(notes.rows[0].note_id)
    press_lock_in(program.dialog(PdfViewer))
    program.until(lambda: is_covered(program))
    program.settle()
    assert program.program.front.unlocked is None


@pytest.mark.parametrize("under_way", [False, True], ids=["begun", "under way"])
def test_while_signing(program: Driver, under_way: bool) -> None:
    dialog = notes_with_sign_dialog(program)
    assert len(dialog.ready) > 1
    dialog.sign_with(program.demo.passphrase)
    if under_way:
        program.until(lambda: dialog.progress.value() >= 1)
    assert not program.program.tasks.idle()
    press_lock_in(dialog)
    program.until(lambda: is_covered(program))
    program.settle()
    assert program.program.front.unlocked is None
    assert program.program.window.findChild(UnlockPage) is not None
    program.unlock(program.demo.facilitator)
    program.press("Alt+3")
    program.settle()
    assert program.page("notes", NotesPage)._view is not None


@pytest.fixture
def real_dialogs(program: Driver) -> Driver:
    """The window with the message boxes people see."""
    program.program._dialogs = WindowDialogs()
    return program


def in_the_box(act: Callable[[QMessageBox], object]) -> None:
    def soon() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        act(box)

    QTimer.singleShot(0, soon)


def press_button(words: str) -> Callable[[QMessageBox], None]:
    def act(box: QMessageBox) -> None:
        button: QAbstractButton = next(each for each in box.buttons() if each.text() == words)
        button.click()

    return act


def run_session(driver: Driver) -> None:
    driver.unlock(driver.demo.facilitator)
    sessions = driver.desk.services.sessions
    sessions.start(sessions.today()[0].session_id)
    driver.press("Alt+2")
    driver.settle()


def test_ending_a_session_early_with_real_boxes_then_switching_pages(real_dialogs: Driver) -> None:
    driver = real_dialogs
    run_session(driver)
    sessions = driver.desk.services.sessions
    for _ in range(3):
        in_the_box(lambda box: QTest.keyClick(box, Qt.Key.Key_Escape))
        driver.group._end()
        driver.settle()
        assert sessions.today()[0].ended_at is None
    driver.clock.advance(minutes=20)
    in_the_box(press_button("End session"))
    driver.group._end()
    driver.settle()
    assert sessions.today()[0].ended_at is not None
    for keys in ("Alt+1", "Alt+2", "Alt+3", "Alt+2", "Alt+5"):
        driver.press(keys)
        driver.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert driver.program.window.findChildren(QMessageBox) == []


def test_in_a_question(real_dialogs: Driver) -> None:
    run_session(real_dialogs)
    sessions = real_dialogs.desk.services.sessions
    before = sessions.today()[0].ended_at
    in_the_box(press_lock_in)
    real_dialogs.group._end()
    real_dialogs.settle()
    assert is_covered(real_dialogs)
    assert before is None
    real_dialogs.unlock(real_dialogs.demo.facilitator)
    assert real_dialogs.desk.services.sessions.today()[0].ended_at is None


def test_how_the_last_run_ended_is_told_until_somebody_unlocks(
    qapp: QApplication, qtbot: QtBot, demo: DemoClinic, clock: MovableClock, program: Driver
) -> None:
    program.program.window.hide()
    made = Program(
        qapp, demo.folder, clock, program.dialogs, notice=ENDED_SENTENCE, kdf_cost=CHEAP, keyring=lambda: None
    )
    driver = dataclasses.replace(program, program=made)
    try:
        driver.start()
        page = made.window.findChild(UnlockPage)
        assert isinstance(page, UnlockPage)
        assert page.hint.isVisible()
        assert page.hint.text().startswith(ENDED_SENTENCE)
        driver.unlock(demo.facilitator)
        driver.lock()
        page = made.window.findChild(UnlockPage)
        assert isinstance(page, UnlockPage)
        assert ENDED_SENTENCE not in page.hint.text()
    finally:
        made.window.close()
        made.tasks.wait_idle()
        made.idle.deleteLater()
        made.window.deleteLater()
        made.tasks.deleteLater()


def test_a_lock_leaves_no_part_of_a_page_behind(program: Driver) -> None:
    """What stays with each lock would hold names and fill the memory of a laptop that is never switched off."""

    def round_of_pages() -> list[str]:
        program.unlock(program.demo.facilitator)
        for key in ("group", "notes", "members", "groups", "curriculum", "settings", "today"):
            program.desk.shell.go(key)
            program.settle()
        program.lock()
        program.settle()
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return sorted(type(widget).__name__ for widget in QApplication.allWidgets())

    first = round_of_pages()
    assert round_of_pages() == first
