"""The pages of the set-up wizard, one question each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from iop_desktop.rules.passphrase import refusals_of_passphrase
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.matching import fold
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.strength_meter import StrengthMeter
from iop_desktop.ui.widgets.text import label

Strength = Callable[[str], tuple[int, str]]
_STRENGTH_DELAY_MS = 200
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class SetUpPage(QWidget):
    """A page with its title; ``problem_shown`` answers whether something must be mended first."""

    title: ClassVar[str]
    step: ClassVar[str]
    intro: ClassVar[str]

    def first_field(self) -> QWidget:
        """Where the keyboard goes when the page opens."""
        raise NotImplementedError

    def problem_shown(self) -> bool:
        """Show what is missing or wrong beside its field, with the keyboard on the first; False if all is well."""
        raise NotImplementedError


class ClinicFields(SetUpPage):
    """Name and address of the clinic."""

    title = "Your clinic"
    step = "Clinic"
    intro = "The name and address are printed on every record."

    def __init__(self) -> None:
        super().__init__()
        self.name = FormRow("Clinic name", _line(200), "As it stands on the license.")
        self.street = FormRow("Street address", _line(120))
        self.city = FormRow("City", _line(80))
        self.state = FormRow("State", _line(40))
        self.postal_code = FormRow("ZIP code", _line(12))
        place = row(self.city, self.state, self.postal_code, spacing=12)
        for at, share in enumerate((3, 1, 1)):
            place.setStretch(at, share)
        self.setLayout(column(self.name, self.street, place, None, spacing=14))

    def first_field(self) -> QWidget:
        return self.name.field

    def problem_shown(self) -> bool:
        return _first_missing((self.name, "Type the clinic's name."), (self.street, "Type the street address."))


class AdministratorFields(SetUpPage):
    """The first person who can unlock."""

    title = "The first administrator"
    step = "Administrator"
    intro = "This person sets up staff, groups and rules. Others are added later."

    def __init__(self) -> None:
        super().__init__()
        self.name = FormRow("Full name", _line(120), "As it is printed under signatures.")
        self.credentials = FormRow("Credentials", _line(60), "For example LCSW. May stay empty.")
        self.login = FormRow("Login", _line(40), "Short, in small letters; it is shown on the lock page.")
        self.setLayout(column(self.name, self.credentials, self.login, None, spacing=14))
        self._proposed = ""
        _edit(self.name).textEdited.connect(self._propose_login)

    def first_field(self) -> QWidget:
        return self.name.field

    def problem_shown(self) -> bool:
        if _first_missing((self.name, "Type the administrator's name."), (self.login, "Choose a login.")):
            return True
        if _LOGIN.fullmatch(text_of(self.login)):
            return False
        self.login.set_error("Use 2 to 40 small letters and digits, without spaces.")
        self.login.field.setFocus()
        return True

    def _propose_login(self, name: str) -> None:
        if text_of(self.login) != self._proposed:
            return
        first = fold(name.split()[0]) if name.split() else ""
        self._proposed = re.sub(r"[^a-z0-9]", "", first)[:40]
        _edit(self.login).setText(self._proposed)


class PassphraseFields(SetUpPage):
    """The pass phrase, twice, with its strength."""

    title = "Your pass phrase"
    step = "Pass phrase"
    intro = "It locks the records and stands for your signature. Four unrelated words are strong and easy to keep."

    def __init__(self, strength: Strength, words: str = "Pass phrase") -> None:
        super().__init__()
        self._strength = strength
        self.passphrase = FormRow(words, _secret())
        self.repeated = FormRow("The same again", _secret())
        self.meter = StrengthMeter()
        self.shown = QCheckBox("Show what I type")
        self.shown.setAccessibleName("Show what I type")
        use_font(self.shown, 13)
        self.shown.toggled.connect(self._show_letters)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_STRENGTH_DELAY_MS)
        self._later.timeout.connect(self.measure)
        _edit(self.passphrase).textEdited.connect(lambda _text: self._later.start())
        self.setLayout(column(self.passphrase, self.meter, self.repeated, self.shown, None, spacing=12))

    def first_field(self) -> QWidget:
        return self.passphrase.field

    def measure(self) -> int:
        """Show how strong the pass phrase is and answer the score."""
        self._later.stop()
        typed = secret_of(self.passphrase)
        score, sentence = self._strength(typed) if typed else (-1, "")
        self.meter.set_strength(score, sentence)
        return score

    def problem_shown(self) -> bool:
        passphrase, repeated = secret_of(self.passphrase), secret_of(self.repeated)
        refusals = refusals_of_passphrase(passphrase, repeated, self.measure())
        rows = {"passphrase": self.passphrase, "repeated": self.repeated}
        for field, form_row in rows.items():
            form_row.set_error(next((refusal.text for refusal in refusals if refusal.field == field), ""))
        if refusals:
            rows[refusals[0].field].field.setFocus()
        return bool(refusals)

    def forget(self) -> None:
        """Empty the fields once the vault has been made."""
        _edit(self.passphrase).clear()
        _edit(self.repeated).clear()
        self.meter.set_strength(-1, "")

    def _show_letters(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        _edit(self.passphrase).setEchoMode(mode)
        _edit(self.repeated).setEchoMode(mode)


class RecoveryKit(SetUpPage):
    """The recovery code, shown this one time."""

    title = "Your recovery kit"
    step = "Recovery kit"
    intro = (
        "If everybody forgets their pass phrase, this code is the only way back to the records. "
        "It is shown once. Print it and keep it in a safe, away from this computer."
    )

    print_requested = Signal()
    save_requested = Signal()
    sheets_requested = Signal()
    kept_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._groups = [label("", 24, 600, tabular=True) for _ in range(9)]
        self.print = button("Print", "", "printer", clicked=self.print_requested.emit)
        self.save = button("Save as PDF", "", "save", clicked=self.save_requested.emit)
        self.sheets = button("Three sheets…", "ghost", "file-text", clicked=self.sheets_requested.emit)
        self.kept = QCheckBox("I have put it in a safe place")
        self.kept.setAccessibleName("I have put it in a safe place")
        use_font(self.kept, 13, 500)
        self.kept.toggled.connect(self.kept_changed)
        self._code = Card(kind="flat", padding=18, spacing=10)
        self._code.add(_three_by_three(self._groups))
        self.setLayout(
            column(self._code, row(self.print, self.save, self.sheets, None), 4, self.kept, None, spacing=12)
        )

    def show_code(self, code: str) -> None:
        """Show a code of groups joined by dashes; an empty code clears it."""
        groups = code.split("-")
        for number, group in enumerate(self._groups):
            group.setText(groups[number] if number < len(groups) else "")
        self._code.setAccessibleName(f"Recovery code: {' '.join(groups)}")

    def first_field(self) -> QWidget:
        return self.print

    def problem_shown(self) -> bool:
        if not self.kept.isChecked():
            self.kept.setFocus()
        return not self.kept.isChecked()


def _three_by_three(labels: list[QLabel]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(10)
    for number, part in enumerate(labels):
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(part, number // 3, number % 3)
    return grid


def text_of(form_row: FormRow) -> str:
    """What was typed, without blanks around it."""
    return _edit(form_row).text().strip()


def secret_of(form_row: FormRow) -> str:
    """What was typed, exactly."""
    return _edit(form_row).text()


def _edit(form_row: FormRow) -> QLineEdit:
    field = form_row.field
    if not isinstance(field, QLineEdit):
        raise TypeError("this row holds no line of text")
    return field


def _line(longest: int) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(longest)
    use_font(made, 13)
    return made


def _secret() -> QLineEdit:
    made = _line(256)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _first_missing(*needed: tuple[FormRow, str]) -> bool:
    missing = [form_row for form_row, _ in needed if not text_of(form_row)]
    for form_row, sentence in needed:
        form_row.set_error(sentence if form_row in missing else "")
    if missing:
        missing[0].field.setFocus()
    return bool(missing)
