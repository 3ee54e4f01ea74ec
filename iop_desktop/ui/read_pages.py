"""The pages of a document that has to be read to its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.pdf_pages import Page, PdfPages


class ReadPages(PdfPages):
    """``read_to_end`` is sent once for each document, when its end is on screen."""

    read_to_end = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._shown, self._told = False, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._look)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda _: self._look_soon.start())
        bar.rangeChanged.connect(lambda *_: self._look_soon.start())

    def start_over(self) -> None:
        """Another document will be shown from its beginning."""
        self._shown, self._told = False, False
        super().show_pages(())
        self.verticalScrollBar().setValue(0)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show the pages of a document."""
        super().show_pages(pages)
        self._shown = bool(pages)
        self._look_soon.start()

    def next_page(self) -> bool:
        """Scroll a page further; False when the end is on screen already."""
        if self._end_in_sight():
            return False
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep())
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_soon.start()

    def _end_in_sight(self) -> bool:
        # The range of the bar follows only when the pages have been laid out; their height is known before.
        height = self.sheet.sizeHint().height()
        seen = self.verticalScrollBar().value() + self.viewport().height()
        return self._shown and seen >= height

    def _look(self) -> None:
        if not self._told and self.isVisible() and self._end_in_sight():
            self._told = True
            self.read_to_end.emit()
