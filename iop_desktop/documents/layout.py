"""The look all documents share: page, styles, header and footer."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from iop_desktop.documents.fonts import BOLD, REGULAR, printable, register_fonts
from iop_desktop.documents.structure import prepare_reportlab
from iop_desktop.documents.tagging import Element, TaggedCanvas, TaggedParagraph

MARGIN, TOP, BOTTOM = 54, 66, 52
WIDTH = letter[0] - 2 * MARGIN
INK, FAINT, ACCENT, LINE, TINT = (HexColor(c) for c in ("#17211E", "#475450", "#0A5D59", "#C9D2CC", "#F3F6F3"))
PART_2 = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""42 CFR 2.32(a)(2), the exact short statement."""
PROGRAM = "IOP Desktop"
VALUE_SIZE = 8.8


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every page and in the file's properties; no client is named in the latter.

    ``notice`` stands above the footer of every page; on the first one it is the content of ``notice_element``, so that
    it is read aloud once.
    """

    title: str
    author: str
    subject: str
    keywords: str
    left_header: str
    right_header: str
    footer: str
    created: datetime
    notice: str = ""
    notice_element: Element | None = None


@lru_cache(maxsize=1)
def styles() -> dict[str, ParagraphStyle]:
    """Paragraph styles by name."""
    register_fonts()

    def style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
        options = {"fontName": REGULAR, "bulletFontName": REGULAR, "textColor": INK, **more}
        return ParagraphStyle(name, fontSize=size, leading=leading, **options)

    made = (
        style("title", 15, 20, fontName=BOLD, spaceAfter=8),
        style("heading", 10.2, 14, fontName=BOLD, textColor=ACCENT, spaceBefore=9, spaceAfter=3, keepWithNext=1),
        style("text", 9.2, 13, spaceAfter=4),
        style("label", 7.6, 11, textColor=FAINT),
        style("value", VALUE_SIZE, 12),
        style("small", 7.4, 10, textColor=FAINT, spaceAfter=3),
        style("late", 9.2, 13, fontName=BOLD, textColor=HexColor("#7A4B00"), spaceAfter=6),
        style("name", 11, 14),
        style("code", 17, 26, fontName=BOLD, alignment=1, spaceBefore=8, spaceAfter=8),
    )
    return {each.name: each for each in made}


def paragraph(text: str, style: str, tag: str, parent: Element) -> TaggedParagraph:
    """A tagged paragraph of plain text; line breaks stay, markup is shown as it was typed."""
    made = TaggedParagraph(escape(printable(text)).replace("\n", "<br/>"), styles()[style])
    made.element = Element(tag, parent)
    return made


def build(story: Sequence[Any], sheet: Sheet, finish: Callable[[TaggedCanvas], None]) -> bytes:
    """The document as bytes; equal input gives equal bytes."""
    frame = Frame(MARGIN, BOTTOM, WIDTH, letter[1] - TOP - BOTTOM, 0, 0, 0, 0)
    template = PageTemplate("page", [frame], onPage=lambda canvas, _: _around(canvas, sheet))
    return assemble(story, sheet, [template], partial(TaggedCanvas, finish=finish))


def assemble(
    story: Sequence[Any], sheet: Sheet, templates: Sequence[PageTemplate], canvas_of: Callable[..., TaggedCanvas]
) -> bytes:
    """Lay the story out on these pages; ``canvas_of`` makes the canvas from what ReportLab hands it."""
    prepare_reportlab()
    register_fonts()
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=letter,
        title=sheet.title,
        author=sheet.author,
        subject=sheet.subject,
        keywords=sheet.keywords,
        creator=PROGRAM,
        producer="ReportLab",
        lang="en-US",
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,
    )
    document.addPageTemplates(list(templates))

    def make(*args: Any, **options: Any) -> TaggedCanvas:
        canvas = canvas_of(*args, **{**options, "initialFontName": REGULAR, "pdfVersion": (1, 7)})
        _set_date(canvas, sheet.created)
        return canvas

    document.build(list(story), canvasmaker=make)
    return buffer.getvalue()


def _set_date(canvas: TaggedCanvas, created: datetime) -> None:
    """All dates of the file are the given moment; the wall clock is never asked."""
    moment = created.astimezone(UTC)
    stamp = canvas._doc._timeStamp
    stamp.t, stamp.lt, stamp.tzname, stamp.dhh, stamp.dmm = moment.timestamp(), moment.timetuple(), "UTC", 0, 0
    stamp.YMDhms = tuple(moment.timetuple())[:6]


def _around(canvas: TaggedCanvas, sheet: Sheet) -> None:
    """Header and footer are decoration: what they say stands in the text as well, but for the notice."""
    canvas.saveState()
    canvas.begin(None)
    _header(canvas, sheet)
    canvas.setFont(REGULAR, 7)
    canvas.drawString(MARGIN, 29, fit(canvas, printable(sheet.footer), REGULAR, 7, WIDTH * 0.85))
    canvas.end()
    if sheet.notice:
        canvas.begin(sheet.notice_element if canvas.getPageNumber() == 1 else None)
        canvas.drawString(MARGIN, 38, sheet.notice)
        canvas.end()
    canvas.restoreState()


def _header(canvas: TaggedCanvas, sheet: Sheet) -> None:
    width, height = letter
    canvas.setFillColor(ACCENT)
    canvas.setFont(BOLD, 9.5)
    canvas.drawString(MARGIN, height - 42, fit(canvas, printable(sheet.left_header), BOLD, 9.5, WIDTH * 0.55))
    canvas.setFillColor(FAINT)
    canvas.setFont(REGULAR, 7.4)
    canvas.drawRightString(
        width - MARGIN, height - 42, fit(canvas, printable(sheet.right_header), REGULAR, 7.4, WIDTH * 0.42)
    )
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(0.8)
    canvas.line(MARGIN, height - 50, width - MARGIN, height - 50)


def fit(canvas: TaggedCanvas, text: str, font: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis when it is wider than the room."""
    while text and canvas.stringWidth(text, font, size) > width:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    return text
