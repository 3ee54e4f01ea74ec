"""What else a member is called, so that no other member's note names them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.services.clients import LONGEST_NICKNAMES
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.form_row import FormRow

HINT = "Nicknames and street names, with commas. They are looked for in the notes of others and printed nowhere."


class NicknamesDialog(FormDialog):
    """Emits ``confirmed`` with the text."""

    confirmed = Signal(str)

    def __init__(self, name: str, nicknames: str, parent: QWidget) -> None:
        super().__init__(f"What else is {name} called?", "Save", parent)
        self.setWindowTitle("Also called")  # no name where other programs can read it
        self.names = QLineEdit(nicknames)
        self.names.setMaxLength(LONGEST_NICKNAMES)
        self.fill(FormRow("Also called", self.names, HINT))

    def confirm(self) -> None:
        self.ok.setEnabled(False)
        self.confirmed.emit(self.names.text())
