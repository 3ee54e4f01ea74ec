"""Salvaging damaged records in three steps: where to and who asks, reading, what came out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.opening_steps import OpeningSteps, Step
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow

_ADVICE = (
    "What can still be read is copied into a new folder. The damaged records stay as they are. "
    "A backup is always better: it is whole, and this is not."
)
ASK, AT_WORK, DONE = range(3)


class SalvagePage(OpeningSteps):
    """``opened`` carries login and pass phrase, ``print_asked`` wants the report on paper."""

    print_asked = Signal()
    steps = (
        Step("Salvage damaged records", _ADVICE, "Salvage into that folder"),
        Step("Salvaging", "Table by table and row by row. This takes longer the more is damaged.", ""),
        Step(
            "What came out", "Keep this report with the clinic's papers: it says what is missing from now on.", "Done"
        ),
    )
    choose_verb = "Choose a new folder…"
    nothing_chosen = "Choose a new or empty folder first; the damaged records are not written to."
    nothing_typed = "Type the pass phrase of that login."

    def __init__(self, login: str = "", parent: QWidget | None = None) -> None:
        super().__init__(login, parent)
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("What came out")
        self.print = button("Print the report…", "", "printer", shortcut="Ctrl+P", clicked=self.print_asked.emit)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print.click)
        asking = (self._choice(), FormRow("Login", self.login), FormRow("Pass phrase", self.secret), None)
        self._fill((asking, (self.progress, None), (self.report,)), self.print)

    def focus_first(self) -> None:
        super().focus_first()
        if self.step == DONE:
            self.print.setFocus()

    def show_report(self, summary: Sequence[str], tables: Sequence[str]) -> None:
        """What came out, and what of it is not whole."""
        self.report.setPlainText("\n".join((*summary, *(("", *tables) if tables else ()))))
        self._show(DONE)
        announce(self, " ".join(summary))

    def _show(self, number: int) -> None:
        self.print.setVisible(number == DONE)
        super()._show(number)
