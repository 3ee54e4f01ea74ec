"""Slides of few words: a statement, a question, a break."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.look import INK, INK_SECOND, SUN, TEAL, TEAL_INK
from iop_desktop.ui.presenter.sheet import Sheet
from iop_desktop.ui.presenter.typesetting import SetText, Style, fitted, fitted_size, set_text
from iop_desktop.ui.presenter.waves import coming, flat, paint_sea

BIG = Style(92, 46, 700, 1.16, display=True, balanced=True)
QUESTION = replace(BIG, largest=78, smallest=40)
BODY = Style(40, 26, 500, 1.32, balanced=True)
_UPPER = 0.4


@dataclass(frozen=True, slots=True)
class _Below:
    """The lines below a title: the gap above them, their width and height as shares of the sheet's and of the room."""

    gap: float = 30
    width: float = 1.0
    share: float = 0.32


_BESIDE_SUN = _Below(width=0.68, share=0.42)


@dataclass(frozen=True, slots=True)
class _Words:
    heading: SetText | None
    title: SetText
    lines: list[SetText]
    gaps: tuple[float, float]

    @property
    def height(self) -> float:
        above = self.heading.height + self.gaps[0] if self.heading else 0.0
        below = self.gaps[1] + sum(line.height for line in self.lines) if self.lines else 0.0
        return above + self.title.height + below


def paint_statement(sheet: Sheet, slide: Slide) -> None:
    """One thought above the open sea."""
    paint_sea(sheet.painter, sheet.rect, sheet.unit, 0.31, flat)
    _paint(sheet, _words(sheet, slide, BIG, sheet.width, 0.56), bottom=0.645)


def paint_question(sheet: Sheet, slide: Slide) -> None:
    """A question with a great wave coming, and a line to think along."""
    paint_sea(sheet.painter, sheet.rect, sheet.unit, 0.17, coming)
    words = _words(sheet, slide, QUESTION, sheet.width * 0.96, 0.58, _Below(gap=52))
    top = _paint(sheet, words, bottom=0.72)
    after_title = top + (words.heading.height + words.gaps[0] if words.heading else 0.0) + words.title.height
    _ripple(sheet, after_title + (22 if words.lines else 26) * sheet.unit)


def paint_break(sheet: Sheet, slide: Slide) -> None:
    """The sun over the sea and a few words: nobody has to read now."""
    rect, unit = sheet.rect, sheet.unit
    radius = 118 * unit
    sun = QPointF(rect.right() - rect.width() * 0.17, sheet.line(0.53))
    sheet.painter.setPen(Qt.PenStyle.NoPen)
    for ring, strength in ((1.55, 45), (1.27, 80), (1.0, 255)):
        tone = QColor(SUN)
        tone.setAlpha(strength)
        sheet.painter.setBrush(tone)
        sheet.painter.drawEllipse(sun, radius * ring, radius * ring)
    paint_sea(sheet.painter, rect, unit, 0.43, flat)
    _paint(sheet, _words(sheet, slide, replace(BIG, largest=120), sheet.width * 0.68, 0.44, _BESIDE_SUN), bottom=0.54)


def _words(
    sheet: Sheet, slide: Slide, style: Style, width: float, tallest: float, below: _Below | None = None
) -> _Words:
    """Heading, title and lines in sizes that fit into ``tallest`` of the sheet's height."""
    below = below or _Below()
    across = sheet.width * below.width
    unit = sheet.unit
    room = tallest * sheet.rect.height()
    heading = sheet.set_heading() if sheet.heading else None
    gaps = (18 * unit, below.gap * unit)
    room -= heading.height + gaps[0] if heading else 0.0
    lines: list[SetText] = []
    if slide.lines:
        px = fitted_size([(line, across) for line in slide.lines], BODY, unit, room * below.share)
        lines = [set_text(line, BODY, px, across) for line in slide.lines]
        room -= gaps[1] + sum(line.height for line in lines)
    title = fitted(slide.title, style, unit, QRectF(0, 0, width, room))
    return _Words(heading, title, lines, gaps)


def _paint(sheet: Sheet, words: _Words, bottom: float) -> float:
    """Paint the words between the upper margin and ``bottom``, a little above the middle; returns where they begin."""
    highest = sheet.line(0.075)
    top = begins = highest + max(0.0, sheet.line(bottom) - highest - words.height) * _UPPER
    if words.heading:
        top = sheet.put(words.heading, top, TEAL_INK) + words.gaps[0]
    top = sheet.put(words.title, top, INK) + words.gaps[1]
    for line in words.lines:
        top = sheet.put(line, top, INK_SECOND)
    return begins


def _ripple(sheet: Sheet, top: float) -> None:
    """A short wave drawn by hand under a question."""
    unit = sheet.unit
    path = QPainterPath(QPointF(sheet.left, top))
    for number in range(6):
        at, up = sheet.left + number * 24 * unit, -1 if number % 2 else 1
        path.quadTo(QPointF(at + 12 * unit, top - up * 11 * unit), QPointF(at + 24 * unit, top))
    sheet.painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(TEAL), 5 * unit)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    sheet.painter.setPen(pen)
    sheet.painter.drawPath(path)
