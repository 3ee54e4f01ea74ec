"""The group page on a real vault: keys that wait, the table and its model, room for fourteen."""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from iop_desktop.rules.record import clock_text
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.room_views import Room
from iop_desktop.ui.roster_model import Columns, RosterModel
from iop_desktop.ui.segment_list import ROW_HEIGHT
from iop_desktop.ui.session_times_dialog import SessionTimesDialog
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
    # The mark of the key itself may already be there too.
    assert len(seen) == 5
    assert all(count in (place, place + 1) for place, count in enumerate(seen))


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


def test_home_and_end_lead_to_the_first_and_the_last_member_also_when_typed_ahead(room: Driver) -> None:
    room.press("End")
    room.write("X")
    room.settle()
    room.write("5")
    room.press("Home", "Return")
    room.settle()
    room.write("Came early")
    room.press("Return")
    room.settle()
    QTest.keyClicks(room.group.roster, "6P")
    QTest.keyClick(room.group.roster, Qt.Key.Key_Home)
    QTest.keyClicks(room.group.roster, "L")
    room.settle()
    rows = room.desk.services.attendance.room(room.demo.session_id).rows
    assert room.statuses() == list("L····P·····X")
    assert [row.attendance.observation for row in rows] == ["Came early", *[""] * 11]


def test_a_session_begins_and_ends_by_key(room: Driver) -> None:
    room.press("Ctrl+B")
    room.settle()
    assert room.desk.services.sessions.head(room.demo.session_id).started_at
    room.clock.advance(hours=1)
    room.dialogs.agree = False
    room.press("Ctrl+E")
    room.settle()
    assert room.dialogs.asked == ["End the session now?"]
    assert room.desk.services.sessions.head(room.demo.session_id).ended_at is None
    room.dialogs.agree = True
    room.press("Ctrl+E")
    room.settle()
    assert room.desk.services.sessions.head(room.demo.session_id).ended_at


def test_start_and_end_are_put_right_in_a_dialog_that_shows_refusals(room: Driver) -> None:
    room.press("Ctrl+B")
    room.settle()
    room.clock.advance(hours=3)
    room.press("Ctrl+E")
    room.settle()
    room.click(room.group.timer.times)
    dialog = room.dialog(SessionTimesDialog)
    dialog.ends.setText("11:00 AM")
    dialog.confirm()
    room.settle()
    assert dialog.isVisible()
    assert dialog.error.text()
    dialog.begins.setText("12:05 PM")
    dialog.ends.setText("2:50 PM")
    dialog.confirm()
    room.settle()
    head = room.desk.services.sessions.head(room.demo.session_id)
    assert head.started_at is not None
    assert head.ended_at is not None
    assert clock_text(head.started_at, head.zone) == "12:05 PM"
    assert clock_text(head.ended_at, head.zone) == "2:50 PM"


def test_who_does_not_lead_the_session_looks_on(program: Driver) -> None:
    program.unlock(program.demo.supervisor)
    program.desk.open_session(program.demo.session_id)
    program.settle()
    page = program.group
    shut = (page.rest_button, page.timer.action, page.timer.times, page.lesson.choose_button)
    assert not any(made.isEnabled() for made in shut)
    program.write("P")
    program.settle()
    assert program.statuses() == list("············")
    assert program.desk.shell.banner.text()


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


@pytest.mark.parametrize("height", [600, 640, 700, 768, 900])
def test_segments_stand_in_whole_lines(program: Driver, height: int) -> None:
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.program.window.resize(1366, height)
    program.settle()
    segments = program.group.lesson.segments
    assert segments.viewport().height() % ROW_HEIGHT == 0
    assert segments.viewport().height() >= ROW_HEIGHT
