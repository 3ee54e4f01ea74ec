"""English names of days and months, and dates written with them.

strftime would answer in the language of the computer, and the record must read the same everywhere.
"""

from __future__ import annotations

from datetime import date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date) -> str:
    """Such as ``November 24, 2026``."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_date(day: date | None) -> str:
    """Such as ``Nov 24, 2026``; empty where there is no day."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}, {day.year}" if day else ""
