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
    in_two_lines,
    smooth,
    text_width,
)
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.plain_tip import plain_tip

_SOFT = {
    "accent_text": "accent_soft",
    "info": "info_soft",
    "warn": "warn_soft",
    "danger": "danger_soft",
    "ok": "ok_soft",
}


HEIGHT, LINE = 50, 16
_WORDS_AT, _CHEVRON = 50, 32


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
        self.setToolTip(plain_tip(f"{title}\n{detail}" if len(detail) > 36 else ""))
        amount = f"{title}, {count}" if count else title
        self.setAccessibleName(f"{amount}. {detail}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(280, HEIGHT)

    def heightForWidth(self, width: int) -> int:
        """A detail that is longer than a line takes a second one."""
        return HEIGHT + (LINE if len(self._lines(width)) > 1 else 0)

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
        lines = self._lines(round(rect.width()))
        room = rect.adjusted(_WORDS_AT, 0, -self._taken(), 0)
        top = room.center().y() - (LINE * len(lines) + 18) / 2
        title = font(13, 600)
        title.setStrikeOut(self._struck)
        ink = color("text2" if self._struck else "text")
        draw_text(painter, QRectF(room.left(), top, room.width(), 18), self.text(), title, ink)
        for number, words in enumerate(lines):
            line = QRectF(room.left(), top + 18 + number * LINE, room.width(), LINE)
            draw_text(painter, line, words, font(12), color("text2"))
        if self._count:
            number_box = rect.adjusted(0, 0, -_CHEVRON, 0)
            draw_text(painter, number_box, str(self._count), font(15, 600, tabular=True), color("text"), RIGHT)

    def _lines(self, width: int) -> tuple[str, ...]:
        """The detail in one line or two; what is longer still is elided as it is drawn."""
        return in_two_lines(self._detail, font(12), width - _WORDS_AT - self._taken())

    def _taken(self) -> float:
        """Room at the right for the arrow and how many."""
        return _CHEVRON + (text_width(str(self._count), font(15, 600, tabular=True)) + 10 if self._count else 2)
