"""Words set as large as they may stand and no larger than they fit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

_SHRINK = 0.95
_BALANCING = 7


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set: ``largest`` and ``smallest`` in units, ``leading`` as a share of the size."""

    largest: float
    smallest: float
    weight: int
    leading: float = 1.2
    display: bool = False
    spacing: float = 0.0
    balanced: bool = False


@dataclass(frozen=True, slots=True)
class SetText:
    """Words broken into lines; paint them with ``paint``."""

    layout: QTextLayout
    width: float
    height: float

    def paint(self, painter: QPainter, at: QPointF, ink: str) -> None:
        """Draw the lines with their upper left corner at ``at``."""
        painter.setPen(QColor(ink))
        self.layout.draw(painter, at)


def face(px: float, style: Style) -> QFont:
    """The font of a style in ``px`` pixels, whatever text size the person at the laptop has chosen."""
    made = QFont()
    made.setFamilies(["Inter Display" if style.display else "Inter", "DejaVu Sans"])
    made.setPixelSize(max(1, round(px)))
    made.setWeight(QFont.Weight(style.weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if style.spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, style.spacing * px)
    return made


def set_text(text: str, style: Style, px: float, width: float, align: Qt.AlignmentFlag | None = None) -> SetText:
    """Break ``text`` into lines of ``width`` pixels at a size of ``px``; balanced lines are about equally long."""
    broken = _break(text, style, px, width, align)
    if not style.balanced or broken.layout.lineCount() < 2:
        return broken
    low, high = width / broken.layout.lineCount() * 0.9, width
    for _ in range(_BALANCING):
        tried = _break(text, style, px, (low + high) / 2, align)
        if tried.layout.lineCount() > broken.layout.lineCount():
            low = (low + high) / 2
        else:
            high = (low + high) / 2
    return _break(text, style, px, high if align is None else width, align)


def fitted_size(texts: list[tuple[str, float]], style: Style, unit: float, height: float, gap: float = 0.0) -> float:
    """The largest size in pixels at which all texts, each in its width, stand below each other in ``height``."""
    px = style.largest * unit
    while px > style.smallest * unit:
        whole = sum(_break(text, style, px, width).height for text, width in texts) + gap * px * (len(texts) - 1)
        if whole <= height and all(_longest_word_fits(text, style, px, width) for text, width in texts):
            break
        px *= _SHRINK
    return px


def fitted(text: str, style: Style, unit: float, room: QRectF, align: Qt.AlignmentFlag | None = None) -> SetText:
    """``text`` in the largest size at which it fits into ``room``."""
    px = fitted_size([(text, room.width())], style, unit, room.height())
    return set_text(text, style, px, room.width(), align)


def _break(text: str, style: Style, px: float, width: float, align: Qt.AlignmentFlag | None = None) -> SetText:
    layout = QTextLayout(text, face(px, style))
    option = QTextOption(align or Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    top = widest = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        widest = max(widest, line.naturalTextWidth())
        top += px * style.leading
    layout.endLayout()
    return SetText(layout, widest, top)


def _longest_word_fits(text: str, style: Style, px: float, width: float) -> bool:
    """A word that is broken in the middle is hard to read from the back of a room."""
    return all(_break(word, style, px, width).layout.lineCount() < 2 for word in text.split() if len(word) > 8)
