"""A list of people: avatar, name, one line, one icon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import draw_focus_ring, draw_text, fill_rounded, smooth
from iop_desktop.ui.table import ROW_ROLE
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.avatar import draw_avatar
from iop_desktop.ui.widgets.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
HIGHEST_ROW, LOWEST_ROW = 46, 38
_NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class PersonItem:
    """One row; ``key`` is what ``opened`` carries."""

    key: UUID
    name: str
    initials: str
    line: str
    icon: str
    tone: str


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[PersonItem, ...] = ()

    def show(self, items: tuple[PersonItem, ...]) -> None:
        same = [item.key for item in self.items] == [item.key for item in items]
        if not same:
            self.beginResetModel()
        self.items = items
        if not same:
            self.endResetModel()
        elif items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, 0))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item = self.items[index.row()]
        if role == ROW_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = f"{item.name}, {item.line}"
            return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None


class _Delegate(QStyledItemDelegate):
    height = HIGHEST_ROW

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: PersonItem = index.data(ROW_ROLE)
        view = option.widget
        assert isinstance(view, QListView)
        rect = QRectF(option.rect).adjusted(8, 1, -8, -1)
        painter.save()
        smooth(painter)
        if view.currentIndex() == index:
            fill_rounded(painter, rect, color("selection"))
            fill_rounded(painter, QRectF(rect.left(), rect.top() + 8, 3, rect.height() - 16), color("accent"), 1.5)
            if view.hasFocus():
                draw_focus_ring(painter, rect)
        middle = rect.center().y()
        draw_avatar(painter, QRectF(rect.left() + 9, middle - 14, 28, 28), item.initials, index.row())
        upper, lower = rect.adjusted(47, 3, -32, -rect.height() / 2), rect.adjusted(47, rect.height() / 2 - 1, -32, -3)
        draw_text(painter, upper, item.name, font(13, 600), color("text"))
        draw_text(painter, lower, item.line, font(11), color("text2"))
        draw_icon(painter, item.icon, item.tone, QRectF(rect.right() - 26, middle - 9, 18, 18))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.height)


class PersonListView(QListView):
    """Emits ``opened`` with the key of the row one stands on."""

    opened = Signal(UUID)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._delegate = _Model(), _Delegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._moved)

    @property
    def items(self) -> tuple[PersonItem, ...]:
        """What is shown."""
        return self._model.items

    def show_items(self, items: Sequence[PersonItem]) -> None:
        """Show people; the selection stays when they are the same. Rows shrink a little before they scroll."""
        room = self.viewport().height() // max(1, len(items))
        self._delegate.height = max(LOWEST_ROW, min(HIGHEST_ROW, room))
        self._model.show(tuple(items))
        self.scheduleDelayedItemsLayout()

    def select(self, key: UUID) -> bool:
        """Go to a row; False if it is not in the list."""
        for number, item in enumerate(self._model.items):
            if item.key == key:
                self.go_to(number)
                return True
        return False

    def go_to(self, number: int) -> None:
        """Go to a row by its place; outside the list nothing happens."""
        if 0 <= number < len(self._model.items):
            self.setCurrentIndex(self._model.index(number, 0))

    def step(self, by: int) -> None:
        """Go up or down."""
        self.go_to(self.currentIndex().row() + by)

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self.opened.emit(self._model.items[current.row()].key)
