"""The group page on a real vault: keys that wait, the table and its model, room for fourteen."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.room_views import Room
from iop_desktop.ui.roster_model import Columns, RosterModel
from tests.e2e.driver import Driver


@pytest.fixture
def room(program: Driver) -> Driver:
    """The facilitator stands in the group room."""
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    return program


def of_fourteen(room: Room) -> Room:
    """The same room with two members more."""
    last = room.rows[-1]
    more = (dataclasses.replace(last, client_id=uuid4(), position=number) for number in (13, 14))
    return dataclasses.replace(room, rows=(*room.rows, *more))


@pytest.mark.parametrize(
    ("keys", "letters"),
    [
        ("PLTVEX", "PLTVEX······"),
        ("12P", "···········P"),
        ("3E3P", "··P·········"),
        ("/oluX", "········X···"),
    ],
)
def test_keys_mark_and_advance(room: Driver, keys: str, letters: str) -> None:
    for key in keys.replace("/olu", "\n"):
        if key == "\n":
            room.write("/olu")
            room.press("Return")
        else:
            room.write(key)
    room.settle()
    assert room.statuses() == list(letters)


def test_keys_that_come_while_a_mark_is_written_keep_their_order(room: Driver) -> None:
    roster = room.group.roster
    QTest.keyClicks(roster, "6E11X2L")
    QTest.keyClick(roster, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(roster, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(roster, "1V")
    assert room.statuses() == list("············")
    room.settle()
    assert room.statuses() == list("VL···E····X·")


def test_every_mark_is_in_the_vault_before_the_next_key_is_handled(room: Driver) -> None:
    seen: list[int] = []
    attendance, session_id = room.desk.services.attendance, room.demo.session_id

    def count(*_: object) -> None:
        marked = [row for row in attendance.room(session_id).rows if row.status is not AttendanceStatus.UNMARKED]
        seen.append(len(marked))

    room.group.roster.marked.connect(count)
    QTest.keyClicks(room.group.roster, "PPPPP")
    room.settle()
    assert seen == [0, 1, 2, 3, 4]


def test_escape_and_another_number_leave_finding(room: Driver) -> None:
    room.write("/zz")
    assert room.group.roster._keys.finding == "zz"
    room.press("Backspace", "Escape")
    assert room.group.roster._keys.finding is None
    assert room.statuses() == list("············")


def test_a_time_that_makes_no_sense_is_a_sentence_and_changes_nothing(room: Driver) -> None:
    room.write("1P1i")
    room.settle()
    assert isinstance(room.focus, QLineEdit)
    room.write("banana")
    room.press("Return")
    room.settle()
    assert room.desk.shell.banner.text()
    assert room.group.roster.model().index(0, Columns.TIME_IN).data() == "12:00"
    assert room.group.roster.hasFocus()


def test_what_is_typed_ahead_into_a_field_arrives_in_it(room: Driver) -> None:
    roster = room.group.roster
    QTest.keyClicks(roster, "1P1i12:20 pm")
    QTest.keyClick(roster, Qt.Key.Key_Return)
    QTest.keyClicks(roster, "3X4")
    QTest.keyClick(roster, Qt.Key.Key_Return)
    QTest.keyClicks(roster, "Said one thing")
    room.settle()
    room.press("Return")
    room.settle()
    rows = room.desk.services.attendance.room(room.demo.session_id).rows
    assert room.statuses() == list("P·X·········")
    assert roster.model().index(0, Columns.TIME_IN).data() == "12:20"
    assert rows[3].attendance.observation == "Said one thing"


def test_escape_leaves_a_field_as_it_was(room: Driver) -> None:
    room.write("1P1o")
    room.settle()
    room.write("1:15")
    room.press("Escape")
    room.settle()
    assert room.desk.services.attendance.room(room.demo.session_id).rows[0].attendance.time_out is None
    assert room.focus is room.group.roster


def test_the_model_keeps_its_promises(room: Driver) -> None:
    found = room.desk.services.attendance.room(room.demo.session_id)
    model = RosterModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(found)
    model.show(of_fourteen(found))
    model.show(dataclasses.replace(found, rows=()))
    model.show(found)
    edits: list[tuple[int, str, str]] = []
    model.edited.connect(lambda *edit: edits.append(edit))
    assert model.setData(model.index(2, Columns.NOTE), " said hello ")
    assert not model.setData(model.index(2, Columns.MEMBER), "x")
    assert edits == [(2, "note", "said hello")]
    assert model.index(0, Columns.FLAGS).data(Qt.ItemDataRole.AccessibleTextRole)
    del tester


def test_fourteen_members_stand_on_the_screen_without_scrolling(room: Driver) -> None:
    room.program.window.resize(1366, 768)
    room.group._show_room(of_fourteen(room.desk.services.attendance.room(room.demo.session_id)))
    room.settle()
    roster = room.group.roster
    last = roster.visualRect(roster.model().index(13, Columns.MEMBER))
    assert roster.model().rowCount() == 14
    assert 0 < last.bottom() <= roster.viewport().height()
    assert not roster.verticalScrollBar().isVisible()
