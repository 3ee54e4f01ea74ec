"""The pass phrase once more, before keys that only its owner can open are used."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.tasks import sentence_of
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted


class PassphraseDialog(FormDialog):
    """``confirmed`` carries the pass phrase, or with ``by_token`` the PIN; nothing where it is ``optional``.

    ``for_good`` is for what cannot be undone. The caller then calls ``accept`` or ``show_failure``.
    """

    confirmed = Signal(str)

    def __init__(
        self,
        title: str,
        verb: str,
        meaning: str,
        parent: QWidget,
        *,
        by_token: bool = False,
        optional: bool = False,
        for_good: bool = False,
    ) -> None:
        super().__init__(title, verb, parent)
        self._optional = optional
        if for_good:
            self.cannot_be_undone()
        self._verb = verb
        self._missing = "Type the PIN of your token." if by_token else "Type your pass phrase."
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = FormRow("PIN of your token" if by_token else "Your pass phrase", self.passphrase)
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        self.fill(muted(meaning, 13, wrap=True), self.field)
        self.passphrase.setFocus()

    def confirm(self) -> None:
        """Hand the pass phrase over."""
        passphrase = self.passphrase.text()
        if not passphrase and not self._optional:
            self.field.set_error(self._missing)
            return
        self.field.set_error("")
        self.passphrase.clear()
        self.passphrase.setEnabled(False)
        self.ok.setEnabled(False)
        self.confirmed.emit(passphrase)

    def show_failure(self, error: BaseException) -> None:
        """Say why it did not work, and let it be tried again."""
        self.passphrase.setEnabled(True)
        self.passphrase.setFocus()
        self.field.set_error(sentence_of(error))
        self._countdown.begin(float(getattr(error, "wait_seconds", 0.0)))

    def _show_button(self) -> None:
        self.ok.setEnabled(not self._countdown.seconds)
        self.ok.setText(self._countdown.words or self._verb)
