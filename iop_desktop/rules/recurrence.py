"""How a group recurs: the form's days of the week as an RRULE (RFC 5545) and back, and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from iop_desktop.rules.day_names import DAYS, short_date
from iop_desktop.rules.refusal import Refusal

MOST_WEEKS = 8
MOST_MEETINGS = 500
SHORTEST, LONGEST = 15, 480
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Days of the week (Monday is 0) every ``every`` weeks, until a day or for a number of meetings, or for good."""

    days: tuple[int, ...]
    every: int = 1
    until: date | None = None
    count: int | None = None

    @property
    def rule(self) -> str:
        """The RRULE without DTSTART, parts in a fixed order."""
        parts = ["FREQ=WEEKLY", f"INTERVAL={self.every}", f"BYDAY={','.join(_CODES[day] for day in sorted(self.days))}"]
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a group meets: how it recurs, from which day, at what time (HH:MM on the wall), for how many minutes."""

    recurrence: Recurrence
    first_on: date
    meets_at: str
    minutes: int


def read_rule(rule: str) -> Recurrence:
    """The recurrence that ``Recurrence.rule`` wrote. Raises ValueError for any other text."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    try:
        days = tuple(_CODES.index(code) for code in parts["BYDAY"].split(","))
        until, count = parts.get("UNTIL"), parts.get("COUNT")
        found = Recurrence(
            days,
            int(parts["INTERVAL"]),
            date.fromisoformat(until) if until else None,
            int(count) if count else None,
        )
    except (KeyError, ValueError):
        raise ValueError("not a rule of this program") from None
    if found.rule != rule:
        raise ValueError("not a rule of this program")
    return found


def wall_time(meets_at: str) -> time:
    """The time of day of HH:MM. Raises ValueError for any other text."""
    written = _TIME.fullmatch(meets_at)
    if written is None:
        raise ValueError("not a time of day")
    return time(int(written[1]), int(written[2]))


def refusals_of_timetable(timetable: Timetable) -> tuple[Refusal, ...]:
    """Why a group cannot recur like this; every reason, not only the first."""
    recurrence = timetable.recurrence
    until, count = recurrence.until, recurrence.count
    checks = (
        (bool(recurrence.days), Refusal("days", "Choose the days of the week on which the group meets.", "days")),
        (1 <= recurrence.every <= MOST_WEEKS, Refusal("every", f"Choose 1 to {MOST_WEEKS} weeks.", "every")),
        (_TIME.fullmatch(timetable.meets_at) is not None, Refusal("time", "Write when the group begins.", "meets_at")),
        (
            SHORTEST <= timetable.minutes <= LONGEST,
            Refusal("minutes", f"A session lasts {SHORTEST} to {LONGEST} minutes.", "minutes"),
        ),
        (
            until is None or until >= timetable.first_on,
            Refusal("until", "The last day must not be before the first day.", "until"),
        ),
        (
            count is None or 1 <= count <= MOST_MEETINGS,
            Refusal("count", f"Choose 1 to {MOST_MEETINGS} meetings.", "count"),
        ),
        (
            until is None or count is None,
            Refusal("end", "Choose either a last day or a number of meetings.", "until"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def timetable_words(timetable: Timetable) -> str:
    """Such as "Mondays and Thursdays, 9:00 AM, 3 hours, until Dec 18, 2026"."""
    recurrence = timetable.recurrence
    days = [f"{DAYS[day]}s" for day in sorted(recurrence.days)]
    parts = [_joined(days), _clock(timetable.meets_at), _length(timetable.minutes)]
    if recurrence.every > 1:
        parts[0] += f" every {recurrence.every} weeks"
    if recurrence.until is not None:
        parts.append(f"until {short_date(recurrence.until)}")
    if recurrence.count is not None:
        parts.append("once" if recurrence.count == 1 else f"{recurrence.count} meetings")
    return ", ".join(parts)


def _joined(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _clock(meets_at: str) -> str:
    at = wall_time(meets_at)
    return f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"


def _length(minutes: int) -> str:
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"
