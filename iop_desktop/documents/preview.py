"""A PDF as pages to look at, with its signatures drawn."""

from __future__ import annotations

import math
import threading
from contextlib import closing
from typing import Any

from iop_desktop.documents.page_image import PageImage

MOST_PIXELS = 40_000_000
"""A page as large as a wall would take all memory; it is drawn smaller."""
_one_at_a_time = threading.Lock()
"""PDFium is not safe to use from two threads."""


def page_images(pdf: bytes, scale: float) -> tuple[PageImage, ...]:
    """Every page at ``scale`` pixels per point. Raises ValueError for what is no PDF."""
    import pypdfium2  # heavy: loaded when it is needed

    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise ValueError("not a readable PDF") from None
        with closing(document):
            try:
                document.init_forms()
                return tuple(_page_image(document, number, scale) for number in range(len(document)))
            except pypdfium2.PdfiumError:
                raise ValueError("not a readable PDF") from None


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The words of every page as a reader sees them. Raises ValueError for what is no PDF."""
    import pypdfium2  # heavy: loaded when it is needed

    with _one_at_a_time:
        try:
            with closing(pypdfium2.PdfDocument(pdf)) as document:
                return tuple(_page_text(document[number]) for number in range(len(document)))
        except pypdfium2.PdfiumError:
            raise ValueError("not a readable PDF") from None


def _page_text(page: Any) -> str:
    with closing(page), closing(page.get_textpage()) as text:
        found: str = text.get_text_range()
    return found.replace("\r\n", "\n")


def _page_image(document: object, number: int, scale: float) -> PageImage:
    page = document[number]  # type: ignore[index]  # pypdfium2 ships no types
    width, height = page.get_size()
    fitting = min(scale, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
    bitmap = page.render(scale=fitting, may_draw_forms=True, prefer_bgrx=True)
    image = PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    return image
