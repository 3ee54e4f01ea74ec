"""A button of the main navigation."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import CENTER, draw_focus_ring, draw_text, smooth
from iop_desktop.ui.theme import color
from iop_desktop.ui.tokens import WIDTH_RAIL


class RailButton(QAbstractButton):
    """Icon above its title, with a badge that counts what waits there."""

    def __init__(self, title: str, icon_name: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._badge = 0
        self.setText(title)
        self.setToolTip(f"{title} ({shortcut})")
        self.setAccessibleDescription(shortcut)
        self.setFixedHeight(58)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_badge(0)

    def set_badge(self, count: int) -> None:
        """Count shown in the corner; nothing for 0, ``99+`` above 99."""
        self._badge = count
        waiting = f", {count} waiting" if count else ""
        self.setAccessibleName(self.text() + waiting)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_RAIL, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        self._draw_pill(painter)
        if self.hasFocus():
            ring = QRectF(self.rect()).adjusted(4, 0, -4, 0)
            draw_focus_ring(painter, ring, color("rail_active"), 9)
        ink = "rail_active" if self.isChecked() else "rail_text"
        middle = self.width() / 2
        draw_icon(painter, self._icon, ink, QRectF(middle - 10, 10, 20, 20))
        words = QRectF(0, 36, self.width(), 18)
        made = font(11, 600 if self.isChecked() else 500)
        draw_text(painter, words, self.text(), made, color(ink), CENTER)
        if self._badge:
            self._draw_badge(painter)

    def _draw_pill(self, painter: QPainter) -> None:
        if not (self.isChecked() or self.underMouse()):
            return
        painter.setOpacity(1 if self.isChecked() else 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("rail_pill"))
        painter.drawRoundedRect(QRectF(self.width() / 2 - 24, 5, 48, 30), 15, 15)
        painter.setOpacity(1)

    def _draw_badge(self, painter: QPainter) -> None:
        text = str(self._badge) if self._badge < 100 else "99+"
        box = QRectF(self.width() / 2 + 8, 4, 8 + 5 * len(text) + 5, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("badge"))
        painter.drawRoundedRect(box, 7.5, 7.5)
        draw_text(painter, box, text, font(10, 700), color("on_badge"), CENTER)
