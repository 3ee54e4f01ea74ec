"""Type and colors of what members take home, in normal and in large print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle

from iop_desktop.documents.fonts import REGULAR as FALLBACK
from iop_desktop.documents.fonts import printable, register_fonts
from iop_desktop.documents.markdown import Spans
from iop_desktop.paths import resource

TEXT, MEDIUM, SEMI, STRONG, DISPLAY = "Inter", "Inter-Medium", "Inter-SemiBold", "Inter-Bold", "InterDisplay-Bold"
_FILES = {
    TEXT: "Inter-Regular",
    MEDIUM: "Inter-Medium",
    SEMI: "Inter-SemiBold",
    STRONG: "Inter-Bold",
    DISPLAY: "InterDisplay-Bold",
}
INK, SOFT, DEEP, MIST, FOAM, RULE = (
    HexColor(color) for color in ("#1B2B28", "#4C5F5A", "#0A5D59", "#DCECE8", "#B5D7D0", "#A9BAB5")
)
PAGE_WIDTH, PAGE_HEIGHT = letter
BODY, LARGE_BODY = 11.0, 18.0
_BODIES = (BODY, 10.4, 10.0)
_SNUGGEST = 2


@lru_cache(maxsize=1)
def register_faces() -> None:
    """Make the faces known to ReportLab; once per process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    register_fonts()
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource(f"fonts/{file}.ttf"))))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=STRONG, italic=MEDIUM, boldItalic=STRONG)


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    register_faces()
    return frozenset.intersection(*(frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES))


def markup(spans: Spans) -> str:
    """Words as ReportLab's paragraphs take them; letters that our face lacks are drawn in another."""
    return "".join(_span(span.text, span.strong, span.emphasis) for span in spans)


def _span(text: str, strong: bool, emphasis: bool) -> str:
    made = _with_fallback(printable(text)).replace("\n", "<br/>")
    if strong:
        made = f'<font name="{STRONG}">{made}</font>'
    elif emphasis:
        made = f'<font name="{MEDIUM}" color="#0A5D59">{made}</font>'
    return made


def _with_fallback(text: str) -> str:
    known, pieces = _known(), []
    for character in text:
        shown = escape(character)
        strange = character != "\n" and ord(character) not in known
        pieces.append(f'<font name="{FALLBACK}">{shown}</font>' if strange else shown)
    return "".join(pieces)


@dataclass(frozen=True)
class Look:
    """All measures of a document, in points.

    ``large`` is large print: the same page with everything bigger. ``snug`` (0 to 2) sets the text closer, to save a
    page; in large print it takes from the space only.
    """

    large: bool = False
    snug: int = 0

    @property
    def scale(self) -> float:
        """How much bigger than normal print."""
        if self.large:
            return LARGE_BODY / BODY
        return _BODIES[self.snug] / BODY

    @property
    def air(self) -> float:
        """Space between pieces, compared to the usual."""
        return (1.0, 0.68, 0.46)[self.snug]

    @property
    def small_scale(self) -> float:
        """For what surrounds the text, and for headings that are large already."""
        if self.large:
            return 1.45
        return (1.0, 0.94, 0.86)[self.snug]

    @property
    def margin(self) -> float:
        """Left and right."""
        return 54.0 if self.large or self.snug == _SNUGGEST else 64.0

    @property
    def width(self) -> float:
        """Of the text."""
        return float(PAGE_WIDTH) - 2 * self.margin

    @property
    def top(self) -> float:
        """From the edge of a following page to its text."""
        return 56 + 14 * self.small_scale

    @property
    def bottom(self) -> float:
        """From the text to the edge."""
        return 40 + 20 * self.small_scale

    @cached_property
    def styles(self) -> dict[str, ParagraphStyle]:
        """Paragraph styles by name."""
        register_faces()
        body = BODY * self.scale
        space = body * self.air
        small, leading = 9 * self.small_scale, (1.5, 1.42, 1.36)[self.snug]

        def style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
            options = {"fontName": TEXT, "textColor": INK, "splitLongWords": 1, "bulletFontName": TEXT, **more}
            return ParagraphStyle(name, fontSize=size, leading=size * leading, **options)

        made = (
            style("title", 27 * self.small_scale, 1.16, fontName=DISPLAY, textColor=DEEP),
            style("eyebrow", small, 1.4, fontName=SEMI, textColor=DEEP),
            style(
                "heading",
                15 * self.small_scale,
                1.3,
                fontName=SEMI,
                textColor=DEEP,
                spaceBefore=space * 1.1,
                spaceAfter=space * 0.35,
                keepWithNext=1,
            ),
            style("text", body, leading, spaceAfter=space * 0.7),
            style("ask", body, leading, spaceAfter=space * 0.3, spaceBefore=space * 0.3, keepWithNext=1),
            style("item", body, leading - 0.05, spaceAfter=space * 0.42),
            style("quote", 15.5 * self.small_scale, 1.4, fontName=SEMI, textColor=DEEP),
            style("cell", body * 0.93, 1.35),
            style("head", body * 0.86, 1.35, fontName=SEMI, textColor=DEEP),
            style("scale", body * 0.86, 1.35, textColor=SOFT),
            style("scale_right", body * 0.86, 1.35, textColor=SOFT, alignment=2),
            style("small", small, 1.4, textColor=SOFT),
        )
        return {each.name: each for each in made}
