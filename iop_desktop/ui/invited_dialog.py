"""Where somebody who was invited types login and code, and sets a pass phrase of their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.services.invitation_slip import look_at_invitation
from iop_desktop.services.recovery import TypedCode
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.set_up_pages import PassphraseFields, Strength, secret_of, text_of
from iop_desktop.ui.tasks import sentence_of
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

MEANING = (
    "Choose a pass phrase that nobody else knows, not even the person who invited you: it opens the records and stands "
    "for your signature."
)
_VERB = "Open the records"
_MISTYPED = "There is a typing mistake in this code. Compare it group by group."
_UNFINISHED = "Type the whole code: six groups of four letters and digits."
_NO_LOGIN = "Type the login you were given."


@dataclass(frozen=True, slots=True)
class InvitedForm:
    """Who was invited, the code, and the pass phrase; only the login is part of its text."""

    login: str
    code: str = field(repr=False)
    passphrase: str = field(repr=False)
    repeated: str = field(repr=False)


class InvitedDialog(FormDialog):
    """``confirmed`` carries an InvitedForm."""

    confirmed = Signal(object)

    def __init__(self, strength: Strength, parent: QWidget) -> None:
        super().__init__("I was invited", _VERB, parent)
        self.login = FormRow("Your login", QLineEdit())
        code = QLineEdit()
        code.setMaxLength(120)
        self.code = FormRow("Code", code, "From the slip you were given. Capitals, spaces and dashes do not matter.")
        self.new = PassphraseFields(strength)
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        code.textEdited.connect(self._look)
        self.fill(self.login, self.code, self.new, muted(MEANING, wrap=True))

    def confirm(self) -> None:
        """Hand everything over when it may be right; the use case tries it."""
        if self._problem_shown() or self.new.problem_shown():
            return
        self.ok.setEnabled(False)
        self.confirmed.emit(
            InvitedForm(
                text_of(self.login),
                secret_of(self.code),
                secret_of(self.new.passphrase),
                secret_of(self.new.repeated),
            )
        )

    def show_failure(self, error: BaseException) -> None:
        """Say why it did not work; everything typed stays."""
        self.show_error(sentence_of(error))
        wait = float(getattr(error, "wait_seconds", 0.0))
        if hasattr(error, "wait_seconds"):
            self.code.field.setFocus()
        self._countdown.begin(wait)

    def _problem_shown(self) -> bool:
        seen = look_at_invitation(secret_of(self.code))
        said = {TypedCode.WHOLE: "", TypedCode.MISTYPED: _MISTYPED, TypedCode.UNFINISHED: _UNFINISHED}[seen]
        problems = ((self.login, "" if text_of(self.login) else _NO_LOGIN), (self.code, said))
        for form_row, sentence in problems:
            form_row.set_error(sentence)
        wrong = [form_row for form_row, sentence in problems if sentence]
        if wrong:
            wrong[0].field.setFocus()
        return bool(wrong)

    def _look(self, typed: str) -> None:
        mistyped = look_at_invitation(typed) is TypedCode.MISTYPED
        if bool(self.code.error()) != mistyped:
            self.code.set_error(_MISTYPED if mistyped else "")

    def _show_button(self) -> None:
        self.ok.setEnabled(not self._countdown.seconds)
        self.ok.setText(self._countdown.words or _VERB)
