from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from iop_desktop.ui.fitted_table import shared
from iop_desktop.ui.grid_view import GridView
from iop_desktop.ui.table import ROW_ROLE, Column, RowsModel

Role = Qt.ItemDataRole


@dataclass(frozen=True)
class Member:
    name: str
    hours: str = ""


COLUMNS = (
    Column[Member]("Member", lambda member: member.name),
    Column[Member](
        "Hours",
        lambda member: member.hours,
        if_empty="no hours",
        align=Qt.AlignmentFlag.AlignRight,
        tooltip=lambda member: f"{member.hours} h",
    ),
)
MEMBERS = (Member("Ada", "3"), Member("Bo"), Member("Cy", "9"))


@pytest.fixture
def model(qtbot: QtBot) -> RowsModel[Member]:
    made = RowsModel(COLUMNS)
    made.set_rows(MEMBERS)
    return made


def test_model_keeps_its_promises(model: RowsModel[Member]) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(MEMBERS[:1])
    model.set_rows(())
    model.set_rows(MEMBERS)
    del tester


def test_what_a_cell_says(model: RowsModel[Member]) -> None:
    hours = model.index(1, 1)
    assert model.data(hours) == ""
    assert model.data(hours, Role.AccessibleTextRole) == "no hours"
    assert model.data(model.index(0, 1), Role.AccessibleTextRole) == "3"
    assert model.data(model.index(0, 1), Role.ToolTipRole) == "3 h"
    assert model.data(model.index(0, 0), Role.ToolTipRole) is None
    assert model.data(hours, ROW_ROLE) is MEMBERS[1]
    assert model.data(hours, Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.data(QModelIndex()) is None
    assert model.row_at(QModelIndex()) is None


def test_headers(model: RowsModel[Member]) -> None:
    horizontal = Qt.Orientation.Horizontal
    assert [model.headerData(at, horizontal) for at in range(2)] == ["Member", "Hours"]
    assert model.headerData(0, Qt.Orientation.Vertical) == 1
    assert model.headerData(7, horizontal) is None


def test_only_what_changed_is_drawn_again(model: RowsModel[Member]) -> None:
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.set_rows((MEMBERS[0], Member("Bo", "2"), MEMBERS[2]))
    assert changed == [1]
    assert resets == []


def test_a_foreign_index_is_refused(model: RowsModel[Member]) -> None:
    other: QAbstractItemModel = RowsModel(COLUMNS)
    assert model.data(other.index(0, 0)) is None


def grid(qtbot: QtBot, width: int, spare: tuple[int, ...] = ()) -> GridView:
    columns = [Column[str](title, lambda row: row) for title in ("Day", "Time", "Led by", "Lesson")]
    model = RowsModel(columns)
    view = GridView("Sessions", model, "", (200, 200, 200), spare=spare)
    model.setParent(view)
    qtbot.addWidget(view)
    model.set_rows(["Mon Nov 23"])
    view.resize(width, 200)
    view.show()
    return view


def test_a_roomy_grid_has_the_widths_it_was_given(qtbot: QtBot) -> None:
    view = grid(qtbot, 900)
    assert [view.columnWidth(number) for number in range(3)] == [200, 200, 200]


@pytest.mark.parametrize("spare", [(), (1,), (2, 1)])
def test_a_narrow_grid_leaves_its_last_column_in_sight(qtbot: QtBot, spare: tuple[int, ...]) -> None:
    view = grid(qtbot, 900, spare)
    view.resize(3 * view.sizeHintForColumn(3) + view.sizeHintForColumn(3) // 2, 200)
    room = view.viewport().width()
    assert view.columnViewportPosition(3) + view.columnWidth(3) <= room
    hidden = [number for number in range(4) if view.isColumnHidden(number)]
    assert hidden == list(spare[:1]), "no more goes than has to"
    view.resize(900, 200)
    assert view.columnWidth(0) == 200
    assert not view.isColumnHidden(1)


def test_a_column_takes_what_its_words_need_while_there_is_room(qtbot: QtBot) -> None:
    view = grid(qtbot, 2400)
    model = view.model()
    assert isinstance(model, RowsModel)
    model.set_rows(["A name that is a good deal longer than was foreseen"])
    qtbot.waitUntil(lambda: not any(view.is_cut(model.index(0, number)) for number in range(4)))
    assert view.columnWidth(0) > 200


def test_words_that_are_cut_have_a_tip_and_others_have_none(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, _widget: told.append(words))
    view = grid(qtbot, 900)
    model = view.model()
    assert isinstance(model, RowsModel)

    def point_at_first() -> None:
        place = view.visualRect(model.index(0, 0)).center()
        tip = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), tip)

    point_at_first()
    assert told == []
    model.set_rows(["A sentence of many words. " * 9])
    point_at_first()
    assert told == ["A sentence of many words. " * 9]


WIDTHS = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=8)


@given(WIDTHS, st.integers(0, 2000))
def test_columns_share_the_room(pairs: list[tuple[int, int]], room: int) -> None:
    wanted, least = [max(pair) for pair in pairs], [min(pair) for pair in pairs]
    widths = shared(wanted, least, room)
    assert all(floor <= width <= most for width, floor, most in zip(widths, least, wanted, strict=True))
    assert sum(widths) <= max(room, sum(least))
    if sum(wanted) <= room:
        assert widths == wanted
    cut = [width for width, floor, most in zip(widths, least, wanted, strict=True) if floor < width < most]
    assert len(set(cut)) <= 1, "those who give up room have the same left"
