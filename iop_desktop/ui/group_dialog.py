"""A new group."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from iop_desktop.rules.vocabulary import GroupKind, NoteFormat
from iop_desktop.services.people_views import GroupForm, ProgramRow, StaffRow
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.form_row import FormRow

KINDS = {
    GroupKind.PSYCHOEDUCATION: "Psychoeducation",
    GroupKind.SKILLS: "Skills development",
    GroupKind.COGNITIVE_BEHAVIORAL: "Cognitive-behavioral",
    GroupKind.RELAPSE_PREVENTION: "Relapse prevention",
    GroupKind.SUPPORT: "Support",
    GroupKind.INTERPERSONAL: "Interpersonal process",
    GroupKind.FAMILY: "Family education",
}


class GroupDialog(FormDialog):
    """``confirmed`` carries a GroupForm."""

    confirmed = Signal(object)

    def __init__(self, programs: tuple[ProgramRow, ...], staff: tuple[StaffRow, ...], parent: QWidget) -> None:
        super().__init__("New group", "Create group", parent)
        self.name, self.code, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self.name.setMaxLength(120)
        self.code.setMaxLength(12)
        self.place.setMaxLength(80)
        self.program, self.kind, self.format = QComboBox(), QComboBox(), QComboBox()
        self.facilitator, self.cofacilitator = QComboBox(), QComboBox()
        self.capacity = QSpinBox()
        self.capacity.setRange(2, 40)
        self.capacity.setValue(12)
        for program in programs:
            self.program.addItem(program.name, program.program_id)
        for kind, words in KINDS.items():
            self.kind.addItem(words, kind)
        for note_format in NoteFormat:
            self.format.addItem(note_format.value.upper(), note_format)
        self.cofacilitator.addItem("Nobody", None)
        for person in staff:
            for box in (self.facilitator, self.cofacilitator):
                box.addItem(person.name, person.staff_id)
        self.fill(
            FormRow("Name", self.name),
            holder(
                row(FormRow("Short code", self.code, "Used in file names, such as MIOP"), FormRow("Place", self.place))
            ),
            holder(row(FormRow("Program", self.program), FormRow("Type", self.kind))),
            holder(row(FormRow("Facilitator", self.facilitator), FormRow("Co-facilitator", self.cofacilitator))),
            holder(row(FormRow("Capacity", self.capacity), FormRow("Notes are written as", self.format))),
        )

    def confirm(self) -> None:
        """Hand the form over; the use case checks it."""
        if not self.name.text().strip() or not self.code.text().strip():
            self.show_error("Give the group a name and a short code.")
            return
        if self.facilitator.currentData() is None:
            self.show_error("Add a facilitator on the Staff tab first.")
            return
        self.confirmed.emit(
            GroupForm(
                code=self.code.text().strip(),
                name=self.name.text().strip(),
                program_id=self.program.currentData(),
                kind=GroupKind(self.kind.currentData()),  # Qt keeps the bare text of a word
                facilitator_id=self.facilitator.currentData(),
                cofacilitator_id=self.cofacilitator.currentData(),
                place=self.place.text().strip(),
                capacity=self.capacity.value(),
                note_format=NoteFormat(self.format.currentData()),
            )
        )
