"""The visible co-signature: a small page drawn like everything else, placed into the prepared field."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp.static import StaticStampStyle
from reportlab.pdfgen.canvas import Canvas

from iop_desktop.documents.fonts import REGULAR, register_fonts
from iop_desktop.documents.stamp_drawing import draw_stamp
from iop_desktop.documents.structure import prepare_reportlab


class _PageInMemory(ImportedPdfPage):
    """A page from bytes; pyHanko's own class only knows file names."""

    def __init__(self, content: bytes) -> None:
        super().__init__("")  # type: ignore[no-untyped-call]  # pyHanko leaves its constructor untyped
        self._content = content

    def render(self) -> bytes:
        """Bring the page over as a form."""
        writer: Any = self._ensure_writer
        form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._content)))
        self.resources.xobject[pdf_name("/Stamp")] = form
        left, bottom, right, top = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(left - right), height=abs(bottom - top))
        return b"/Stamp Do"


def stamp_style(lines: Sequence[str], width: float, height: float) -> StaticStampStyle:
    """A stamp of exactly the size of the field."""
    rule = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN,
        y_align=AxisAlignment.ALIGN_MIN,
        margins=Margins(0, 0, 0, 0),
        inner_content_scaling=InnerScaling.NO_SCALING,
    )
    page = _PageInMemory(_draw(lines, width, height))
    return StaticStampStyle(background=page, border_width=0, background_opacity=1.0, background_layout=rule)


def _draw(lines: Sequence[str], width: float, height: float) -> bytes:
    prepare_reportlab()
    register_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1, initialFontName=REGULAR, pageCompression=1)
    draw_stamp(canvas, lines, width, height)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
