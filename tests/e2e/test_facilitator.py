"""The facilitator's day: unlock, attendance, lesson, notes, signatures; by keyboard alone, and once by mouse."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from iop_desktop.rules.vocabulary import NoteKind, NoteState, SegmentState
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.roster_model import Columns
from iop_desktop.ui.sign_dialog import SignDialog
from tests.e2e.driver import Driver
from tests.e2e.stalls import no_stalls
from tests.e2e.words import OUTREACH, OUTREACH_PLANS, PLANS, RESPONSES

TWELVE = list("PPPPPEPPPPXP")


def notes_of(driver: Driver) -> NotesPage:
    return driver.page("notes", NotesPage)


def write_progress(driver: Driver, number: int) -> None:
    """Digits for the four questions, a goal, two texts; then on to the next member."""
    driver.type("2211")
    if isinstance(driver.focus, QComboBox):
        driver.press("Down", "Tab")
    driver.type(RESPONSES[number])
    driver.press("Tab")
    driver.type(PLANS[number])
    driver.press("Ctrl+Return")
    driver.settle()


def write_absence(driver: Driver, number: int) -> None:
    driver.type(OUTREACH[number])
    driver.press("Tab")
    driver.type(OUTREACH_PLANS[number])
    driver.press("Ctrl+Return")
    driver.settle()


def write_all(driver: Driver) -> None:
    """Every note of the session, in the order in which the program offers them."""
    page, written, absences = notes_of(driver), 0, 0
    for _ in page.list_card.view.rows:
        view = page._view
        assert view is not None
        if view.kind is NoteKind.ABSENCE:
            write_absence(driver, absences)
            absences += 1
        else:
            write_progress(driver, written)
            written += 1


def take_attendance(driver: Driver) -> None:
    driver.type("6E11X")
    driver.press("Shift+P")
    driver.settle()
    assert driver.statuses() == TWELVE
    driver.press("Ctrl+Z")
    driver.settle()
    assert driver.statuses() == list("·····E····X·")
    driver.press("Shift+P")
    driver.settle()
    assert driver.statuses() == TWELVE


def type_times(driver: Driver) -> None:
    """Member 1 came at ten past; 1 left at half past two, 3 said something, 6 has a reason."""
    driver.type("1i")
    driver.type("12:10")
    driver.press("Return")
    driver.settle()
    driver.type("1o")
    driver.type("2:30 pm")
    driver.press("Return")
    driver.settle()
    driver.type("3")
    driver.press("Return")
    driver.type("Brought a photo.")
    driver.press("Return")
    driver.settle()
    driver.type("6")
    driver.press("Return")
    driver.type("Dentist, called ahead")
    driver.press("Return")
    driver.settle()


def test_a_session_by_keyboard_alone(program: Driver) -> None:
    with no_stalls():
        program.unlock(program.demo.facilitator)
        assert program.desk.shell.current_key == "today"
        program.press("Alt+2")
        program.settle()
        take_attendance(program)
        program.clock.advance(hours=3)
        type_times(program)
        rows = {row.position: row for row in program.desk.services.attendance.room(program.demo.session_id).rows}
        zone = program.unlocked.zone
        attendance = rows[1].attendance
        assert attendance.time_in is not None
        assert attendance.time_out is not None
        times = [f"{moment.astimezone(zone):%H:%M}" for moment in (attendance.time_in, attendance.time_out)]
        assert times == ["12:10", "14:30"]
        assert rows[1].minutes == 140
        assert rows[3].attendance.observation == "Brought a photo."
        assert rows[6].attendance.reason == "Dentist, called ahead"
        program.press("Ctrl+D", "Ctrl+D", "Ctrl+H")
        program.settle()
        lesson = program.desk.services.lessons.view(program.demo.session_id)
        assert lesson is not None
        states = [segment.state for segment in lesson.segments]
        assert states[:4] == [SegmentState.DONE, SegmentState.DONE, SegmentState.SHORTENED, SegmentState.PLANNED]
        program.tab_to("End session")
        program.press("Space")
        program.settle()
        program.press("Alt+3")
        program.settle()
        write_all(program)
        program.clock.advance(minutes=30)
        program.press("Ctrl+Shift+A")
        dialog = program.dialog(SignDialog)
        assert (len(dialog.ready), dialog.blocked_list.count()) == (12, 0)
        program.type(program.demo.passphrase)
        program.press("Return")
        program.settle()
    rows_now = program.desk.services.notes.list(program.demo.session_id).rows
    assert [row.state for row in rows_now] == [NoteState.AWAITING_COSIGNATURE] * 12
    assert program.desk.shell.banner.text() == "12 notes signed."
    view = program.desk.services.notes.open(rows_now[0].note_id)
    assert view.draft.response == RESPONSES[0]
