"""A group: new, or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from iop_desktop.rules.staffing import MOST_MEMBERS
from iop_desktop.rules.vocabulary import GroupKind, MeetingMode, NoteFormat
from iop_desktop.services.people_views import GroupForm, ProgramRow, StaffRow
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.timetable_form import TimetableForm
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
MODES = {
    MeetingMode.IN_PERSON: "In person",
    MeetingMode.TELEHEALTH: "Telehealth",
    MeetingMode.HYBRID: "In person and telehealth",
}
OPENNESS = {True: "Open: joins at any time", False: "Closed: nobody joins once begun"}


@dataclass(frozen=True, slots=True)
class GroupChoices:
    """What may be chosen for a group."""

    programs: tuple[ProgramRow, ...]
    staff: tuple[StaffRow, ...]
    curricula: tuple[tuple[UUID, str], ...]


class GroupDialog(FormDialog):
    """``confirmed`` carries a GroupForm; ``group`` is what the fields begin with when one is changed."""

    confirmed = Signal(object)

    def __init__(self, choices: GroupChoices, today: date, parent: QWidget, group: GroupForm | None = None) -> None:
        super().__init__("Edit group" if group else "New group", "Save" if group else "Create group", parent)
        self.setMinimumWidth(900)
        self.name, self.code, self.place = _line(120), _line(12), _line(80)
        self.program, self.kind, self.format = QComboBox(), QComboBox(), QComboBox()
        self.facilitator, self.cofacilitator, self.curriculum = QComboBox(), QComboBox(), QComboBox()
        self.mode, self.openness = QComboBox(), QComboBox()
        self.capacity = number_field(2, MOST_MEMBERS, 12)
        self.timetable = TimetableForm(today)
        self._offer(choices)
        left = column(
            _of(FormRow("Name", self.name), 2, FormRow("Short code", self.code), 1),
            _of(FormRow("Program", self.program), 1, FormRow("Type", self.kind), 1),
            _of(FormRow("Facilitator", self.facilitator), 1, FormRow("Co-facilitator", self.cofacilitator), 1),
            _of(FormRow("Meets", self.mode), 1, FormRow("Place", self.place), 1),
            None,
            spacing=12,
        )
        right = column(
            self.timetable,
            row(FormRow("Capacity", self.capacity), FormRow("Admission", self.openness), FormRow("Notes", self.format)),
            None,
            spacing=12,
        )
        self.fill(holder(row(left, right, spacing=24)), FormRow("Default curriculum", self.curriculum))
        if group is not None:
            self._show(group)

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
                timetable=self.timetable.timetable(),
                is_open=self.openness.currentData(),
                mode=MeetingMode(self.mode.currentData()),
                curriculum_id=self.curriculum.currentData(),
            )
        )

    def _offer(self, choices: GroupChoices) -> None:
        for program in choices.programs:
            self.program.addItem(program.name, program.program_id)
        for kind, words in KINDS.items():
            self.kind.addItem(words, kind)
        for note_format in NoteFormat:
            self.format.addItem(note_format.value.upper(), note_format)
        for mode, words in MODES.items():
            self.mode.addItem(words, mode)
        for is_open, words in OPENNESS.items():
            self.openness.addItem(words, is_open)
        self.cofacilitator.addItem("Nobody", None)
        for person in choices.staff:
            for box in (self.facilitator, self.cofacilitator):
                box.addItem(person.name, person.staff_id)
        self.curriculum.addItem("None", None)
        for curriculum_id, title in choices.curricula:
            self.curriculum.addItem(title, curriculum_id)

    def _show(self, group: GroupForm) -> None:
        self.name.setText(group.name)
        self.code.setText(group.code)
        self.place.setText(group.place)
        self.capacity.setValue(group.capacity)
        for box, value in (
            (self.program, group.program_id),
            (self.kind, group.kind),
            (self.format, group.note_format),
            (self.facilitator, group.facilitator_id),
            (self.cofacilitator, group.cofacilitator_id),
            (self.mode, group.mode),
            (self.openness, group.is_open),
            (self.curriculum, group.curriculum_id),
        ):
            box.setCurrentIndex(max(0, next((n for n in range(box.count()) if box.itemData(n) == value), 0)))
        self.timetable.show_timetable(group.timetable)


def _line(longest: int) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(longest)
    return made


def _of(left: QWidget, left_part: int, right: QWidget, right_part: int) -> QHBoxLayout:
    made = row(left, right)
    made.setStretch(0, left_part)
    made.setStretch(1, right_part)
    return made
