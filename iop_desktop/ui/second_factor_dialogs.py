"""Turning on a second factor: the QR code with its first code, then the recovery codes; and removing another's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from iop_desktop.services.second_factors import Enrolment, SpareCodes
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, holder, row, stretched
from iop_desktop.ui.tasks import sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

SCAN = "Scan this picture with an authenticator app on your phone, or type the letters below it into the app."
FIRST = "Then type the code that the app shows."
GUARDS = "It guards the door of this program. The encryption of the records rests on your pass phrase alone."
SPARES = (
    "Each code works once instead of the app, when your phone is lost or empty. They are shown only now: print them "
    "and keep them away from phone and computer."
)
REMOVE = (
    "Their pass phrase alone then opens the records. Do it only for somebody you know who asked you for it. It is on "
    "the record, and stays on Today until somebody else has seen it."
)
_PICTURE, _WIDTH = 196, 600
_REMOVE_VERB = "Remove it"


class EnrolFactorDialog(FormDialog):
    """``confirmed`` carries the first code; the caller then calls ``accept`` or ``show_error``."""

    confirmed = Signal(str)

    def __init__(self, enrolment: Enrolment, parent: QWidget) -> None:
        super().__init__("Second factor", "Turn it on", parent)
        picture = QLabel()
        pixmap = QPixmap()
        pixmap.loadFromData(enrolment.picture, "PNG")
        smooth = Qt.TransformationMode.SmoothTransformation
        picture.setPixmap(pixmap.scaled(_PICTURE, _PICTURE, Qt.AspectRatioMode.KeepAspectRatio, smooth))
        picture.setAccessibleName("QR code of the second factor")
        self.secret = QLineEdit(enrolment.secret)
        self.secret.setReadOnly(True)
        self.code = QLineEdit()
        self.code.setMaxLength(12)
        self.field = FormRow("Code that the app shows now", self.code)
        self.setMinimumWidth(_WIDTH)
        scanned = column(label(SCAN, wrap=True), FormRow("Letters to type into the app", self.secret), None, spacing=12)
        self.fill(
            holder(stretched(row(picture, scanned, spacing=20), 1)),
            label(FIRST, wrap=True),
            self.field,
            muted(GUARDS, wrap=True),
        )
        self.code.setFocus()

    def confirm(self) -> None:
        """Hand the code over."""
        if not self.code.text().strip():
            self.field.set_error("Type the code that the app shows.")
            return
        self.field.set_error("")
        self.ok.setEnabled(False)
        self.confirmed.emit(self.code.text())


class SpareCodesDialog(FormDialog):
    """The recovery codes, shown once; closed when somebody says that they are put away."""

    print_requested = Signal()
    save_requested = Signal()
    way_out = ""

    def __init__(self, spares: SpareCodes, parent: QWidget) -> None:
        super().__init__("Recovery codes", "Done", parent)
        card = Card(_two_columns(spares.codes), kind="flat", padding=14)
        card.setAccessibleName(f"Recovery codes: {', '.join(spares.codes)}")
        self.print = button("Print", "", "printer", clicked=self.print_requested.emit)
        self.save = button("Save as PDF", "", "save", clicked=self.save_requested.emit)
        self.kept = QCheckBox("I have put them in a safe place")
        self.kept.setAccessibleName("I have put them in a safe place")
        use_font(self.kept, 13, 500)
        self.kept.toggled.connect(self.ok.setEnabled)
        self.fill(label(SPARES, wrap=True), card, holder(row(self.print, self.save, None)), self.kept)
        self.ok.setEnabled(False)
        self.print.setFocus()

    def confirm(self) -> None:
        """They are put away."""
        if self.kept.isChecked():
            self.accept()


class RemoveFactorDialog(FormDialog):
    """``confirmed`` carries whose it is and the administrator's own pass phrase."""

    confirmed = Signal(object, str)

    def __init__(self, people: Sequence[tuple[UUID, str]], parent: QWidget) -> None:
        super().__init__("Remove a second factor", _REMOVE_VERB, parent)
        self._people = tuple(people)
        self.who = QComboBox()
        self.who.addItems([name for _, name in self._people] or ["Nobody else has one"])
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = FormRow("Your pass phrase", self.passphrase)
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        self.fill(FormRow("Whose", self.who), self.field, muted(REMOVE, wrap=True))
        self._show_button()

    def confirm(self) -> None:
        """Hand both over."""
        if not self.passphrase.text():
            self.field.set_error("Type your pass phrase.")
            self.passphrase.setFocus()
            return
        self.field.set_error("")
        self.ok.setEnabled(False)
        self.confirmed.emit(self._people[self.who.currentIndex()][0], self.passphrase.text())

    def show_failure(self, error: BaseException) -> None:
        """Say why it did not work, and let it be tried again."""
        self.passphrase.clear()
        self.passphrase.setFocus()
        self.field.set_error(sentence_of(error))
        self._countdown.begin(float(getattr(error, "wait_seconds", 0.0)))
        self._show_button()

    def _show_button(self) -> None:
        self.ok.setEnabled(bool(self._people) and not self._countdown.seconds)
        self.ok.setText(self._countdown.words or _REMOVE_VERB)


def _two_columns(codes: Sequence[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(6)
    half = (len(codes) + 1) // 2
    for number, code in enumerate(codes):
        part = label(code, 15, 600, tabular=True)
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(part, number % half, number // half)
    return grid
