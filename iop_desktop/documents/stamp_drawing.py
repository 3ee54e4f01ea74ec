"""The lines of a visible signature, wrapped and shrunk until they fit into its box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from iop_desktop.documents.fonts import BOLD, REGULAR, printable

PADDING = 8
NAME_SIZE, LINE_SIZE = 8.6, 7.2
_LEADING = 1.36
_SCALES = tuple(step / 20 for step in range(20, 7, -1))

Piece = tuple[str, str, float]
"""Text, font and size of one printed line."""


def draw_stamp(canvas: Any, lines: Sequence[str], width: float, height: float) -> None:
    """The name bold, the rest small; nothing is drawn outside the box."""
    top = height - PADDING / 2
    canvas.setFillGray(0.08)
    for text, font, size in fitted(lines, width, height):
        top -= size * _LEADING
        canvas.setFont(font, size)
        canvas.drawString(PADDING, top, text)


def fitted(lines: Sequence[str], width: float, height: float) -> list[Piece]:
    """The lines at the largest size at which all of them fit; at the smallest size what does not fit is left out."""
    pieces: list[Piece] = []
    for scale in _SCALES:
        pieces = list(_wrapped(lines, width - 2 * PADDING, scale))
        if _height(pieces) <= height - PADDING:
            return pieces
    while pieces and _height(pieces) > height - PADDING:
        pieces.pop()
    return pieces


def _height(pieces: Sequence[Piece]) -> float:
    return sum(size * _LEADING for _, _, size in pieces)


def _wrapped(lines: Sequence[str], width: float, scale: float) -> Iterator[Piece]:
    for number, line in enumerate(lines):
        font, size = (BOLD, NAME_SIZE * scale) if number == 0 else (REGULAR, LINE_SIZE * scale)
        for part in simpleSplit(printable(line).replace("\n", " "), font, size, width):
            yield from ((piece, font, size) for piece in _broken(part, font, size, width))


def _broken(text: str, font: str, size: float, width: float) -> Iterator[str]:
    """A word that is longer than the line is broken anywhere."""
    piece, used = "", 0.0
    for character in text:
        more = stringWidth(character, font, size)
        if piece and used + more > width:
            yield piece
            piece, used = "", 0.0
        piece, used = piece + character, used + more
    if piece:
        yield piece
