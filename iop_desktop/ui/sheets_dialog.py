"""The recovery kit on three sheets: who keeps which, before they are printed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.services.recovery_sheets import SHEETS
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.set_up_pages import text_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

MEANING = (
    "Instead of one page: three sheets of words, any two of which stand for the code. One sheet alone opens nothing, "
    "and one may be lost. Give them to people or places that are not in the same hands."
)
_LONGEST = 80


class SheetsDialog(FormDialog):
    """``print_asked`` and ``save_asked`` carry who keeps which, in the order of the sheets; the dialog then closes."""

    print_asked = Signal(tuple)
    save_asked = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Three recovery sheets", "Print", parent)
        self.keepers = tuple(FormRow(f"Sheet {number} is kept by", _line()) for number in range(1, SHEETS + 1))
        self.save = button("Save as PDF", "", "save", clicked=self._save)
        self.fill(*self.keepers, muted(MEANING, wrap=True), holder(row(self.save, None)))

    def confirm(self) -> None:
        """Print them."""
        keepers = self._typed()
        if keepers:
            self.print_asked.emit(keepers)
            self.accept()

    def _save(self) -> None:
        keepers = self._typed()
        if keepers:
            self.save_asked.emit(keepers)
            self.accept()

    def _typed(self) -> tuple[str, ...]:
        """Who keeps which; empty, with what is missing shown, while one is not written down."""
        missing = [each for each in self.keepers if not text_of(each)]
        for each in self.keepers:
            each.set_error("Write down who keeps it: a person or a place." if each in missing else "")
        if missing:
            missing[0].field.setFocus()
            return ()
        return tuple(text_of(each) for each in self.keepers)


def _line() -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(_LONGEST)
    return made
