"""Small helpers for widgets and delegates that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from iop_desktop.ui.theme import color
from iop_desktop.ui.tokens import RADIUS_CONTROL

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


def text_width(text: str, font: QFont) -> float:
    """Width of one line of text in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    ink: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Draw one line of text, elided at the right when it does not fit."""
    if not text:
        return
    painter.setFont(font)
    painter.setPen(ink)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align.value, shown)


def in_two_lines(text: str, font: QFont, width: float) -> tuple[str, ...]:
    """One line of text, or two broken between words where one has no room; the second may still be too long."""
    words, first = text.split(), ""
    while words and text_width(f"{first} {words[0]}".strip(), font) <= width:
        first = f"{first} {words.pop(0)}".strip()
    return (first, " ".join(words)) if first and words else (text,)


def fill_rounded(painter: QPainter, rect: QRectF, fill: QColor, radius: float = RADIUS_CONTROL) -> None:
    """Fill a rounded rectangle without an outline."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, radius, radius)


def draw_focus_ring(
    painter: QPainter,
    rect: QRectF,
    ink: QColor | None = None,
    radius: float = RADIUS_CONTROL,
) -> None:
    """The 2 px ring that shows where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink or color("focus"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def smooth(painter: QPainter) -> QPainter:
    """Switch antialiasing on and hand the painter back."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
