"""The timed segments of the lesson of the day; D, H and S mark the selected one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.room_views import SegmentRow
from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import RIGHT, draw_focus_ring, draw_text, fill_rounded, smooth
from iop_desktop.ui.table import ROW_ROLE
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 30
STATE_LOOKS = {
    SegmentState.PLANNED: ("clock", "text3", "planned"),
    SegmentState.DONE: ("circle-check", "ok", "done"),
    SegmentState.SHORTENED: ("timer", "warn", "shortened"),
    SegmentState.SKIPPED: ("skip-forward", "text3", "skipped"),
}
STATE_KEYS = {"D": SegmentState.DONE, "H": SegmentState.SHORTENED, "S": SegmentState.SKIPPED}


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[SegmentRow, ...] = ()

    def show(self, rows: tuple[SegmentRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.minutes} minutes, {STATE_LOOKS[row.state][2]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.say) or None
        return None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: SegmentRow = index.data(ROW_ROLE)
        view = option.widget
        assert isinstance(view, QListView)
        rect = QRectF(option.rect)
        painter.save()
        smooth(painter)
        if view.currentIndex() == index:
            fill_rounded(painter, rect.adjusted(0, 1, 0, -1), color("selection"))
            if view.hasFocus():
                draw_focus_ring(painter, rect.adjusted(0, 1, 0, -1))
        name, tone, _ = STATE_LOOKS[row.state]
        draw_icon(painter, name, tone, QRectF(rect.left() + 8, rect.center().y() - 8, 16, 16))
        ink = color("text3" if row.state is SegmentState.SKIPPED else "text")
        draw_text(painter, rect.adjusted(32, 0, -52, 0), row.title, font(13, 500), ink)
        draw_text(painter, rect.adjusted(0, 0, -8, 0), f"{row.minutes} min", font(12), color("text2"), RIGHT)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)


class SegmentList(QListView):
    """Emits ``marked`` with the position and the new state."""

    marked = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Segments of the lesson")
        self.setAccessibleDescription("D done, H shortened, S skipped")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Only whole segments are in sight: half a line cannot be read."""
        super().resizeEvent(event)
        below = self.height() % ROW_HEIGHT
        if self.viewportMargins().bottom() != below:
            self.setViewportMargins(0, 0, 0, below)

    def show_segments(self, rows: tuple[SegmentRow, ...]) -> None:
        """Show the segments and stand on the first one that is still planned."""
        if rows != self._model.rows:
            self._model.show(rows)
        row = next((i for i, segment in enumerate(rows) if segment.state is SegmentState.PLANNED), len(rows) - 1)
        self.setCurrentIndex(self._model.index(row, 0))

    def stand_on(self, position: int) -> None:
        """Make the segment with this position (from 1) the current one."""
        self.setCurrentIndex(self._model.index(position - 1, 0))

    def mark_current(self, state: SegmentState) -> None:
        """Mark the selected segment and go on to the next, so that the next key does not wait for the vault."""
        row = self.currentIndex().row()
        if 0 <= row < len(self._model.rows):
            self.marked.emit(self._model.rows[row].position, state)
            self.setCurrentIndex(self._model.index(min(row + 1, len(self._model.rows) - 1), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        state = STATE_KEYS.get(event.text().upper())
        if state is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.mark_current(state)
        else:
            super().keyPressEvent(event)
