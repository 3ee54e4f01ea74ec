"""The question before the records get a new vault key; after somebody left it is asked by itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

WHY = (
    "The records are encrypted under a new key. A key file copied before now, with the pass phrase of somebody who has "
    "left, then opens nothing that is written from now on."
)
STAYS = (
    "Pass phrases and the recovery kit stay as they are, and earlier backups still open. A copy of the records that "
    "somebody took away earlier can still be read with the key of that time: no program can change that."
)
WAIT = "It takes a second for a small clinic and up to half a minute for a large one; do not turn the computer off."
CODE = "The clinic's recovery kit was printed before the program could give it a new key by itself. Type its code once."


class NewKeyDialog(FormDialog):
    """``confirmed`` carries the recovery code, empty where it is not needed."""

    confirmed = Signal(str)

    def __init__(self, needs_code: bool, parent: QWidget) -> None:
        super().__init__("New vault key", "Make a new vault key", parent)
        self.code = QLineEdit()
        words = (label(WHY, wrap=True), muted(STAYS, wrap=True), muted(WAIT, wrap=True))
        if needs_code:
            self.fill(FormRow("Recovery code", self.code), muted(CODE, wrap=True), *words)
        else:
            self.fill(*words)
            self.ok.setFocus()

    def confirm(self) -> None:
        """Hand the code over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(self.code.text())
