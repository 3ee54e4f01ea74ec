"""What was typed survives the lock, and no name survives it in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTextEdit

from iop_desktop.rules.lock_causes import LockCause
from iop_desktop.services.notes import NoteService
from iop_desktop.services.vault import VaultService
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.unlock_page import UnlockPage
from tests.e2e.conftest import CHEAP
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

TYPED = "Came back to the phone call from last week."


def open_notes(driver: Driver) -> NotesPage:
    hold_session(driver.program.vault, driver.demo, driver.clock, signed=False)
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    return driver.page("notes", NotesPage)


def type_response(driver: Driver, page: NotesPage) -> None:
    field = page.note_card.form.fields["response"]
    field.setFocus()
    driver.press("Ctrl+A")
    driver.write(TYPED)
    assert page._saver.unsaved


def response_in_vault(driver: Driver) -> str:
    """Of the first note, read by a vault opened anew."""
    vault = VaultService(driver.demo.folder, driver.clock, kdf_cost=CHEAP, keyring=lambda: None)
    unlocked = vault.unlock(driver.demo.facilitator, driver.demo.passphrase)
    try:
        notes = NoteService(unlocked, driver.clock)
        return notes.open(notes.list(driver.demo.session_id).rows[0].note_id).draft.response
    finally:
        vault.lock(unlocked)


@pytest.mark.parametrize("way", ["key", "idle", "sleep", "close"])
def test_what_was_typed_is_in_the_vault(program: Driver, way: str) -> None:
    page = open_notes(program)
    type_response(program, page)
    if way == "key":
        program.press("Ctrl+L")
    elif way == "close":
        program.program.window.close()
    elif way == "sleep":
        program.program.idle.tell(LockCause.SLEEP)
    else:
        program.program.idle.set_seconds(0)
        program.program.idle.tick()
    program.settle()
    assert response_in_vault(program) == TYPED


def test_after_unlocking_the_text_stands_there_again(program: Driver) -> None:
    page = open_notes(program)
    type_response(program, page)
    program.lock()
    assert program.program.front.unlocked is None
    program.unlock(program.demo.facilitator)
    program.press("Alt+3")
    program.settle()
    assert program.page("notes", NotesPage).note_card.form.fields["response"].toPlainText() == TYPED


def visible_texts() -> list[str]:
    """Every text that any widget still holds, in sight or not."""
    found = [QGuiApplication.clipboard().text()]
    for widget in QApplication.allWidgets():
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.append(widget.text())
        if isinstance(widget, QPlainTextEdit | QTextEdit):
            found.append(widget.toPlainText())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(number) for number in range(widget.count())]
    return found


def words_of(driver: Driver) -> list[str]:
    names = [part for row in driver.desk.services.clients.rows() for part in row.name.split() if len(part) > 3]
    return [*names, TYPED]


def said(words: list[str]) -> list[str]:
    texts = visible_texts()
    return sorted({word for word in words if any(word in text for text in texts)})


def test_a_lock_leaves_no_name_anywhere(program: Driver) -> None:
    page = open_notes(program)
    words = words_of(program)
    type_response(program, page)
    program.press("Ctrl+A", "Ctrl+C")
    for keys in ("Alt+2", "Alt+5", "Alt+1", "Alt+3"):
        program.press(keys)
        program.settle()
    program.press("Ctrl+K")
    program.settle()
    assert len(said(words)) > 12
    program.press("Ctrl+L")
    program.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert program.program.window.findChild(UnlockPage) is not None
    assert said(words) == []


def test_a_lock_closes_an_open_dialog(program: Driver) -> None:
    open_notes(program)
    program.press("Ctrl+Shift+A")
    program.dialog(SignDialog)
    words = words_of(program)
    program.program.idle.tell(LockCause.SCREEN)
    program.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert QApplication.activeModalWidget() is None
    assert said(words) == []


def test_a_wrong_pass_phrase_is_a_sentence_and_waits_longer(program: Driver) -> None:
    for _ in range(3):
        program.unlock(program.demo.facilitator, "not the right words at all")
    page = program.program.window.findChild(UnlockPage)
    assert isinstance(page, UnlockPage)
    assert "do not open" in page.error.text()
    assert page.unlock.text().startswith("Try again in")
    assert program.program.front.unlocked is None
