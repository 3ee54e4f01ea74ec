"""A late comer, an early leaver, somebody called out who returned, a break: from keys to the line in the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from iop_desktop.ui.notes_page import NotesPage
from tests.e2e.driver import Driver


@pytest.fixture
def room(program: Driver) -> Driver:
    """The facilitator stands in the group room at the minute the group begins."""
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    return program


def after(driver: Driver, minutes: int, keys: str) -> None:
    """Let the clock go on, then type on the roster."""
    driver.move_clock(driver.clock() + timedelta(minutes=minutes))
    driver.write(keys)
    driver.settle()


def lines(driver: Driver) -> list[str]:
    """What the record of each member says of attendance, in roster order."""
    notes = driver.desk.services.notes
    rows = notes.list(driver.demo.session_id).rows
    return [notes.open(row.note_id).attendance_line for row in rows]


def test_comings_and_goings_stand_in_the_record(room: Driver) -> None:
    room.write("1P")
    room.settle()
    QTest.keyClick(room.group.roster, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    room.settle()
    after(room, 14, "2L")
    after(room, 26, "1o")
    room.write("2")
    room.settle()
    after(room, 15, "1r")
    after(room, 35, "b")
    after(room, 10, "b")
    after(room, 50, "2T")
    after(room, 5, "3X")
    after(room, 0, "4N")
    room.move_clock(room.clock() + timedelta(minutes=25))
    room.press("Ctrl+E")
    room.settle()
    found = lines(room)
    assert found[0] == (
        "Present, 12:00 PM to 3:00 PM, 155 minutes; "
        "out of the room 12:40 PM to 12:55 PM (called by nurse); break 1:30 PM to 1:40 PM"
    )
    assert found[1] == "Late and left early, 12:14 PM to 2:30 PM, 126 minutes; break 1:30 PM to 1:40 PM"
    assert found[2] == "No-show"
    assert len(found) == 11, "the program cancelled for the fourth member and owes no note"
    room.press("Alt+3")
    room.settle()
    assert len(room.page("notes", NotesPage).list_card.view.rows) == 11


def test_what_was_observed_prompts_the_note_and_stands_in_no_record(room: Driver) -> None:
    room.write("1P1")
    room.press("Return")
    room.settle()
    room.write("1")
    room.settle()
    after(room, 30, "1")
    room.press("Return")
    room.settle()
    room.write("2")
    room.settle()
    room.press("Alt+3")
    room.settle()
    view = room.page("notes", NotesPage)._view
    assert view is not None
    assert [seen.words for seen in view.observations] == ["12:00 PM shared", "12:30 PM quiet"]
    prompts = room.page("notes", NotesPage).note_card.form.prompts
    assert [prompts.item(row).text() for row in range(prompts.count())] == ["1   12:00 PM shared", "2   12:30 PM quiet"]
    said = [*view.record.header, *view.record.sections]
    assert not any("quiet" in str(part) or "shared" in str(part) for part in said)
