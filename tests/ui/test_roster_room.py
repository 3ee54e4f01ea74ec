"""The group room by keyboard: reasons, observations, called out and back, breaks, the log, walk-ins."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from sqlalchemy import update

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group
from iop_desktop.rules.vocabulary import ExcuseReason
from iop_desktop.services.room_views import AttendanceRow, Room
from iop_desktop.ui.attendance_log_dialog import AttendanceLogDialog
from iop_desktop.ui.group_forms import ReasonDialog
from iop_desktop.ui.roster_quick_field import QuickField
from iop_desktop.ui.split_dialog import SplitDialog
from iop_desktop.ui.walk_in_panel import NewPersonDialog, WalkInPanel
from tests import factories
from tests.e2e.driver import Driver


@pytest.fixture
def room(program: Driver) -> Driver:
    """The facilitator stands in the group room."""
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    return program


ROSTER = "Roster and attendance"


def view(room: Driver) -> Room:
    return room.desk.services.attendance.room(room.demo.session_id)


def row(room: Driver, number: int) -> AttendanceRow:
    return view(room).rows[number - 1]


def newcomer(room: Driver, first: str = "Xanthe", last: str = "Abernathy") -> UUID:
    """A client of the program who is in no group; the group has room for more, and no rule of size binds it."""
    with room.unlocked.transaction() as db:
        db.execute(update(Group).values(capacity=14))
        db.execute(update(Program).values(rule_packs=[]))
        program_id = next(each.program_id for each in room.desk.services.clients.programs())
        return factories.add_client(db, program_id, room.clock().date(), "Q-1", first, last, born=date(1985, 5, 5))


class Painted(QObject):
    """Where the rows of the roster were painted, from its making on."""

    def __init__(self, room: Driver) -> None:
        super().__init__()
        self.at = QRegion()
        room.settle()
        QApplication.processEvents()
        room.group.roster.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.at = self.at.united(event.region())
        return super().eventFilter(watched, event)


def test_the_same_room_again_paints_no_row(room: Driver) -> None:
    painted = Painted(room)
    room.group.refresh()
    room.settle()
    QApplication.processEvents()
    assert painted.at.isEmpty()


def test_a_mark_paints_no_row_below_the_next(room: Driver) -> None:
    room.write("3")
    painted = Painted(room)
    room.write("X")
    room.settle()
    QApplication.processEvents()
    roster = room.group.roster
    top, height = roster.rowViewportPosition(2), roster.rowHeight(2)
    # The banner lies over the rows above.
    assert painted.at.contains(QPoint(1, top + 1))
    assert not painted.at.intersects(roster.viewport().rect().adjusted(0, top + 2 * height, 0, 0))


def test_shift_e_marks_and_a_digit_gives_the_reason(room: Driver) -> None:
    room.write("3")
    QTest.keyClick(room.group.roster, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    room.settle()
    assert isinstance(room.focus, QuickField)
    assert "1 Illness" in room.focus.accessibleDescription()
    room.write("2")
    room.settle()
    assert row(room, 3).attendance.excuse is ExcuseReason.COURT
    assert room.focus.accessibleName() == ROSTER


def test_escape_leaves_the_reason_open(room: Driver) -> None:
    QTest.keyClick(room.group.roster, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    room.settle()
    room.press("Escape")
    room.settle()
    assert (row(room, 1).status.letter, row(room, 1).attendance.why) == ("E", "")


def test_a_reason_typed_ahead_arrives(room: Driver) -> None:
    roster = room.group.roster
    QTest.keyClick(roster, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(roster, "0")
    QTest.keyClicks(roster, "2X")
    room.settle()
    assert row(room, 1).attendance.excuse is ExcuseReason.OTHER
    assert room.statuses()[:2] == ["E", "X"]


def test_observations_by_digit_and_in_words(room: Driver) -> None:
    for keys in ("1", "2"):
        room.press("Home", "Return")
        room.settle()
        room.write(keys)
        room.settle()
    room.press("Home", "Return")
    room.settle()
    room.write(" 3 days sober")
    room.press("Return")
    room.settle()
    seen = row(room, 1).attendance.seen
    assert [each.text for each in seen] == ["shared", "quiet", "3 days sober"]
    assert all(each.at == room.clock() for each in seen)


def test_called_out_by_whom_and_back(room: Driver) -> None:
    room.write("4P4o")
    room.settle()
    assert isinstance(room.focus, QuickField)
    room.write("the pharmacist")
    room.press("Return")
    room.settle()
    assert [(out.name, out.by) for out in view(room).presence.out] == [(row(room, 4).name, "the pharmacist")]
    assert "1 out" in room.group.tally.now.text()
    room.write("r")
    room.settle()
    assert not view(room).presence.out


def test_called_out_by_a_digit_or_by_nobody_in_particular(room: Driver) -> None:
    room.write("1P1o")
    room.settle()
    room.write("2")
    room.settle()
    assert view(room).presence.out[0].by == "nurse"
    room.write("2P2o")
    room.settle()
    room.press("Return")
    room.settle()
    assert [out.by for out in view(room).presence.out] == ["nurse", ""]


def test_a_break_by_key_and_by_button(room: Driver) -> None:
    room.write("1P")
    room.settle()
    room.write("b")
    room.settle()
    assert view(room).break_since is not None
    assert "Break since" in room.group.tally.out.text()
    room.click(room.group.break_button)
    room.settle()
    assert view(room).break_since is None


def test_the_log_and_a_correction(room: Driver) -> None:
    room.write("2P2o")
    room.settle()
    room.press("Return")
    room.settle()
    room.write("h")
    log = room.dialog(AttendanceLogDialog)
    assert log.lines.count() == 2
    assert log.ok.isEnabled()
    log.time.setText("banana")
    log.confirm()
    room.settle()
    assert log.error.text()
    log.time.setText("12:00")
    log.confirm()
    room.settle()
    assert log.lines.count() == 3
    assert log.lines.item(1).font().strikeOut()
    assert not log.lines.item(2).font().strikeOut()
    room.press("Escape")
    room.settle()
    assert room.focus.accessibleName() == ROSTER


def test_a_walk_in_takes_four_keys(room: Driver) -> None:
    client_id = newcomer(room)
    QTest.keyClicks(room.group.roster, "+")
    assert room.program.window.findChild(WalkInPanel) is not None
    room.write("xa")
    room.press("Return")
    room.settle()
    found = next(each for each in view(room).rows if each.client_id == client_id)
    assert found.status.letter == "P"
    assert room.focus.accessibleName() == ROSTER
    current = room.group.roster.current_row
    assert current is not None
    assert current.client_id == client_id


def test_a_walk_in_typed_ahead_while_a_mark_is_written(room: Driver) -> None:
    newcomer(room)
    roster = room.group.roster
    QTest.keyClicks(roster, "1P+xa")
    QTest.keyClick(roster, Qt.Key.Key_Return)
    room.settle()
    assert [each.name for each in view(room).rows if each.status.letter == "P"] == [
        "Xanthe Abernathy",
        "Marisol Alvarez",
    ]


def test_a_thirteenth_comes_in_for_a_reason_and_the_group_is_split(room: Driver) -> None:
    client_id = newcomer(room)
    with room.unlocked.transaction() as db:
        db.execute(update(Group).values(capacity=12))
    room.write("2L+xa")
    room.press("Return")
    reason = room.dialog(ReasonDialog)
    assert client_id not in [each.client_id for each in view(room).rows]
    room.press("Return")
    assert reason.error.text()
    room.write("Sent by the court today")
    room.press("Return")
    split = room.dialog(SplitDialog)
    assert split.members.count() == 13
    assert split.count.text() == "7 members here, 6 in the second room"
    room.press("Return")
    room.settle()
    here = view(room)
    assert len(here.rows) == 7
    assert here.head.split_session_id is not None
    second = room.desk.services.attendance.room(here.head.split_session_id)
    everybody = {row.client_id: row.status.letter for each in (here, second) for row in each.rows}
    assert len(everybody) == 13
    assert sorted(everybody.values()) == ["L", "P", *["·"] * 11]
    assert everybody[client_id] == "P"


def test_the_question_about_a_thirteenth_may_be_left(room: Driver) -> None:
    client_id = newcomer(room)
    with room.unlocked.transaction() as db:
        db.execute(update(Group).values(capacity=12))
    room.write("+xa")
    room.press("Return")
    room.dialog(ReasonDialog)
    room.press("Escape")
    room.settle()
    assert client_id not in [each.client_id for each in view(room).rows]
    assert room.focus.accessibleName() == ROSTER


def test_somebody_without_a_chart(room: Driver) -> None:
    newcomer(room)
    room.write("+")
    room.write("Zadie Quist")
    room.settle()
    room.press("Return")
    form = room.dialog(NewPersonDialog)
    assert (form.first.text(), form.last.text()) == ("Zadie", "Quist")
    form.confirm()
    room.settle()
    assert "date of birth" in form.error.text()
    form.born.setText("4/2/1990")
    form.confirm()
    room.settle()
    assert "Zadie Quist" in [each.name for each in view(room).rows if each.status.letter == "P"]
    assert QApplication.activeModalWidget() is None


def test_escape_adds_nobody(room: Driver) -> None:
    before = [each.client_id for each in view(room).rows]
    room.write("+")
    room.write("q")
    room.press("Escape")
    room.settle()
    assert [each.client_id for each in view(room).rows] == before
    assert not isinstance(room.focus, QLineEdit)


def test_the_menu_of_a_row_does_what_the_keys_do(room: Driver) -> None:
    roster = room.group.roster
    where = roster.visualRect(roster.model().index(2, 1)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, roster.viewport().mapToGlobal(where))
    QApplication.sendEvent(roster.viewport(), event)
    (menu,) = roster.findChildren(QMenu)
    lines = {action.text().split("\t")[0]: action for action in menu.actions()}
    assert len(lines) == 17
    lines["Telehealth audio"].trigger()
    room.settle()
    assert room.statuses()[2] == "A"
    menu.close()
    room.settle()
