"""The form before all records are erased: what would go, the clinic's name typed out, the pass phrase."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from iop_desktop.services.erasure_views import ErasureForm, ErasureOutline
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

WIDTH = 640
FOR_GOOD = (
    "The keys of these records are destroyed: no pass phrase and no recovery kit opens them again, and nobody can "
    "bring them back. A signed certificate is saved first, to a place you choose."
)
NAME_HINT = "Exactly as it stands above."
DECLINED = "No backup and no archive is wanted"


class ErasureDialog(FormDialog):
    """``confirmed`` carries an ErasureForm and the pass phrase or PIN."""

    confirmed = Signal(object, str)

    def __init__(self, outline: ErasureOutline, parent: QWidget) -> None:
        super().__init__("Erase all records", "Erase…", parent)
        self.setMinimumWidth(WIDTH)
        self.cannot_be_undone()
        self.name, self.secret = QLineEdit(), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.declined = QCheckBox(DECLINED)
        secret = "PIN of your token" if outline.by_token else "Your pass phrase"
        self.fill(
            label(outline.clinic_name, 15, 600, wrap=True),
            muted(_what(outline), 13, wrap=True),
            muted(FOR_GOOD, 13, wrap=True),
            muted("Still to be destroyed by hand. " + " ".join(outline.elsewhere), wrap=True),
            self.declined,
            FormRow("Name of the clinic", self.name, NAME_HINT),
            FormRow(secret, self.secret),
        )
        self.declined.setVisible(not outline.has_copy)
        self.name.setFocus()

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        if not self.secret.text():
            self.show_error("Type your pass phrase or PIN.")
            return
        self.ok.setEnabled(False)
        self.confirmed.emit(ErasureForm(self.name.text(), self.declined.isChecked()), self.secret.text())


def _what(outline: ErasureOutline) -> str:
    parts = [f"{count_of(outline.clients, 'chart')}."]
    if outline.in_treatment:
        parts.append(f"{outline.in_treatment} of them in treatment.")
    if outline.must_be_kept:
        parts.append(f"{outline.must_be_kept} whose period is not over.")
    if outline.held:
        parts.append(f"{outline.held} on legal hold: lift the holds first.")
    return " ".join((*parts, outline.copy))
