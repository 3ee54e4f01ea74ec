"""One table model for every list of frozen rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from iop_desktop.ui.widgets.plain_tip import plain_tip

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_NO_PARENT = QModelIndex()


@dataclass(frozen=True)  # slots would make Column[Row](...) fail: typing sets an attribute
class Column(Generic[T]):
    """One column: its title, the text of a row, and what a screen reader says for an empty cell."""

    title: str
    text: Callable[[T], str]
    if_empty: str = "empty"
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    tooltip: Callable[[T], str] | None = None


class RowsModel(QAbstractTableModel, Generic[T]):
    """Rows of a table; ``ROW_ROLE`` hands out the row object itself."""

    def __init__(self, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show other rows. Selection and scrolling survive when the number of rows is the same."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()
            return
        old, self._rows = self._rows, tuple(rows)
        for number, (before, after) in enumerate(zip(old, self._rows, strict=True)):
            if before != after:
                self._row_changed(number)

    def row_at(self, index: Index) -> T | None:
        """The row object under an index of this model."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.hasIndex(index.row(), index.column()):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        return _cell(self._columns[index.column()], row, role)

    def _row_changed(self, number: int) -> None:
        last = len(self._columns) - 1
        self.dataChanged.emit(self.index(number, 0), self.index(number, last))


def _cell(column: Column[T], row: T, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return column.text(row)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return column.text(row) or column.if_empty
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return column.align | Qt.AlignmentFlag.AlignVCenter
    if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None:
        return plain_tip(column.tooltip(row))
    return None
