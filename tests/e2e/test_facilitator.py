"""The facilitator's day: unlock, attendance, lesson, notes, signatures; by keyboard alone, and once by mouse."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from iop_desktop.rules.vocabulary import NoteKind, NoteState, SegmentState
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.roster_model import Columns
from iop_desktop.ui.sign_dialog import SignDialog
from tests.e2e.driver import Driver
from tests.e2e.words import OUTREACH, OUTREACH_PLANS, PLANS, REASON, RESPONSES

TWELVE = list("PPPPPEPPPPXP")


def notes_of(driver: Driver) -> NotesPage:
    return driver.page("notes", NotesPage)


def write_progress(driver: Driver, number: int) -> None:
    """Digits for the four questions, a goal, two texts; then on to the next member."""
    driver.write("2211")
    if isinstance(driver.focus, QComboBox):
        driver.press("Down", "Tab")
    driver.write(RESPONSES[number])
    driver.press("Tab")
    driver.write(PLANS[number])
    driver.press("Ctrl+Return")
    driver.settle()


def write_absence(driver: Driver, number: int) -> None:
    """Not reached, packet planned; the reason only where attendance does not say it."""
    driver.write("42")
    if driver.focus.accessibleName() == "Reason":
        driver.write(REASON)
        driver.press("Tab")
    driver.write(OUTREACH[number])
    driver.press("Tab")
    driver.write(OUTREACH_PLANS[number])
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


def confirm_group_part(driver: Driver) -> None:
    """What the lesson suggests is read and saved once, before any note."""
    driver.press("Ctrl+G")
    dialog = driver.dialog(GroupPartDialog)
    assert dialog.topic.text()
    driver.press("Return")
    driver.settle()
    notes_of(driver).note_card.form.focus_first()


def take_attendance(driver: Driver) -> None:
    driver.write("6E11X")
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
    driver.write("1i")
    driver.write("12:10")
    driver.press("Return")
    driver.settle()
    driver.write("1")
    driver.press("Shift+O")
    driver.write("2:30 pm")
    driver.press("Return")
    driver.settle()
    driver.write("3")
    driver.press("Return")
    driver.write("Brought a photo.")
    driver.press("Return")
    driver.settle()
    driver.write("6")
    driver.press("Return")
    driver.write("Dentist, called ahead")
    driver.press("Return")
    driver.settle()


def check_room(driver: Driver) -> None:
    """What was typed is what the vault adds up."""
    rows = {row.position: row for row in driver.desk.services.attendance.room(driver.demo.session_id).rows}
    attendance, zone = rows[1].attendance, driver.unlocked.zone
    moments = [moment for moment in (attendance.time_in, attendance.time_out) if moment is not None]
    assert [f"{moment.astimezone(zone):%H:%M}" for moment in moments] == ["12:10", "14:30"]
    assert rows[1].minutes == 140
    assert rows[3].attendance.observation == "Brought a photo."
    assert rows[6].attendance.reason == "Dentist, called ahead"


def give_lesson(driver: Driver) -> None:
    """Three keys in a row, faster than the vault writes."""
    driver.press("Ctrl+D", "Ctrl+D", "Ctrl+H")
    driver.settle()
    lesson = driver.desk.services.lessons.view(driver.demo.session_id)
    assert lesson is not None
    done, shortened = SegmentState.DONE, SegmentState.SHORTENED
    assert [segment.state for segment in lesson.segments][:4] == [done, done, shortened, SegmentState.PLANNED]


def sign_all(driver: Driver) -> None:
    driver.press("Ctrl+Shift+A")
    dialog = driver.dialog(SignDialog)
    assert (len(dialog.ready), dialog.blocked_list.count()) == (12, 0)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.settle()


def tell(driver: Driver) -> None:
    """From unlocking to twelve signatures; nothing but keys."""
    driver.clock.set(driver.demo.starts_at)
    driver.unlock(driver.demo.facilitator)
    assert driver.desk.shell.current_key == "today"
    driver.press("Alt+2")
    driver.settle()
    take_attendance(driver)
    driver.clock.advance(hours=3)
    type_times(driver)
    check_room(driver)
    give_lesson(driver)
    driver.tab_to("End session")
    driver.press("Space")
    driver.settle()
    driver.press("Alt+3")
    driver.settle()
    confirm_group_part(driver)
    write_all(driver)
    driver.clock.advance(minutes=30)
    sign_all(driver)


@pytest.mark.slow
def test_a_session_by_keyboard_alone(program: Driver) -> None:
    tell(program)
    rows = program.desk.services.notes.list(program.demo.session_id).rows
    assert [row.state for row in rows] == [NoteState.AWAITING_COSIGNATURE] * 12
    assert program.desk.shell.banner.text() == "12 notes signed."
    assert program.desk.services.notes.open(rows[0].note_id).draft.response == RESPONSES[0]


def test_the_same_by_mouse(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.click(program.button("Open group"))
    program.settle()
    roster = program.group.roster
    place = roster.visualRect(roster.model().index(5, Columns.MEMBER)).center()
    QTest.mouseClick(roster.viewport(), Qt.MouseButton.LeftButton, pos=place)
    program.write("E")
    program.click(program.group.rest_button)
    program.settle()
    assert program.statuses() == list("PPPPPEPPPPPP")
    program.click(program.button("Undo"))
    program.settle()
    assert program.statuses() == list("·····E······")
    program.click(program.group.rest_button)
    program.click(program.button("Done", program.group.lesson))
    program.settle()
    program.clock.advance(hours=3)
    program.click(program.group.timer.action)
    program.settle()
    program.click(program.group.notes_button)
    program.settle()
    write_first_by_mouse(program)
    rows = program.desk.services.notes.list(program.demo.session_id).rows
    assert [row.state for row in rows[:2]] == [NoteState.AWAITING_COSIGNATURE, NoteState.DRAFT]


def write_first_by_mouse(driver: Driver) -> None:
    """The choices by click, the words by keyboard, the signature by the button of this note."""
    card = notes_of(driver).note_card
    driver.click(driver.button("Edit", card))
    dialog = driver.dialog(GroupPartDialog)
    driver.click(driver.button("Save group part", dialog))
    driver.settle()
    for name in ("Participation: Active", "Affect: Even", "Toward goal: Progress", "Risk: Denied"):
        driver.click(driver.button(name, card))
    if card.form.goal.isEnabled():
        card.form.goal.setFocus()
        driver.press("Down")
    for field, words in (("response", RESPONSES[0]), ("plan", PLANS[0])):
        driver.click(card.form.fields[field].viewport())
        driver.write(words)
    driver.click(card.sign)
    signing = driver.dialog(SignDialog)
    assert len(signing.ready) == 1
    driver.write(driver.demo.passphrase)
    driver.click(signing.sign_button)
    driver.settle()


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files is limited the POSIX way")
def test_on_a_full_disk_a_mark_is_not_shown_as_done(program: Driver) -> None:
    import resource  # absent on Windows

    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    program.write("EX")
    program.settle()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, usual[1]))
    try:
        program.write("P")
        program.settle()
        sentence = program.desk.shell.banner.text()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert "everything before it is safe" in sentence
    assert program.statuses() == list("EX··········")
    program.write("3L")
    program.settle()
    assert program.statuses() == list("EXL·········")
