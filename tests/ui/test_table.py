from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from iop_desktop.ui.grid_view import LAST_LEAST, GridView
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
    model.set_row(1, Member("Bea", "1"))
    assert model.rows[1].name == "Bea"
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


def test_no_such_row(model: RowsModel[Member]) -> None:
    with pytest.raises(IndexError):
        model.set_row(9, MEMBERS[0])


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
    view = grid(qtbot, 330, spare)
    room = view.viewport().width()
    assert view.columnViewportPosition(3) + LAST_LEAST <= room
    hidden = [number for number in range(4) if view.isColumnHidden(number)]
    assert hidden == list(spare[:1]), "no more goes than has to"
    view.resize(900, 200)
    assert view.columnWidth(0) == 200
    assert not view.isColumnHidden(1)
