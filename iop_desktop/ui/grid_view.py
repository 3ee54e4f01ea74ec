"""A table one works in by keyboard: letters act on the row one stands on, and only while the table has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.fonts import font
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.theme import color

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ENTER, UP, DOWN = "Enter", "Alt+Up", "Alt+Down"


class FadingModel(RowsModel[T]):
    """Rows of which some are over: struck through or only faded."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        faded: Callable[[T], bool],
        struck: Callable[[T], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._faded, self._struck = faded, struck or (lambda _row: False)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if role == Qt.ItemDataRole.ForegroundRole and row is not None and self._faded(row):
            return color("text3")
        if role == Qt.ItemDataRole.FontRole and row is not None and self._struck(row) and index.column() == 0:
            return _struck_font()
        return super().data(index, role)


class GridView(FittedTable):
    """``acted`` carries a letter in upper case, ``Enter``, ``Alt+Up`` or ``Alt+Down``."""

    acted = Signal(str)

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        letters: str,
        widths: Sequence[int],
        parent: QWidget | None = None,
        *,
        spare: Sequence[int] = (),
    ) -> None:
        super().__init__(name, model, widths, parent, spare=spare)
        self._letters = letters
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def go_to(self, number: int, *, centered: bool = False) -> None:
        """Stand on a row, the nearest one when there are fewer; ``centered`` shows as much before it as after it."""
        count = self.model().rowCount()
        if count:
            place = min(max(number, 0), count - 1)
            self.selectRow(place)
            hint = QAbstractItemView.ScrollHint
            self.scrollTo(self.model().index(place, 0), hint.PositionAtCenter if centered else hint.EnsureVisible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._action(event)
        if action:
            self.acted.emit(action)
        else:
            super().keyPressEvent(event)

    def _action(self, event: QKeyEvent) -> str:
        alone = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and alone:
            return ENTER
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            return {Qt.Key.Key_Up: UP, Qt.Key.Key_Down: DOWN}.get(Qt.Key(event.key()), "")
        letter = event.text().upper()
        return letter if alone and letter and letter in self._letters else ""


def _struck_font() -> QFont:
    made = font(13, 400)
    made.setStrikeOut(True)
    return made
