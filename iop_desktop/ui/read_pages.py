"""The pages of a document that has to be read to its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.pdf_pages import Page, PdfPages
from iop_desktop.ui.read_to_end import ReadToEnd


class ReadPages(PdfPages):
    """``read_to_end`` is sent once for each document, when its end is on screen."""

    read_to_end = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._shown = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._reading = ReadToEnd(self, self._end_in_sight)
        self._reading.reached.connect(self.read_to_end)

    def start_over(self) -> None:
        """Another document will be shown from its beginning."""
        self._shown = False
        self._reading.start_over()
        super().show_pages(())
        self.verticalScrollBar().setValue(0)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show the pages of a document."""
        super().show_pages(pages)
        self._shown = bool(pages)
        self._reading.look_soon()

    def next_page(self) -> bool:
        """Scroll a page further; False when the end was seen on screen."""
        return self._reading.next_page()

    def _end_in_sight(self) -> bool:
        # The range of the bar follows only when the pages have been laid out; their height is known before.
        height = self.sheet.sizeHint().height()
        seen = self.verticalScrollBar().value() + self.viewport().height()
        return self._shown and seen >= height
