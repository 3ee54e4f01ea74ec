"""A paper that is made for one person: printed, or saved as a PDF file of their choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.written_file import write_file
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.pdf_pages import Page
from iop_desktop.ui.printing import PRINT_SCALE, print_pages
from iop_desktop.ui.tasks import Tasks, sentence_of

Make = Callable[[], bytes]


def print_paper(
    tasks: Tasks, owner: QWidget, title: str, make: Make, printed: Callable[[], object] = lambda: None
) -> None:
    """Make the PDF, ask for a printer and print; ``printed`` is called unless the person changed their mind."""

    def ready(pages: Sequence[Page]) -> None:
        if print_pages(pages, owner, title):
            printed()

    tasks.run(owner, lambda: pages_of(make(), PRINT_SCALE), done=ready, lane="long")


def save_paper(
    tasks: Tasks, dialogs: Dialogs, owner: QWidget, title: str, name: str, make: Make, failed: Callable[[str], object]
) -> None:
    """Ask for a file, proposing ``name``, and save; ``failed`` gets the sentence if it could not be written."""
    path = dialogs.choose_new_file(owner, title, name, "PDF (*.pdf)")
    if path is not None:
        tasks.run(owner, lambda: write_file(path, make()), failed=lambda error: failed(sentence_of(error)), lane="long")
