"""Changing a member of staff's words on record, and entering that somebody left."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from iop_desktop.services.people_views import StaffEdit, StaffRow
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.role_boxes import RoleBoxes
from iop_desktop.ui.widgets.form_row import FormRow, beside_field
from iop_desktop.ui.widgets.text import muted

STAYS = "What was signed keeps the words it was signed with; the next signature carries a certificate with these."
LEAVING = (
    "From now on this person cannot open the records, and their signing certificate has ended. "
    "What they signed stays good. This cannot be undone: somebody who comes back is added anew."
)


class StaffEditDialog(FormDialog):
    """``confirmed`` carries a StaffEdit."""

    confirmed = Signal(object)

    def __init__(self, person: StaffRow, supervisors: tuple[StaffRow, ...], today: date, parent: QWidget) -> None:
        super().__init__(f"Change {person.name}", "Save", parent)
        self._person = person
        self.name, self.credentials = QLineEdit(person.name), QLineEdit(person.credentials)
        self.licence, self.title = QLineEdit(person.licence), QLineEdit(person.title)
        self.ends = QCheckBox("The credential ends")
        self.ends.setChecked(person.credential_until is not None)
        self.until = day_field(person.credential_until or today)
        self.until.setEnabled(self.ends.isChecked())
        self.ends.toggled.connect(self.until.setEnabled)
        self.roles = RoleBoxes(person.roles)
        self.supervisor = _supervisors(person, supervisors)
        self.needs = QCheckBox("Notes need a supervisor's co-signature")
        self.needs.setChecked(person.needs_cosignature)
        self.fill(
            FormRow("Name", self.name),
            holder(row(FormRow("Credentials", self.credentials), FormRow("License number", self.licence))),
            FormRow("Title", self.title),
            FormRow("Roles", self.roles),
            holder(row(beside_field(self.ends), FormRow("Last day", self.until), spacing=14)),
            holder(row(FormRow("Supervisor", self.supervisor), beside_field(self.needs), spacing=14)),
            muted(STAYS, wrap=True),
        )

    def confirm(self) -> None:
        """Hand the form over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(
            StaffEdit(
                staff_id=self._person.staff_id,
                revision=self._person.revision,
                name=self.name.text(),
                credentials=self.credentials.text(),
                licence=self.licence.text(),
                title=self.title.text(),
                roles=self.roles.roles,
                credential_until=day_in(self.until) if self.ends.isChecked() else None,
                needs_cosignature=self.needs.isChecked(),
                supervisor_id=self.supervisor.currentData(),
            )
        )


class LeavingDialog(FormDialog):
    """``confirmed`` carries the reason."""

    confirmed = Signal(str)

    def __init__(self, person: StaffRow, parent: QWidget) -> None:
        super().__init__(f"{person.name} leaves", "Enter that they left", parent)
        self.cannot_be_undone()
        self.reason = QLineEdit()
        self.fill(FormRow("Reason", self.reason), muted(LEAVING, wrap=True))

    def confirm(self) -> None:
        """Hand the reason over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(self.reason.text())


def _supervisors(person: StaffRow, supervisors: tuple[StaffRow, ...]) -> QComboBox:
    made = QComboBox()
    made.addItem("Nobody", None)
    for each in supervisors:
        if each.staff_id != person.staff_id:
            made.addItem(each.name, each.staff_id)
        if each.staff_id == person.supervisor_id:
            made.setCurrentIndex(made.count() - 1)
    return made
