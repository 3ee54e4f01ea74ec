"""Days and times as people here read them; always in English, whatever the language of the computer."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from iop_desktop.rules.day_names import DAYS, MONTHS


def time_text(moment: datetime, zone: tzinfo) -> str:
    """Such as "1:30 PM"."""
    wall = moment.astimezone(zone)
    return f"{wall.hour % 12 or 12}:{wall.minute:02} {'PM' if wall.hour >= 12 else 'AM'}"


def long_day(day: date) -> str:
    """Such as "Tuesday, November 24"."""
    return f"{DAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}"


def short_day(day: date) -> str:
    """Such as "Tue Nov 24"."""
    return f"{DAYS[day.weekday()][:3]} {MONTHS[day.month - 1][:3]} {day.day}"


def month_day(day: date) -> str:
    """Such as "Nov 24"."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}"


def near_day(day: date, today: date) -> str:
    """Today, tomorrow or yesterday by that word, any other day as the short day."""
    names = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return names.get((day - today).days, short_day(day))


def day_and_time(moment: datetime, zone: tzinfo, today: date) -> str:
    """Such as "Today 1:30 PM" or "Wed Nov 25, 9:00 AM"."""
    day = moment.astimezone(zone).date()
    near = near_day(day, today)
    joint = " " if abs(day - today) <= timedelta(days=1) else ", "
    return f"{near[0].upper()}{near[1:]}{joint}{time_text(moment, zone)}"


def due_text(day: date, late: bool) -> str:
    """When a note is due, or that it will be labelled a late entry."""
    return f"late entry, was due {short_day(day)}" if late else f"due {short_day(day)}"


def count_of(number: int, noun: str, plural: str = "") -> str:
    """Such as "1 note" or "3 notes"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
