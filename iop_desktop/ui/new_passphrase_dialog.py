"""A new pass phrase for oneself: the old one, then the new one twice with its strength."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.set_up_pages import PassphraseFields, Strength, secret_of
from iop_desktop.ui.tasks import sentence_of
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

MEANING = (
    "The new one opens the records and stands for your signature from now on. Backups made before now still open with "
    "the earlier one."
)
_VERB = "Change it"


class NewPassphraseDialog(FormDialog):
    """``confirmed`` carries the old pass phrase, the new one, and the new one again."""

    confirmed = Signal(str, str, str)

    def __init__(self, strength: Strength, parent: QWidget) -> None:
        super().__init__("Change pass phrase", _VERB, parent)
        self.old = QLineEdit()
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self.old_row = FormRow("Your pass phrase now", self.old)
        self.new = PassphraseFields(strength, "New pass phrase")
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        self.fill(self.old_row, self.new, muted(MEANING, wrap=True))
        self.old.setFocus()

    def confirm(self) -> None:
        """Hand all three over when the new one may guard the records."""
        self.old_row.set_error("" if self.old.text() else "Type the pass phrase you have now.")
        if not self.old.text():
            self.old.setFocus()
            return
        if self.new.problem_shown():
            return
        self.ok.setEnabled(False)
        self.confirmed.emit(self.old.text(), secret_of(self.new.passphrase), secret_of(self.new.repeated))

    def show_failure(self, error: BaseException) -> None:
        """Say why it did not work; what was typed of the new one stays."""
        self.show_error(sentence_of(error))
        self.old.selectAll()
        self.old.setFocus()
        self._countdown.begin(float(getattr(error, "wait_seconds", 0.0)))

    def _show_button(self) -> None:
        self.ok.setEnabled(not self._countdown.seconds)
        self.ok.setText(self._countdown.words or _VERB)
