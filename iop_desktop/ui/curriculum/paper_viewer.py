"""Pages of a paper on screen, rendered off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.pdf_pages import Page, PdfPages
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, muted


class PaperViewer(QDialog):
    """``load(scale)`` reads the pages; they can be printed from here."""

    def __init__(
        self,
        title: str,
        load: Callable[[float], Sequence[Page]],
        print_all: Callable[[Sequence[Page]], object],
        tasks: Tasks,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 860, 690)
        self._loaded: Sequence[Page] = ()
        self._state = muted("Opening")
        self._print = button("Print…", "", "printer", clicked=lambda: print_all(self._loaded))
        self._print.setEnabled(False)
        self._pages = PdfPages("Pages")
        foot = row(None, self._print, button("Close", "", clicked=self.accept))
        body = column(
            row(heading(title, 18), None, self._state), self._pages, foot, spacing=10, margins=(20, 16, 20, 14)
        )
        body.setStretch(1, 1)
        self.setLayout(body)
        scale = self._pages.scale
        tasks.run(self, lambda: load(scale), done=self._show, failed=self._refuse, lane="long")

    def _refuse(self, error: BaseException) -> None:
        self._state.setText(sentence_of(error))

    def _show(self, pages: Sequence[Page]) -> None:
        self._loaded = pages
        self._state.setText(f"{len(pages)} pages" if len(pages) != 1 else "1 page")
        self._print.setEnabled(bool(pages))
        self._pages.show_pages(pages)
