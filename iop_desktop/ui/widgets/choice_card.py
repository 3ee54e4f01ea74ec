"""A large button with an icon, a title and an explanation."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import draw_focus_ring, draw_text, fill_rounded, smooth
from iop_desktop.ui.theme import color
from iop_desktop.ui.tokens import RADIUS_CARD


class ChoiceCard(QAbstractButton):
    """One of a few ways to begin."""

    def __init__(self, icon_name: str, title: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self._detail = detail
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(320, 204)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        self._draw_frame(painter, rect)
        tile = QRectF(20, 20, 40, 40)
        fill_rounded(painter, tile, color("accent_soft" if self.isEnabled() else "hover"), 9)
        draw_icon(painter, self._icon, "accent_text" if self.isEnabled() else "text3", tile.adjusted(10, 10, -10, -10))
        ink = color("text" if self.isEnabled() else "text3")
        draw_text(painter, QRectF(20, 74, rect.width() - 40, 24), self.text(), font(15, 600), ink)
        painter.setFont(font(13))
        painter.setPen(color("text2"))
        words = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignTop.value
        painter.drawText(rect.adjusted(20, 101, -20, -12), words, self._detail)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), radius=RADIUS_CARD)

    def _draw_frame(self, painter: QPainter, rect: QRectF) -> None:
        hovered = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setBrush(color("hover" if hovered else "surface"))
        painter.setPen(QPen(color("border_strong"), 1))
        painter.drawRoundedRect(rect, RADIUS_CARD, RADIUS_CARD)
