"""Using the recovery kit in three steps: login and code, new pass phrase, new kit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from iop_desktop.services.recovery import TypedCode, look_at_code
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.layouts import column
from iop_desktop.ui.set_up_pages import PassphraseFields, RecoveryKit, SetUpPage, Strength, secret_of
from iop_desktop.ui.sheet_fields import SheetFields
from iop_desktop.ui.step_page import StepPage
from iop_desktop.ui.widgets.form_row import FormRow

_MISTYPED = "There is a typing mistake in this code. Compare it with the printed kit, group by group."
_UNFINISHED = "Type the whole code: nine groups of four letters and digits."
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class RecoveryForm:
    """Who wants to be let in, the code of the kit, and the new pass phrase; only the login is part of its text."""

    login: str
    code: str = field(repr=False)
    passphrase: str = field(repr=False)
    repeated: str = field(repr=False)


class RecoveryCodeFields(SetUpPage):
    """Whose pass phrase is replaced, and the code on the printed kit."""

    title = "Use the recovery kit"
    step = "Recovery code"
    intro = (
        "The printed code lets one person in again, with a new pass phrase, when the old one is forgotten or this "
        "computer's key store no longer works. Each use is written in the audit log."
    )

    def __init__(self, logins: Sequence[str], chosen: str) -> None:
        super().__init__()
        self._logins = QComboBox()
        self._logins.addItems(list(logins))
        if chosen in logins:
            self._logins.setCurrentText(chosen)
        self._code = QLineEdit()
        self._code.setMaxLength(_LONGEST)
        for control in (self._logins, self._code):
            use_font(control, 15)
        self.login = FormRow("Your login", self._logins)
        self.code = FormRow(
            "Recovery code", self._code, "Capitals, spaces and dashes do not matter; O, I and L may be 0 and 1."
        )
        self._code.textEdited.connect(self._look)
        self.sheets = SheetFields()
        self.sheets.hide()
        self.by_sheets = QCheckBox("I have two sheets of words")
        self.by_sheets.setAccessibleName("I have two sheets of words")
        use_font(self.by_sheets, 13)
        self.by_sheets.toggled.connect(self._show_sheets)
        self.setLayout(column(self.login, self.by_sheets, self.code, self.sheets, None, spacing=12))

    def first_field(self) -> QWidget:
        return self.sheets.first.field if self.by_sheets.isChecked() else self._code

    def problem_shown(self) -> bool:
        if self.by_sheets.isChecked():
            return self.sheets.problem_shown()
        seen = look_at_code(self._code.text())
        sentence = {TypedCode.WHOLE: "", TypedCode.MISTYPED: _MISTYPED, TypedCode.UNFINISHED: _UNFINISHED}[seen]
        self.code.set_error(sentence)
        if sentence:
            self._code.setFocus()
        return bool(sentence)

    def chosen_login(self) -> str:
        """Whose pass phrase is replaced."""
        return self._logins.currentText()

    def typed_code(self) -> str:
        """The code, or the words of two sheets, as they were typed."""
        return self.sheets.typed() if self.by_sheets.isChecked() else self._code.text()

    def forget(self) -> None:
        """Empty the field once the code has been used."""
        self._code.clear()
        self.sheets.forget()

    def _show_sheets(self, shown: bool) -> None:
        self.sheets.setVisible(shown)
        self.code.setVisible(not shown)
        self.first_field().setFocus()

    def _look(self, typed: str) -> None:
        mistyped = look_at_code(typed) is TypedCode.MISTYPED
        if bool(self.code.error()) != mistyped:
            self.code.set_error(_MISTYPED if mistyped else "")


class NewPassphraseFields(PassphraseFields):
    """The pass phrase that replaces the lost one."""

    title = "Your new pass phrase"
    step = "New pass phrase"


class NewRecoveryKit(RecoveryKit):
    """The kit that replaces the used one, shown this one time."""

    title = "Your new recovery kit"
    step = "New recovery kit"
    intro = (
        "The code you typed no longer works: destroy that page. This code replaces it and is shown once. "
        "Print it and keep it in a safe, away from this computer."
    )


class RecoveryPage(StepPage):
    """``submitted`` carries a ``RecoveryForm``."""

    def __init__(self, logins: Sequence[str], chosen: str, strength: Strength, parent: QWidget | None = None) -> None:
        self.code = RecoveryCodeFields(logins, chosen)
        self._countdown = Countdown()
        super().__init__(
            (self.code,),
            NewPassphraseFields(strength, "New pass phrase"),
            NewRecoveryKit(),
            verb="Open the records",
            working="Opening…",
            parent=parent,
        )
        self._countdown.changed.connect(self._name_next)

    def form(self) -> RecoveryForm:
        """What has been typed so far."""
        return RecoveryForm(
            self.code.chosen_login(),
            self.code.typed_code(),
            secret_of(self.passphrase.passphrase),
            secret_of(self.passphrase.repeated),
        )

    def show_code_error(self, sentence: str, wait_seconds: float = 0.0) -> None:
        """Back to login and code, with what is wrong; no code is taken for this long."""
        self._show(0)
        self.show_error(sentence)
        self.set_delay(wait_seconds)

    def set_delay(self, seconds: float) -> None:
        """Take no code for this long and count down in sight."""
        self._countdown.begin(seconds)

    def show_recovery(self, code: str) -> None:
        """The records are open: forget what was typed and show the new code."""
        self.code.forget()
        super().show_recovery(code)

    def _name_next(self) -> None:
        super()._name_next()
        if self._countdown.seconds and self._submits():
            self.next.setText(self._countdown.words)
            self.next.setAccessibleName(self.next.text())
            self.next.setEnabled(False)
