"""The pages for looking: the queue of the supervisor, members, and the signed PDF."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.return_dialog import ReturnDialog
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session


def queue(driver: Driver) -> CosignPage:
    hold_session(driver.program.vault, driver.demo, driver.clock)
    driver.clock.advance(days=4)
    driver.unlock(driver.demo.supervisor)
    driver.press("Alt+4")
    driver.settle()
    return driver.page("cosign", CosignPage)


def test_the_queue_shows_age_note_and_goal(program: Driver) -> None:
    page = queue(program)
    assert [row.age_days for row in page.queue.rows] == [4] * 12
    assert "4 days" in page.queue.view.items[0].line
    assert page._review is not None
    assert page._review.goal
    assert page.review._goal.text() == page._review.goal
    assert page._review.record.title in page.review._line.text()


def test_a_return_needs_a_comment(program: Driver) -> None:
    page = queue(program)
    program.press("Ctrl+R")
    dialog = program.dialog(ReturnDialog)
    program.tab_to("Return note")
    program.press("Space")
    assert dialog.isVisible()
    assert dialog._row.error()
    program.press("Escape")
    program.settle()
    assert len(page.queue.rows) == 12


def test_a_note_counts_as_read_when_its_end_was_on_screen(program: Driver) -> None:
    page = queue(program)
    page.review.preview.setFixedHeight(120)
    program.press("Alt+Down")
    program.settle()
    assert page._review is not None
    assert page._review.version_id == page.queue.rows[1].version_id
    assert not page.queue.rows[1].viewed
    presses = 0
    while page.queue.view.currentIndex().row() == 1:
        assert presses < 40
        program.press("Ctrl+Return")
        presses += 1
    program.settle()
    assert presses > 2
    assert [row.viewed for row in page.queue.rows[1:3]] == [True, False]
    assert page.review.preview.verticalScrollBar().value() == 0


def test_a_key_held_down_leaves_no_note_unread(program: Driver) -> None:
    page = queue(program)
    for _ in range(60):
        for _ in range(3):
            QTest.keyClick(page.queue.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        program.settle()
    assert [row.viewed for row in page.queue.rows] == [True] * 12


def test_the_note_on_screen_is_the_one_chosen_last(program: Driver) -> None:
    page = queue(program)
    for step in (1, -1):
        page.queue.view.step(step)
    program.settle()
    assert page.queue.view.currentIndex().row() == 0
    assert page._review is not None
    assert page._review.version_id == page.queue.rows[0].version_id


def test_a_comment_stays_until_the_return_is_in_the_vault(program: Driver) -> None:
    page = queue(program)
    version_id = page.queue.rows[0].version_id
    program.press("Ctrl+R")
    dialog = program.dialog(ReturnDialog)
    dialog.comment.setPlainText("x" * 20_001)
    dialog._send_button.click()
    program.settle()
    assert dialog.isVisible()
    assert "longer than a return can hold" in dialog._row.error()
    assert len(dialog.comment.toPlainText()) == 20_001
    assert page._review is not None
    dialog.comment.setPlainText("Please say more.")
    dialog._send_button.click()
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert version_id not in [row.version_id for row in page.queue.rows]
    assert len(page.queue.rows) == 11


def test_somebody_else_has_nothing_to_cosign(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.press("Alt+4")
    program.settle()
    assert program.page("cosign", CosignPage).empty.isVisible()
    program.press("Ctrl+Shift+A", "Ctrl+R", "Ctrl+P")
    program.settle()


def test_the_signed_page_is_drawn_and_verified(program: Driver) -> None:
    page = queue(program)
    program.press("Ctrl+P")
    viewer = program.dialog(PdfViewer)
    program.settle()
    pages = [label for label in viewer.findChildren(QLabel) if label.accessibleName().startswith("Page ")]
    assert pages
    assert all(label.pixmap().width() > 500 for label in pages)
    assert viewer._state.accessibleName().startswith("Author's signature valid")
    program.press("Escape")
    program.settle()
    assert page.isVisible()


def test_members_are_found_by_name_and_number(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.press("Alt+5")
    program.settle()
    page = program.page("members", MembersPage)
    everybody = len(page.people.items)
    assert everybody >= 12
    program.press("Ctrl+F")
    program.write("gunnars")
    program.settle()
    assert [item.name for item in page.people.items] == ["Ingrid Gunnarsdóttir"]
    assert page.chart._name.text() == "Ingrid Gunnarsdóttir"
    program.press("Ctrl+A")
    program.write("nobody of this name")
    program.settle()
    assert page.people.items == ()
    program.press("Ctrl+A", "Delete")
    program.settle()
    assert len(page.people.items) == everybody
