"""Pieces of a handout that ReportLab does not have: bullets, the thought to keep, lines and boxes to fill in."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from iop_desktop.documents.handout_style import DEEP, FOAM, INK, MIST, RULE, SEMI, TEXT, Look
from iop_desktop.documents.tagging import Element, TaggedParagraph

BOX_TO_TICK = "\N{BALLOT BOX}"
BULLET = "\N{BULLET}"


class ItemParagraph(TaggedParagraph):
    """A paragraph with a bullet, a number or a box to tick on its left; only the first part of a split one has it."""

    label: str = ""
    label_element: Element | None = None

    def split(self, available_width: float, available_height: float) -> list[Any]:
        """The label stays with the first part."""
        parts = super().split(available_width, available_height)
        for part in parts[:1]:
            part.label, part.label_element = self.label, self.label_element
        return parts

    def draw(self) -> None:
        """The label under its own element, then the words."""
        if self.label:
            self.canv.saveState()
            self.canv.begin(self.label_element)
            self._draw_label()
            self.canv.end()
            self.canv.restoreState()
        super().draw()

    def _draw_label(self) -> None:
        size, left = self.style.fontSize, self.style.leftIndent
        base = self.height - self.style.leading + (self.style.leading - size) / 2 + size * 0.2
        canvas = self.canv
        if self.label == BOX_TO_TICK:
            edge = size * 0.95
            canvas.setStrokeColor(DEEP)
            canvas.setLineWidth(max(0.9, size * 0.075))
            canvas.roundRect(left - size * 1.75, base - size * 0.14, edge, edge, size * 0.18)
        elif self.label == BULLET:
            canvas.setFillColor(DEEP)
            canvas.circle(left - size * 0.95, base + size * 0.34, size * 0.22, stroke=0, fill=1)
        else:
            canvas.setFillColor(DEEP)
            canvas.setFont(SEMI, size)
            canvas.drawRightString(left - size * 0.6, base, self.label)


class KeptThought(TaggedParagraph):
    """A block quote: large, on a tinted ground with a bar at its left."""

    def draw(self) -> None:
        """The ground is decoration."""
        canvas, pad = self.canv, self.style.fontSize * 0.72
        canvas.saveState()
        canvas.begin(None)
        left = self.style.leftIndent - pad * 1.6
        width = self.width - left
        canvas.setFillColor(MIST)
        canvas.roundRect(left, -pad, width, self.height + 2 * pad, pad * 0.7, stroke=0, fill=1)
        canvas.setFillColor(DEEP)
        canvas.roundRect(left, -pad, pad * 0.36, self.height + 2 * pad, pad * 0.18, stroke=0, fill=1)
        canvas.end()
        canvas.restoreState()
        super().draw()


class HeadCell(TaggedParagraph):
    """A column's heading; where a table goes on over the page it is decoration, so that it is read once."""

    _read = False

    def draw(self) -> None:
        """Bound to its element the first time only."""
        element = self.element
        if self._read:
            self.element = None
        super().draw()
        self.element, self._read = element, True


class LineToFill(Flowable):
    """One ruled line to write on."""

    def __init__(self, look: Look, keep: bool) -> None:
        super().__init__()
        self._look, self.keepWithNext = look, int(keep)
        self.width, self.height = look.width, 25.0 * (1 + (look.scale - 1) * 0.75) * (0.6 + 0.4 * look.air)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width = available_width
        return self.width, self.height

    def draw(self) -> None:
        """A thin line near the bottom."""
        canvas = self.canv
        canvas.begin(None)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.8)
        canvas.line(0, 3, self.width, 3)
        canvas.end()


class BoxToFill(LineToFill):
    """An empty box to write or draw in."""

    def __init__(self, look: Look, height: float) -> None:
        super().__init__(look, keep=False)
        self.height = height
        self.spaceAfter = 9 * look.scale

    def draw(self) -> None:
        """A rounded frame."""
        canvas = self.canv
        canvas.begin(None)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.9)
        canvas.roundRect(0.5, 0.5, self.width - 1, self.height - 1, 7)
        canvas.end()


class NumbersToCircle(Flowable):
    """A row of numbers on a gentle line."""

    def __init__(self, look: Look, numbers: range, element: Element) -> None:
        super().__init__()
        self._look, self._numbers, self._element = look, numbers, element
        self._size = min(12.0 * look.scale, look.width / len(numbers) * 0.62)
        self.width, self.height = look.width, self._size * 2.5
        self.keepWithNext = 1

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width = available_width
        return self.width, self.height

    def draw(self) -> None:
        """Circles light enough to be drawn over, and the numbers in them."""
        canvas, count, radius = self.canv, len(self._numbers), self._size * 0.98
        radius = min(radius, self.width / count * 0.46)
        step = (self.width - 2 * radius - 2) / (count - 1)
        middle = self.height / 2
        canvas.saveState()
        canvas.begin(None)
        canvas.setStrokeColor(FOAM)
        canvas.setLineWidth(1)
        canvas.line(radius, middle, self.width - radius, middle)
        canvas.setFillColorRGB(1, 1, 1)
        for place in range(count):
            canvas.circle(radius + 1 + place * step, middle, radius, stroke=1, fill=1)
        canvas.end()
        canvas.begin(self._element)
        canvas.setFillColor(INK)
        canvas.setFont(TEXT, self._size)
        for place, number in enumerate(self._numbers):
            words = str(number)
            left = radius + 1 + place * step - stringWidth(words, TEXT, self._size) / 2
            canvas.drawString(left, middle - self._size * 0.36, words)
        canvas.end()
        canvas.restoreState()
