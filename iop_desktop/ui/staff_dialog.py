"""A new member of staff: invited with a code, or the pass phrase is typed now, by that person."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.passphrases import strength
from iop_desktop.services.people_views import StaffForm, StaffRow
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.role_boxes import RoleBoxes
from iop_desktop.ui.widgets.form_row import FormRow, beside_field
from iop_desktop.ui.widgets.strength_meter import StrengthMeter
from iop_desktop.ui.widgets.text import muted

HOW = (
    "You are shown a code to give to this person, good for 7 days. With it they set a pass phrase of their own, on "
    "this computer."
)
_INVITE, _ADD = "Invite", "Add"


class StaffDialog(FormDialog):
    """``confirmed`` carries a StaffForm; ``together`` says whether its pass phrase was typed now."""

    confirmed = Signal(object)

    def __init__(self, supervisors: tuple[StaffRow, ...], parent: QWidget) -> None:
        super().__init__("Add staff", _INVITE, parent)
        self.name, self.credentials, self.licence = QLineEdit(), QLineEdit(), QLineEdit()
        self.login, self.title = QLineEdit(), QLineEdit()
        self.roles, self.supervisor = RoleBoxes({Role.FACILITATOR}), QComboBox()
        self.supervisor.addItem("Nobody", None)
        for person in supervisors:
            self.supervisor.addItem(person.name, person.staff_id)
        self.needs = QCheckBox("Notes need a supervisor's co-signature")
        self.passphrase, self.repeated = QLineEdit(), QLineEdit()
        for field in (self.passphrase, self.repeated):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.meter = StrengthMeter()
        self.passphrase.textChanged.connect(self._measure)
        self.together = QCheckBox("This person is here and types a pass phrase now")
        self._how = muted(HOW, wrap=True)
        phrases = row(FormRow("Typed by this person", self.passphrase), FormRow("The same again", self.repeated))
        self._typed = holder(column(phrases, self.meter, spacing=12))
        self._typed.hide()
        self.together.toggled.connect(self._show_way)
        self.fill(
            holder(row(FormRow("Name", self.name), FormRow("Login", self.login))),
            holder(row(FormRow("Credentials", self.credentials), FormRow("License number", self.licence))),
            FormRow("Title", self.title),
            FormRow("Roles", self.roles),
            holder(row(FormRow("Supervisor", self.supervisor), beside_field(self.needs), spacing=14)),
            self.together,
            self._how,
            self._typed,
        )

    def _show_way(self, together: bool) -> None:
        self._typed.setVisible(together)
        self._how.setVisible(not together)
        self.ok.setText(_ADD if together else _INVITE)
        self.ok.setAccessibleName(self.ok.text())
        self.adjustSize()

    def _measure(self, text: str) -> None:
        found = strength(text, (self.name.text(), self.login.text()))
        self.meter.set_strength(found.score, found.sentence)

    def confirm(self) -> None:
        """Hand the form over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(
            StaffForm(
                login=self.login.text().strip().lower(),
                name=self.name.text().strip(),
                credentials=self.credentials.text().strip(),
                licence=self.licence.text().strip(),
                title=self.title.text().strip(),
                roles=self.roles.roles,
                needs_cosignature=self.needs.isChecked(),
                supervisor_id=self.supervisor.currentData(),
                passphrase=self.passphrase.text(),
                repeated=self.repeated.text(),
            )
        )
