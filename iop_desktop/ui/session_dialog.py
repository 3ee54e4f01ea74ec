"""When a group meets next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from uuid import UUID

from PySide6.QtCore import QDate, QTime, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox, QTimeEdit, QWidget

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
        self.day, self.begins = QDateEdit(QDate(day.year, day.month, day.day)), QTimeEdit(QTime(9, 0))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("ddd, MMM d, yyyy")
        self.begins.setDisplayFormat("h:mm AP")
        self.minutes = QSpinBox()
        self.minutes.setRange(15, 480)
        self.minutes.setSingleStep(15)
        self.minutes.setValue(180)
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
        day, at = self.day.date(), self.begins.time()
        starts = datetime(day.year(), day.month(), day.day(), at.hour(), at.minute(), tzinfo=self._zone)
        starts = starts.astimezone(UTC)
        ends = starts + timedelta(minutes=self.minutes.value())
        self.confirmed.emit(SessionForm(starts, ends, self.lesson.currentData()))
