"""Modules and their lessons as one list; the keyboard steps over the names of modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iop_desktop.services.curriculum_views import LessonRow
from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import RIGHT, draw_focus_ring, draw_text, fill_rounded, smooth
from iop_desktop.ui.table import ROW_ROLE
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
Entry = str | LessonRow
ROW_HEIGHT, MODULE_HEIGHT = 32, 34
_NO_PARENT = QModelIndex()


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: tuple[Entry, ...]) -> None:
        if entries == self.entries:
            return
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.entries[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ROW_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry if isinstance(entry, str) else entry.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = entry if isinstance(entry, str) else _spoken(entry)
            return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None


def _spoken(row: LessonRow) -> str:
    edited, retired = ", edited here" if row.edited else "", ", no longer offered" if row.retired else ""
    return f"{row.title}, {row.module}{edited}{retired}"


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ROW_ROLE)
        view = option.widget
        assert isinstance(view, QListView)
        rect = QRectF(option.rect).adjusted(8, 1, -8, -1)
        painter.save()
        smooth(painter)
        if isinstance(entry, str):
            words = rect.adjusted(9, 8, -6, 0)
            draw_text(painter, words, entry, font(11, 600), color("text3"))
        else:
            self._lesson(painter, rect, entry, view, view.currentIndex() == index)
        painter.restore()

    @staticmethod
    def _lesson(painter: QPainter, rect: QRectF, row: LessonRow, view: QListView, current: bool) -> None:
        if current:
            fill_rounded(painter, rect, color("selection"))
            fill_rounded(painter, QRectF(rect.left(), rect.top() + 7, 3, rect.height() - 14), color("accent"), 1.5)
            if view.hasFocus():
                draw_focus_ring(painter, rect)
        number = row.code.rpartition("-")[2] if row.code else ""
        box = QRectF(rect.left() + 6, rect.top(), 22, rect.height())
        draw_text(painter, box, number, font(11, 500, tabular=True), color("text3"), RIGHT)
        room = rect.adjusted(38, 0, -26 if row.edited or row.own else -6, 0)
        ink = "text3" if row.retired else "text"
        draw_text(painter, room, row.title, font(13, 600 if current else 500), color(ink))
        if row.edited or row.own:
            draw_icon(painter, "pen-line", "text3", QRectF(rect.right() - 22, rect.center().y() - 7, 14, 14))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, MODULE_HEIGHT if isinstance(index.data(ROW_ROLE), str) else ROW_HEIGHT)


class LessonListView(QListView):
    """Emits ``opened`` with the lesson one stands on."""

    opened = Signal(UUID)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._delegate = _Model(), _Delegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Lessons")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._moved)

    @property
    def rows(self) -> tuple[LessonRow, ...]:
        """The lessons that are shown."""
        return tuple(entry for entry in self._model.entries if isinstance(entry, LessonRow))

    def show_rows(self, rows: Sequence[LessonRow], wanted: UUID | None = None) -> None:
        """Show lessons under their modules; the selection stays, or goes to ``wanted``, or to the first."""
        current = wanted or self.current()
        entries: list[Entry] = []
        title = ""
        for row in rows:
            above = row.module if not row.own else row.curriculum
            if above != title:
                title = above
                entries.append(title)
            entries.append(row)
        self._model.show(tuple(entries))
        if (current is None or not self.select(current)) and rows:
            self.select(rows[0].lesson_id)

    def current(self) -> UUID | None:
        """The lesson one stands on."""
        entry = self.currentIndex().data(ROW_ROLE)
        return entry.lesson_id if isinstance(entry, LessonRow) else None

    def select(self, lesson_id: UUID) -> bool:
        """Go to a lesson; False when it is not in the list."""
        for number, entry in enumerate(self._model.entries):
            if isinstance(entry, LessonRow) and entry.lesson_id == lesson_id:
                self.setCurrentIndex(self._model.index(number, 0))
                return True
        return False

    def _moved(self, current: QModelIndex) -> None:
        entry = current.data(ROW_ROLE) if current.isValid() else None
        if isinstance(entry, LessonRow):
            self.opened.emit(entry.lesson_id)
