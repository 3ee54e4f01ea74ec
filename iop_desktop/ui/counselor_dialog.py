"""Naming the counselor of a client."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.services.cases import Case
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.form_row import FormRow

HINT = "The counselor reads the chart without leading a group of the client, until 30 days after discharge."


class CounselorDialog(FormDialog):
    """``confirmed`` carries the chosen member of staff, or None."""

    confirmed = Signal(object)

    def __init__(self, name: str, case: Case, parent: QWidget) -> None:
        super().__init__(f"Who is the counselor of {name}?", "Save", parent)
        self.setWindowTitle("Counselor")  # no name where other programs can read it
        self.counselor = QComboBox()
        self.counselor.addItem("Nobody", None)
        for staff_id, words in case.choices:
            self.counselor.addItem(words, str(staff_id))
        self.counselor.setCurrentIndex(max(0, self.counselor.findData(str(case.counselor_id))))
        self.fill(FormRow("Counselor", self.counselor, HINT))

    def confirm(self) -> None:
        """Hand over who was chosen."""
        chosen = self.counselor.currentData()
        self.ok.setEnabled(False)
        self.confirmed.emit(UUID(chosen) if chosen else None)
