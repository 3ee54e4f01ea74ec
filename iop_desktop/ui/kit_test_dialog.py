"""The yearly test of the recovery kit: its code is typed, and nothing else happens."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.services.recovery import TypedCode, look_at_code
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.tasks import sentence_of
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

MEANING = (
    "Take the page from the safe and type its code. It is tried on the key file and not used up; nothing is opened "
    "with it. Put the page back into a new sealed envelope."
)
MISTYPED = "There is a typing mistake in this code. Compare it with the printed kit, group by group."
_VERB = "Test it"


class KitTestDialog(FormDialog):
    """``confirmed`` carries the code; the caller then calls ``accept`` or ``show_failure``."""

    confirmed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Test the recovery kit", _VERB, parent)
        self.code = QLineEdit()
        self.code.setMaxLength(600)
        self.field = FormRow("Recovery code", self.code, "Or the words of two sheets, one after the other.")
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        self.fill(muted(MEANING, 13, wrap=True), self.field)
        self.code.setFocus()

    def confirm(self) -> None:
        """Hand the code over when it can be one."""
        if look_at_code(self.code.text()) is not TypedCode.WHOLE:
            self.field.set_error(MISTYPED)
            self.code.setFocus()
            return
        self.field.set_error("")
        self.ok.setEnabled(False)
        self.confirmed.emit(self.code.text())

    def show_failure(self, error: BaseException) -> None:
        """Say why it did not work; the code stays to be compared."""
        self.ok.setEnabled(True)
        self.field.set_error(sentence_of(error))
        self.code.setFocus()
        self._countdown.begin(float(getattr(error, "wait_seconds", 0.0)))

    def _show_button(self) -> None:
        self.ok.setEnabled(not self._countdown.seconds)
        self.ok.setText(self._countdown.words or _VERB)
