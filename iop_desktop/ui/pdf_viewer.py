"""The signed PDF as pages on screen, rendered off the window's thread and never written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from iop_desktop.rules.signing import COSIGNATURE_MISSING
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.error_card import error_card
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.pdf_pages import Page, PdfPages
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import heading, muted


class PdfViewer(QDialog):
    """Shows one of several versions: ``load(index, scale)`` reads its pages, ``check(index)`` its problems.

    ``returned`` says of each version whether the supervisor sent it back: it waits for nothing any more. Of a paper
    that nobody signs, ``unsigned`` says what it is, and ``printing`` puts the version in view on paper; ``saving``
    writes it to a file. ``error`` says why a note was entered in error and who signed that: its pages are struck
    through here, their bytes stay.
    """

    closed = Signal()

    def __init__(
        self,
        title: str,
        versions: Sequence[str],
        load: Callable[[int, float], Sequence[Page]],
        check: Callable[[int], tuple[str, ...]] | None,
        tasks: Tasks,
        parent: QWidget,
        returned: Sequence[bool] = (),
        *,
        kind: str = "Note",
        unsigned: tuple[str, str, str] = ("Draft, not signed", "warn", "pen-line"),
        printing: Callable[[int], object] | None = None,
        saving: Callable[[int], object] | None = None,
        error: tuple[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(kind)
        self._unsigned, self._error = unsigned, error
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, 860, 690)
        self._load, self._check, self._tasks = load, check, tasks
        self._returned = tuple(returned)
        self._state = Chip("Opening", "neutral", "clock")
        self._versions = QComboBox()
        self._versions.setAccessibleName("Version")
        self._versions.addItems(list(versions))
        self._versions.setVisible(len(versions) > 1)
        self._versions.currentIndexChanged.connect(self.show_version)
        self._pages = PdfPages(f"Pages of the {kind.lower()}", struck=error is not None)
        self._problems = muted("", wrap=True)
        self._problems.hide()
        buttons: list[QWidget | None] = [None, button("Close", "", clicked=self.accept)]
        if saving is not None:
            save_it = button("Save as PDF…", "", "file-text", clicked=lambda: saving(self._versions.currentIndex()))
            buttons.insert(1, save_it)
        if printing is not None:
            print_it = button("Print…", "primary", "printer", clicked=lambda: printing(self._versions.currentIndex()))
            buttons.append(print_it)
        self.setLayout(
            column(
                row(heading(title, 18), self._state, None, self._versions),
                *([error_card(*error)] if error is not None else []),
                self._problems,
                self._pages,
                row(*buttons),
                spacing=10,
                margins=(20, 16, 20, 14),
            )
        )
        self.show_version(0)

    def show_version(self, index: int) -> None:
        """Render the pages of one version and verify it."""
        scale = self._pages.scale
        self._tasks.run(self, lambda: self._load(index, scale), done=self._pages.show_pages, lane="long")
        if self._check is not None:
            check = self._check
            self._state.set_text("Verifying", "neutral", "clock")
            sent_back = index < len(self._returned) and self._returned[index]
            self._tasks.run(
                self, lambda: check(index), done=lambda found: self._show_problems(found, sent_back), lane="long"
            )
        else:
            self._state.set_text(*self._unsigned)

    def _show_problems(self, problems: tuple[str, ...], returned: bool) -> None:
        self._problems.setText("\n".join(problems))
        self._problems.setVisible(bool(problems))
        if problems == (COSIGNATURE_MISSING,):
            self._problems.hide()
            if self._error is not None:
                self._state.set_text("Author's signature valid, entered in error", "danger", "triangle-alert")
            elif returned:
                self._state.set_text("Author's signature valid, returned", "warn", "undo-2")
            else:
                self._state.set_text("Author's signature valid, to be co-signed", "info", "clock")
        elif problems:
            self._state.set_text("Problems found", "danger", "triangle-alert")
        else:
            self._state.set_text("Signatures valid", "ok", "shield-check")
