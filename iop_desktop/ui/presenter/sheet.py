"""The sheet a slide is painted on: its margins, the heading and the title."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from iop_desktop.ui.presenter.look import INK, TEAL_INK
from iop_desktop.ui.presenter.typesetting import SetText, Style, fitted, set_text

HEADING = Style(27, 18, 600, 1.25, spacing=0.03)
TITLE = Style(66, 34, 700, 1.14, display=True, balanced=True)
_MARGIN, _TOP = 0.067, 0.075


@dataclass(frozen=True, slots=True)
class Sheet:
    """Painter, the rectangle of the whole slide, the unit (one pixel of a slide 1366 wide) and the heading."""

    painter: QPainter
    rect: QRectF
    unit: float
    heading: str

    @property
    def left(self) -> float:
        """Where words begin."""
        return self.rect.left() + self.rect.width() * _MARGIN

    @property
    def width(self) -> float:
        """How wide words may be."""
        return self.rect.width() * (1 - 2 * _MARGIN)

    def line(self, share: float) -> float:
        """The height at this share from the top."""
        return self.rect.top() + share * self.rect.height()

    def put(self, text: SetText, top: float, ink: str, left: float | None = None) -> float:
        """Paint words and say where they end."""
        text.paint(self.painter, QPointF(self.left if left is None else left, top), ink)
        return top + text.height

    def set_heading(self) -> SetText:
        """The heading in capitals, on one line if it can be."""
        room = QRectF(0, 0, self.width, 36 * self.unit)
        return fitted(self.heading.upper(), HEADING, self.unit, room)

    def paint_head(self, title: str, tallest: float) -> float:
        """Heading and title at the top; returns where what follows may begin. ``tallest`` is the title's room."""
        top = self.line(_TOP)
        if self.heading:
            top = self.put(self.set_heading(), top, TEAL_INK) + 14 * self.unit
        words = fitted(title, TITLE, self.unit, QRectF(0, 0, self.width, tallest * self.rect.height()))
        return self.put(words, top, INK) + 26 * self.unit

    def set(self, text: str, style: Style, px: float, width: float) -> SetText:
        """Words in a size that was found before."""
        return set_text(text, style, px, width)
