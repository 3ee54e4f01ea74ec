"""Restoring a backup in four steps: choose and open it, see what is inside, restore, done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.layouts import column, empty, holder, row, stretched
from iop_desktop.ui.opening_steps import OpeningSteps, Step
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

OPEN, INSIDE, AT_WORK, DONE = range(4)


class RestorePage(OpeningSteps):
    """``opened`` carries login and pass phrase or code, ``salvage_asked`` the login of who has no backup."""

    restore_asked = Signal()
    salvage_asked = Signal(str)
    steps = (
        Step(
            "Restore a backup",
            "Choose the file and open it with a pass phrase or the recovery code of its day.",
            "Open the backup",
        ),
        Step("What is inside", "Nothing has been changed yet.", "Restore this backup"),
        Step(
            "Restoring", "The backup is restored beside the records and proven there before it takes their place.", ""
        ),
        Step("Restored", "", "Go to unlock"),
    )
    choose_verb = "Choose the backup…"
    nothing_chosen = "Choose the file of the backup first; its name ends in .iopbackup."
    nothing_typed = "Type the pass phrase or the recovery code of that day."

    def __init__(self, login: str = "", parent: QWidget | None = None) -> None:
        super().__init__(login, parent)
        self.facts = column(spacing=6)
        self.advice = label("", 13, 500, wrap=True)
        self.ending = label("", 15, wrap=True)
        self.salvage = button(
            "No backup? Salvage damaged records…", "ghost", clicked=lambda: self.salvage_asked.emit(self.login.text())
        )
        self.salvage.hide()
        opening = (
            self._choice(),
            FormRow("Login of that day", self.login, "Not needed with the recovery code."),
            FormRow("Pass phrase or recovery code of that day", self.secret),
            row(self.salvage, None),
            None,
        )
        self._fill((opening, (self.facts, self.advice, None), (self.progress, None), (self.ending, None)))

    def show_inside(self, facts: Sequence[tuple[str, str]], advice: str, *, may_restore: bool) -> None:
        """What the backup holds, and what restoring it means here."""
        self.secret.clear()
        empty(self.facts)
        for name, value in facts:
            what = muted(name, 13)
            what.setFixedWidth(150)
            self.facts.addWidget(holder(stretched(row(what, label(value, 13, 500, wrap=True), spacing=12), 1)))
        self.advice.setText(advice)
        self._show(INSIDE)
        self.next.setEnabled(may_restore)

    def show_done(self, sentence: str) -> None:
        """The backup is in place."""
        self.ending.setText(sentence)
        self._show(DONE)
        announce(self, sentence)

    def _next(self) -> None:
        if self.step == INSIDE:
            self.restore_asked.emit()
        else:
            super()._next()
