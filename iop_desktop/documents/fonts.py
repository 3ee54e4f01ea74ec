"""DejaVu in every document: embedded, with most scripts; what it lacks is drawn visibly."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from iop_desktop.documents.text_direction import visual_order
from iop_desktop.paths import resource

REGULAR, BOLD, OBLIQUE = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"
MISSING = "\N{WHITE SQUARE}"
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\u0085\u2028\u2029]")
_LAST_CODE = 0xFFFF
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make the three faces known to ReportLab; once per process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (REGULAR, BOLD, OBLIQUE):
        pdfmetrics.registerFont(TTFont(name, str(resource(f"fonts/{name}.ttf"))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=OBLIQUE, boldItalic=BOLD)


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    register_fonts()
    faces = [set(pdfmetrics.getFont(name).face.charToGlyph) for name in (REGULAR, BOLD)]
    # ReportLab writes a wrong text layer for characters beyond the first plane, although it draws them.
    return frozenset(code for code in faces[0] & faces[1] if code <= _LAST_CODE)


def missing_glyphs(text: str) -> str:
    """The characters that cannot be printed, each once, in the order they come."""
    known = _glyphs()
    return "".join(dict.fromkeys(c for c in _composed(text) if _visible(c) and ord(c) not in known))


def printable(text: str) -> str:
    """Text fit for printing: composed, without control and direction characters, unknown glyphs as a white square.

    Words written from right to left stand in the order in which they are drawn.
    """
    known = _glyphs()
    kept = (c if c == "\n" or ord(c) in known else MISSING for c in _composed(text) if c == "\n" or _visible(c))
    return "\n".join(visual_order(line) for line in "".join(kept).split("\n"))


def _composed(text: str) -> str:
    """One form for every accent, every end of a line and every run of spaces."""
    return _SPACES.sub(" ", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))


def _visible(character: str) -> bool:
    """Direction marks can make a text read differently from what was signed; they and controls are left out."""
    return unicodedata.category(character) not in _UNPRINTABLE
