"""Paints one row of the roster: number, avatar and name, status chip, times, flags, observation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from iop_desktop.services.room_views import AttendanceRow
from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import CENTER, RIGHT, draw_focus_ring, draw_text, fill_rounded, smooth, text_width
from iop_desktop.ui.roster_model import Columns, RosterModel
from iop_desktop.ui.roster_quick_field import QuickField, answers_for
from iop_desktop.ui.table import ROW_ROLE
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.avatar import draw_avatar
from iop_desktop.ui.widgets.status_chip import draw_status_chip

if TYPE_CHECKING:
    Index = QModelIndex | QPersistentModelIndex

FLAG_ICONS = {
    "craving": ("trending-up", "warn"),
    "review": ("clipboard-check", "info"),
    "call": ("phone", "danger"),
    "new": ("sparkles", "ok"),
    "score": ("activity", "warn"),
}
CHIP_HEIGHT, CHIP_WIDTH, AVATAR, FLAG = 26, 150, 28, 24


class RosterDelegate(QStyledItemDelegate):
    """Draws cells by hand: shapes and letters beside every color.

    ``asking`` says what the field of the last column is opened for: ``note`` or ``out``.
    """

    asking = "note"

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: AttendanceRow = index.data(ROW_ROLE)
        view = option.widget
        assert isinstance(view, QTableView)
        rect = QRectF(option.rect)
        current = view.currentIndex()
        painter.save()
        smooth(painter)
        self._ground(painter, rect, index, current.row() == index.row())
        column = Columns(index.column())
        self._cell(painter, rect, row, column, str(index.data() or ""))
        if view.hasFocus() and current == index:
            draw_focus_ring(painter, rect.adjusted(1, 3, -2, -4))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, 36)

    @staticmethod
    def _ground(painter: QPainter, rect: QRectF, index: Index, current: bool) -> None:
        painter.fillRect(rect, color("selection" if current else "surface"))
        painter.setPen(color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if current and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), color("accent"))

    def _cell(self, painter: QPainter, rect: QRectF, row: AttendanceRow, column: Columns, text: str) -> None:
        middle = rect.center().y()
        match column:
            case Columns.NUMBER:
                draw_text(painter, rect, text, font(12), color("text3"), CENTER)
            case Columns.MEMBER:
                self._member(painter, rect, row)
            case Columns.STATUS:
                height = min(CHIP_HEIGHT, rect.height() - 6)
                chip = QRectF(rect.left() + 4, middle - height / 2, min(CHIP_WIDTH, rect.width() - 8), height)
                draw_status_chip(painter, chip, row.status)
            case Columns.FLAGS:
                self._flags(painter, rect, row)
            case Columns.NOTE:
                draw_text(painter, rect.adjusted(8, 0, -8, 0), text, font(13), color("text2"))
            case _:
                ink = "text2" if column is Columns.MINUTES else "text"
                draw_text(painter, rect.adjusted(0, 0, -8, 0), text, font(13, 500, tabular=True), color(ink), RIGHT)

    @staticmethod
    def _member(painter: QPainter, rect: QRectF, row: AttendanceRow) -> None:
        side = min(AVATAR, rect.height() - 5)
        circle = QRectF(rect.left() + 4, rect.center().y() - side / 2, side, side)
        draw_avatar(painter, circle, row.initials, row.position - 1)
        name_font, space = font(13, 600), rect.adjusted(42, 0, -4, 0)
        draw_text(painter, space, row.name, name_font, color("text"))
        used, small = text_width(row.name, name_font) + 8, font(11)
        if row.pronouns and used + text_width(row.pronouns, small) < space.width():
            draw_text(painter, space.adjusted(used, 1, 0, 1), row.pronouns, small, color("text3"))

    @staticmethod
    def _flags(painter: QPainter, rect: QRectF, row: AttendanceRow) -> None:
        left = rect.left() + 8
        for flag in row.flags:
            name, tone = FLAG_ICONS[flag.kind]
            box = QRectF(left, rect.center().y() - FLAG / 2, FLAG, FLAG)
            fill_rounded(painter, box, color(f"{tone}_soft"), 6)
            draw_icon(painter, name, tone, box.adjusted(5, 5, -5, -5))
            left += FLAG + 4

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() != Columns.NOTE:
            return super().createEditor(parent, option, index)
        field = QuickField(*answers_for(self.asking, index.data(ROW_ROLE)), parent)
        field.picked.connect(lambda place: self._picked(field, index, place))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        super().setEditorData(editor, index)
        if isinstance(editor, QuickField):
            if self.asking != "note":
                editor.clear()
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QuickField) and isinstance(model, RosterModel) and self.asking != "note":
            model.edited.emit(index.row(), self.asking, editor.text().strip())
        else:
            super().setModelData(editor, model, index)

    def _picked(self, field: QuickField, index: Index, place: int) -> None:
        """A quick answer was taken: what was typed before counts for nothing."""
        model = index.model()
        assert isinstance(model, RosterModel)
        asking, row = self.asking, index.row()
        self.closeEditor.emit(field, QStyledItemDelegate.EndEditHint.RevertModelCache)
        model.picked.emit(row, asking, place)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        height = min(rect.height() - 6, 34)
        rect.setTop(rect.center().y() - height // 2)
        rect.setHeight(height)
        editor.setGeometry(rect)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.displayAlignment = Qt.AlignmentFlag.AlignVCenter
