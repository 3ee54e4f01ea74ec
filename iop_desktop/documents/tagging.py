"""Tagged pages with ReportLab: every piece of text belongs to an element of the structure tree (PDF/UA-1).

ReportLab writes no tags; the canvas below marks content in the page stream, and ``structure.py`` writes the tree.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table

from iop_desktop.documents.fonts import REGULAR

ARTIFACT = "/Artifact BMC"
END = "EMC"


class Element:
    """One element of the structure tree, such as ``H1``, ``P`` or ``Form``."""

    def __init__(self, tag: str, parent: Element | None = None, attributes: dict[str, Any] | None = None) -> None:
        self.tag = tag
        self.children: list[Element] = []
        self.marks: list[tuple[int, int]] = []
        self.attributes = attributes or {}
        self.reference: Any = None
        self.widget: Any = None
        self.order: list[Element | tuple[int, int]] = []
        if parent is not None:
            parent.children.append(self)
            parent.order.append(self)


class TaggedCanvas(Canvas):
    """Counts marked content page by page, and numbers the pages when all are known."""

    def __init__(self, *args: Any, finish: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._finish = finish
        self._pages: list[dict[str, Any]] = []
        self.marked: dict[int, list[Element]] = {}

    def begin(self, element: Element | None) -> None:
        """What is drawn until ``end`` belongs to the element, or to none (decoration)."""
        if element is None:
            self._code.append(ARTIFACT)
            return
        page = self._pageNumber - 1
        elements = self.marked.setdefault(page, [])
        element.order.append((page, len(elements)))
        self._code.append(f"/{element.tag} <</MCID {len(elements)}>> BDC")
        elements.append(element)

    def end(self) -> None:
        """End what ``begin`` began."""
        self._code.append(END)

    def showPage(self) -> None:
        """Keep the page: its footer needs the number of all pages."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages, then the structure tree and the metadata."""
        pages, marked = self._pages, self.marked
        for state in pages:
            self.__dict__.update(state)
            self._number(len(pages))
            Canvas.showPage(self)
        self._pages, self.marked = pages, marked
        self._finish(self)
        self._doc.SaveToFile(self._filename, self)

    def _number(self, count: int) -> None:
        self._code.append("/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
        self.setFont(REGULAR, 7.2)
        self.setFillGray(0.35)
        self.drawRightString(self._pagesize[0] - 54, 30, f"Page {self._pageNumber} of {count}")
        self._code.append(END)


class TaggedParagraph(Paragraph):
    """A paragraph bound to an element, also when it is split over two pages."""

    element: Element | None = None

    def split(self, available_width: float, available_height: float) -> list[Any]:
        """The parts keep the element."""
        parts: list[Any] = super().split(available_width, available_height)
        for part in parts:
            part.element = self.element
        return parts

    def draw(self) -> None:
        """Draw inside the marks of the element."""
        self.canv.begin(self.element)
        super().draw()
        self.canv.end()


class TaggedTable(Table):
    """A table whose lines and backgrounds are decoration."""

    def _drawBkgrnd(self) -> None:
        self.canv.begin(None)
        super()._drawBkgrnd()
        self.canv.end()

    def _drawLines(self) -> None:
        self.canv.begin(None)
        super()._drawLines()
        self.canv.end()

    def _restoreRoundingObscuredLines(self) -> None:
        self.canv.begin(None)
        super()._restoreRoundingObscuredLines()
        self.canv.end()


class SignatureSpace(Flowable):
    """Room for a signature; remembers where on which page it came to stand."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.rectangle: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
        self.page = 0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Its own size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the frame and note the place."""
        left, bottom = self.canv.absolutePosition(0, 0)
        right, top = left + self.width, bottom + self.height
        self.rectangle = (round(left, 2), round(bottom, 2), round(right, 2), round(top, 2))
        self.page = self.canv.getPageNumber() - 1
        self.canv.begin(None)
        self.canv.setStrokeColorRGB(0.52, 0.56, 0.54)
        self.canv.setLineWidth(0.6)
        self.canv.roundRect(0, 0, self.width, self.height, 4)
        self.canv.end()
