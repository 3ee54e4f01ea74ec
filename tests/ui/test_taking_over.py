"""The line over a note that somebody else has begun, and signing interrupted in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import text

from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.taking_over import TakingOver
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session


def colleague_began(driver: Driver) -> None:
    """Every note of the session that was held belongs to the supervisor, who leads it with the facilitator."""
    unlocked = driver.program.vault.unlock(driver.demo.supervisor, driver.demo.passphrase)
    values = {"session": driver.demo.session_id.hex, "other": unlocked.actor.staff_id.hex}
    with unlocked.transaction() as db:
        db.execute(text("UPDATE note SET author_id = :other WHERE session_id = :session"), values)
        db.execute(text("UPDATE group_session SET cofacilitator_id = :other WHERE id = :session"), values)
    driver.program.vault.lock(unlocked)


def opened(driver: Driver) -> NotesPage:
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    return driver.page("notes", NotesPage)


def test_a_note_of_a_colleague_says_so_and_is_taken_over_by_key(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    colleague_began(program)
    page = opened(program)
    taking = page.findChild(TakingOver)
    assert taking is not None
    assert page._view is not None
    note_id = page._view.note_id
    authors = program.desk.services.note_authors
    assert taking.line.isVisible()
    assert "The author of this note is" in taking.words.text()
    assert not authors.author_of(note_id).is_mine
    program.press("Ctrl+Shift+T")
    program.settle()
    assert authors.author_of(note_id).is_mine
    assert not taking.line.isVisible()
    program.press("Alt+Down")
    program.settle()
    assert taking.line.isVisible()


def test_ones_own_note_has_no_such_line(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    page = opened(program)
    taking = page.findChild(TakingOver)
    assert taking is not None
    assert not taking.line.isVisible()
    assert page._view is not None
    revision = page._view.revision
    program.press("Ctrl+Shift+T")
    program.settle()
    assert page._view.revision == revision


def test_signing_stops_after_the_note_at_hand(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock, signed=False)
    opened(program)
    program.press("Ctrl+Shift+A")
    program.settle()
    dialog = program.dialog(SignDialog)
    asked: list[int] = []

    def stop(done: int) -> None:
        if done == 1:
            asked.append(done)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    dialog.progress.valueChanged.connect(stop)
    dialog.sign_with(program.demo.passphrase)
    program.settle()
    done = program.desk.services.notes.list(program.demo.session_id).done
    assert asked == [1]
    assert 1 <= done < 12
    assert "Stopped:" in program.desk.shell.banner.text()
