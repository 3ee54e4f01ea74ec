"""When the invented groups meet: today, and three times a week before that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SESSION_LENGTH = timedelta(minutes=180)
_LATEST_START = time(20, 45)
_QUARTER = 15
# Days of the week on which a group meets so that today is one of them and the weekend is kept free where it can be.
_PATTERNS = {0: (0, 2, 4), 1: (0, 1, 3), 2: (0, 2, 4), 3: (0, 1, 3), 4: (0, 2, 4), 5: (1, 3, 5), 6: (2, 4, 6)}


@dataclass(frozen=True, slots=True)
class DemoCalendar:
    """The days of the demo as seen from now. All moments are UTC; days are those of the clinic's wall clock."""

    now: datetime
    zone: tzinfo
    first_start: datetime
    weeks: int

    @property
    def today(self) -> date:
        """The day of the session that waits."""
        return self.first_start.astimezone(self.zone).date()

    @property
    def began_on(self) -> date:
        """The first day of the clinic in this vault."""
        return self.today - timedelta(weeks=self.weeks + 1)

    def start_on(self, day: date, offset_minutes: int) -> datetime:
        """When a group begins on a day: as long after the first group as it is today, but never late at night."""
        first = self.first_start.astimezone(self.zone)
        latest = datetime.combine(first.date(), _LATEST_START, first.tzinfo)
        if offset_minutes and first < latest:
            first = min(first + timedelta(minutes=offset_minutes), latest)
        wall = datetime.combine(day, first.time(), self.zone)
        return wall.astimezone(UTC)

    def past_days(self) -> tuple[date, ...]:
        """The days of the sessions before today, oldest first."""
        pattern = _PATTERNS[self.today.weekday()]
        days = (self.today - timedelta(days=back) for back in range(7 * self.weeks, 0, -1))
        return tuple(day for day in days if day.weekday() in pattern)

    def ago(self, days: int) -> date:
        """The day that many days before today."""
        return self.today - timedelta(days=days)


def next_quarter(now: datetime, zone: tzinfo) -> datetime:
    """The next quarter hour at least five minutes from now, early enough that a session still ends today."""
    soon = (now + timedelta(minutes=5)).astimezone(zone)
    late = soon + timedelta(minutes=-soon.minute % _QUARTER)
    start = late.replace(second=0, microsecond=0)
    latest = datetime.combine(now.astimezone(zone).date(), _LATEST_START, zone)
    return min(start, latest).astimezone(UTC)


def birth_date(today: date, age: int, birthday: str) -> date:
    """The date of birth of somebody who is ``age`` today; ``birthday`` is MM-DD."""
    month, day = (int(part) for part in birthday.split("-"))
    had_birthday = (month, day) <= (today.month, today.day)
    return date(today.year - age - (0 if had_birthday else 1), month, day)
