"""When a group recurs: days, weeks between, time, length, and from when to when."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.recurrence import MOST_MEETINGS, MOST_WEEKS, Recurrence, Timetable, timetable_words, wall_time
from iop_desktop.ui.day_fields import day_field, day_in, number_field, time_field, time_in
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.week_days import WeekDays
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

FOR_GOOD, UNTIL, COUNT = "for good", "until", "count"
ENDS = ((FOR_GOOD, "No end"), (UNTIL, "Until a day"), (COUNT, "After meetings"))


class TimetableForm(QWidget):
    """Without a day of the week the group has no timetable."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = WeekDays()
        self.every, self.count = number_field(1, MOST_WEEKS, 1), number_field(1, MOST_MEETINGS, 12)
        self.minutes = number_field(15, 480, 180, step=15)
        self.every.setPrefix("Every ")
        self.every.setSuffix(" wk")
        self.begins = time_field(time(9))
        self.first_on, self.until = day_field(today), day_field(today)
        self.ends = QComboBox()
        for value, words in ENDS:
            self.ends.addItem(words, value)
        self.words = muted("", wrap=True)
        self._until, self._count = FormRow("Last day", self.until), FormRow("Meetings", self.count)
        first = row(FormRow("Repeats", self.every), FormRow("Begins at", self.begins), FormRow("Minutes", self.minutes))
        second = row(
            FormRow("First day", self.first_on), FormRow("Ends", self.ends), self._until, self._count, spacing=8
        )
        self.setLayout(column(FormRow("Meets on", self.days), first, second, self.words, spacing=10))
        self._connect()
        self._changed()

    def show_timetable(self, found: Timetable | None) -> None:
        """Fill the fields in."""
        if found is None:
            return
        recurrence = found.recurrence
        self.days.set_days(recurrence.days)
        self.every.setValue(recurrence.every)
        self.begins.setTime(time_field(wall_time(found.meets_at)).time())
        self.minutes.setValue(found.minutes)
        self.first_on.setDate(day_field(found.first_on).date())
        if recurrence.until is not None:
            self.ends.setCurrentIndex(1)
            self.until.setDate(day_field(recurrence.until).date())
        elif recurrence.count is not None:
            self.ends.setCurrentIndex(2)
            self.count.setValue(recurrence.count)

    def timetable(self) -> Timetable | None:
        """What the fields say; None when no day is taken."""
        days = self.days.days()
        if not days:
            return None
        ends = self.ends.currentData()
        recurrence = Recurrence(
            days,
            self.every.value(),
            day_in(self.until) if ends == UNTIL else None,
            self.count.value() if ends == COUNT else None,
        )
        return Timetable(recurrence, day_in(self.first_on), f"{time_in(self.begins):%H:%M}", self.minutes.value())

    def _connect(self) -> None:
        self.days.changed.connect(self._changed)
        for signal in (
            self.every.valueChanged,
            self.minutes.valueChanged,
            self.count.valueChanged,
            self.begins.timeChanged,
            self.first_on.dateChanged,
            self.until.dateChanged,
            self.ends.currentIndexChanged,
        ):
            signal.connect(lambda _value: self._changed())

    def _changed(self) -> None:
        ends, found = self.ends.currentData(), self.timetable()
        self._until.setVisible(ends == UNTIL)
        self._count.setVisible(ends == COUNT)
        words = timetable_words(found) if found else "No day chosen: sessions are planned one by one."
        self.words.setText(words)
