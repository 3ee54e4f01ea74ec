"""Fields for days and times of day, and what is in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo

from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QDateEdit, QSpinBox, QTimeEdit

DAY_WIDTH = 172
"""Room for the longest day, such as "Wed, Sep 30, 2026", and the arrow of its calendar."""


def day_field(day: date) -> QDateEdit:
    """A day with a calendar."""
    made = QDateEdit(QDate(day.year, day.month, day.day))
    made.setCalendarPopup(True)
    made.setDisplayFormat("ddd, MMM d, yyyy")
    made.setMinimumWidth(DAY_WIDTH)
    return made


def time_field(at: time) -> QTimeEdit:
    """A time of day on the wall."""
    made = QTimeEdit(QTime(at.hour, at.minute))
    made.setDisplayFormat("h:mm AP")
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    return made


def number_field(least: int, most: int, value: int, step: int = 1) -> QSpinBox:
    """A whole number."""
    made = QSpinBox()
    made.setRange(least, most)
    made.setSingleStep(step)
    made.setValue(value)
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    return made


def day_in(field: QDateEdit) -> date:
    """The day in a field."""
    found = field.date()
    return date(found.year(), found.month(), found.day())


def time_in(field: QTimeEdit) -> time:
    """The time of day in a field, to the minute."""
    found = field.time()
    return time(found.hour(), found.minute())


def moment_in(day: QDateEdit, at: QTimeEdit, zone: tzinfo) -> datetime:
    """The moment meant by a day and a time on the clinic's wall, in UTC."""
    return datetime.combine(day_in(day), time_in(at), zone).astimezone(UTC)
