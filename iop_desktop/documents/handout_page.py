"""The pages around a handout: a band of gentle waves behind the title, a quiet head and foot."""

from __future__ import annotations

import math
from typing import Any

from reportlab.platypus import Flowable, Frame, PageTemplate

from iop_desktop.documents.fonts import printable
from iop_desktop.documents.handout_style import (
    DEEP,
    FOAM,
    MIST,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SEMI,
    SOFT,
    TEXT,
    Look,
    markup,
)
from iop_desktop.documents.layout import fit
from iop_desktop.documents.markdown import Span
from iop_desktop.documents.tagging import Element, TaggedCanvas, TaggedParagraph

OPENING, FOLLOWING = "opening", "following"
_WAVE_STEP = 6.0


class TitleBand(Flowable):
    """Module, kind and title on waves that reach to the edges of the page; the first thing on an opening page."""

    def __init__(self, look: Look, eyebrow: str, title: str, parent: Element) -> None:
        super().__init__()
        self._look = look
        self._eyebrow = _bound(look, eyebrow, "eyebrow", Element("P", parent))
        self._title = _bound(look, title, "title", Element("H1", parent))
        self.width = self.height = 0.0
        self._lead = 40.0 * (0.4 + 0.6 * look.air)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The full width; as high as the title needs, with room for the waves."""
        self.width = available_width
        self._heights = [
            part.wrap(available_width * 0.94, available_height)[1] for part in (self._eyebrow, self._title)
        ]
        self.height = self._lead + sum(self._heights) + 8 + 46 * self._look.small_scale * (0.5 + self._look.air / 2)
        return self.width, self.height

    def draw(self) -> None:
        """Ground and waves are decoration, then the words."""
        canvas = self.canv
        canvas.saveState()
        canvas.begin(None)
        draw_waves(canvas, -self._look.margin, 0, PAGE_WIDTH, self.height)
        canvas.end()
        canvas.restoreState()
        y = self.height - self._lead
        for part, height in zip((self._eyebrow, self._title), self._heights, strict=True):
            y -= height
            part.drawOn(canvas, 0, y)
            y -= 4


def _bound(look: Look, words: str, style: str, element: Element) -> TaggedParagraph:
    made = TaggedParagraph(markup((Span(words),)), look.styles[style])
    made.element = element
    return made


def draw_waves(canvas: Any, left: float, bottom: float, width: float, height: float) -> None:
    """A light ground whose lower edge is three soft waves, one behind the other."""
    canvas.setFillColor(MIST)
    canvas.rect(left, bottom + height * 0.16, width, height * 0.84 + 4, stroke=0, fill=1)
    swell = min(13.0, height * 0.09)
    for color, level, phase, length in ((FOAM, 2.6, 0.4, 1.55), (DEEP, 1.35, 2.3, 1.9), (None, 1.05, 2.3, 1.9)):
        if color is None:
            canvas.setFillColorRGB(1, 1, 1)
        else:
            canvas.setFillColor(color)
        _fill_below(canvas, left, bottom, width, bottom + swell * level, swell, phase, length)


def _fill_below(
    canvas: Any, left: float, bottom: float, width: float, level: float, swell: float, phase: float, waves: float
) -> None:
    path = canvas.beginPath()
    path.moveTo(left, bottom)
    steps = int(width / _WAVE_STEP) + 1
    for step in range(steps + 1):
        x = min(width, step * _WAVE_STEP)
        path.lineTo(left + x, level + swell * 0.8 * math.sin(phase + x / width * waves * 2 * math.pi))
    path.lineTo(left + width, bottom)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


class HandoutCanvas(TaggedCanvas):
    """Numbers the pages in the handout's own type."""

    def __init__(self, *args: Any, look: Look, finish: Any, **options: Any) -> None:
        super().__init__(*args, finish=finish, **options)
        self._look = look

    def _number(self, count: int) -> None:
        look = self._look
        self._code.append("/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
        self.setFont(TEXT, 7.6 * look.small_scale)
        self.setFillColor(SOFT)
        self.drawRightString(PAGE_WIDTH - look.margin, 30, f"{self._pageNumber} of {count}")
        self._code.append("EMC")


def templates(look: Look, running: str, footer: str) -> list[PageTemplate]:
    """The opening page of a part, and the pages after it."""
    height = PAGE_HEIGHT - look.bottom

    def frame(room: float) -> Frame:
        return Frame(look.margin, look.bottom, look.width, room, 0, 0, 0, 0)

    def opening(canvas: Any, _: Any) -> None:
        _foot(canvas, look, footer)

    def following(canvas: Any, _: Any) -> None:
        _head(canvas, look, running)
        _foot(canvas, look, footer)

    return [
        PageTemplate(OPENING, [frame(height)], onPage=opening, autoNextPageTemplate=FOLLOWING),
        PageTemplate(FOLLOWING, [frame(height - look.top)], onPage=following),
    ]


def _head(canvas: Any, look: Look, running: str) -> None:
    canvas.saveState()
    canvas.begin(None)
    size = 8.2 * look.small_scale
    canvas.setFont(SEMI, size)
    canvas.setFillColor(DEEP)
    canvas.drawString(look.margin, PAGE_HEIGHT - 40, fit(canvas, printable(running), SEMI, size, look.width))
    canvas.setStrokeColor(FOAM)
    canvas.setLineWidth(1.2)
    path = canvas.beginPath()
    y = PAGE_HEIGHT - 50
    for step in range(int(look.width / 3) + 1):
        x = step * 3.0
        place = (look.margin + x, y + 1.8 * math.sin(x / look.width * 12 * math.pi))
        path.lineTo(*place) if step else path.moveTo(*place)
    canvas.drawPath(path)
    canvas.end()
    canvas.restoreState()


def _foot(canvas: Any, look: Look, footer: str) -> None:
    canvas.saveState()
    canvas.begin(None)
    size = 6.9 * (1.2 if look.large else 1.0)
    canvas.setFont(TEXT, size)
    canvas.setFillColor(SOFT)
    canvas.drawString(look.margin, 30, fit(canvas, printable(footer), TEXT, size, look.width - 40 * look.small_scale))
    canvas.end()
    canvas.restoreState()
