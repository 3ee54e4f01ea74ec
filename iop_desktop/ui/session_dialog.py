"""When a group meets next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.ui.day_fields import day_field, moment_in, number_field, time_field
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.form_row import FormRow


@dataclass(frozen=True, slots=True)
class SessionForm:
    """Aware times and the lesson."""

    starts_at: datetime
    ends_at: datetime
    lesson_id: UUID | None


class SessionDialog(FormDialog):
    """``confirmed`` carries a SessionForm."""

    confirmed = Signal(object)

    def __init__(
        self, group_name: str, lessons: tuple[tuple[UUID, str], ...], day: date, zone: tzinfo, parent: QWidget
    ) -> None:
        super().__init__(f"Plan a session of {group_name}", "Plan session", parent)
        self._zone = zone
        self.day, self.begins = day_field(day), time_field(time(9))
        self.minutes = number_field(15, 480, 180, step=15)
        self.lesson = QComboBox()
        self.lesson.addItem("No lesson", None)
        for lesson_id, title in lessons:
            self.lesson.addItem(title, lesson_id)
        self.fill(
            FormRow("Day", self.day),
            holder(row(FormRow("Begins", self.begins), FormRow("Minutes", self.minutes))),
            FormRow("Lesson", self.lesson),
        )

    def confirm(self) -> None:
        """Hand the times over in the clinic's zone; the end lies that many minutes later also when clocks change."""
        starts = moment_in(self.day, self.begins, self._zone)
        ends = starts + timedelta(minutes=self.minutes.value())
        self.confirmed.emit(SessionForm(starts, ends, self.lesson.currentData()))
