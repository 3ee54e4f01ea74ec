"""One thing that needs the person at the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import (
    RIGHT,
    draw_focus_ring,
    draw_text,
    fill_rounded,
    smooth,
)
from iop_desktop.ui.theme import color

_SOFT = {
    "accent_text": "accent_soft",
    "info": "info_soft",
    "warn": "warn_soft",
    "danger": "danger_soft",
    "ok": "ok_soft",
}


class TaskRow(QAbstractButton):
    """Icon, title, detail and how many; pressing it leads there.

    ``tone`` is accent_text, info, warn, danger or ok. Raises KeyError for another. ``struck`` draws a line through it.
    """

    def __init__(
        self,
        icon_name: str,
        tone: str,
        title: str,
        detail: str,
        count: int = 0,
        parent: QWidget | None = None,
        *,
        struck: bool = False,
    ) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._tone = tone
        self._soft = _SOFT[tone]
        self._detail = detail
        self._count = count
        self._struck = struck
        self.setText(title)
        self.setToolTip(detail if len(detail) > 36 else "")
        amount = f"{title}, {count}" if count else title
        self.setAccessibleName(f"{amount}. {detail}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(280, 50)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect())
        middle = rect.center().y()
        if self.underMouse() or self.isDown():
            fill_rounded(painter, rect, color("hover"), 8)
        tile = QRectF(8, middle - 16, 32, 32)
        fill_rounded(painter, tile, color(self._soft))
        draw_icon(painter, self._icon, self._tone, tile.adjusted(8, 8, -8, -8))
        self._draw_words(painter, rect)
        chevron = QRectF(rect.right() - 26, middle - 7, 14, 14)
        draw_icon(painter, "chevron-right", "text3", chevron)
        if self.hasFocus():
            draw_focus_ring(painter, rect, radius=8)

    def _draw_words(self, painter: QPainter, rect: QRectF) -> None:
        room = rect.adjusted(50, 6, -70 if self._count else -30, -6)
        half = room.height() / 2
        top = QRectF(room.left(), room.top(), room.width(), half)
        bottom = QRectF(room.left(), room.top() + half, room.width(), half)
        title = font(13, 600)
        title.setStrikeOut(self._struck)
        draw_text(painter, top, self.text(), title, color("text2" if self._struck else "text"))
        draw_text(painter, bottom, self._detail, font(12), color("text2"))
        if self._count:
            number = QRectF(rect.right() - 68, rect.top(), 36, rect.height())
            made = font(15, 600, tabular=True)
            draw_text(painter, number, str(self._count), made, color("text"), RIGHT)
