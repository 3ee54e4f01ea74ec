"""When the invented groups meet: today, and three times a week before that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SESSION_LENGTH = timedelta(minutes=180)
_LATEST_START = time(20, 45)
_QUARTER = 15
# Days of the week on which a group meets so that today is one of them and the weekend is kept free where it can be.
_PATTERNS = {0: (0, 2, 4), 1: (0, 1, 3), 2: (0, 2, 4), 3: (0, 1, 3), 4: (0, 2, 4), 5: (1, 3, 5), 6: (2, 4, 6)}


class StoryClock:
    """A clock that is moved by hand while history is written: forward only, and never beyond ``limit``."""

    def __init__(self, moment: datetime, limit: datetime) -> None:
        self._moment = moment
        self._limit = limit

    def __call__(self) -> datetime:
        """The moment at which the story stands."""
        return self._moment

    def move_to(self, moment: datetime) -> None:
        """Go on to a later moment; an earlier one leaves the clock where it is."""
        self._moment = max(self._moment, min(moment, self._limit))


@dataclass(frozen=True, slots=True)
class DemoCalendar:
    """The days of the demo. ``first_start`` is when the first group begins today, in UTC; days are the clinic's."""

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
        """The day on which the clinic began to use the program."""
        return self.ago(7 * self.weeks + 7)

    def ago(self, days: int) -> date:
        """The day that many days before today."""
        return self.today - timedelta(days=days)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week on which the groups meet; today is one of them."""
        return _PATTERNS[self.today.weekday()]

    def past_days(self) -> tuple[date, ...]:
        """The days of the sessions before today, oldest first."""
        days = (self.ago(back) for back in range(7 * self.weeks, 0, -1))
        return tuple(day for day in days if day.weekday() in self.weekdays)

    def start_on(self, day: date, offset_minutes: int) -> datetime:
        """When a group begins on a day: as long after the first group as it does today, but never late at night."""
        if day == self.today and not offset_minutes:
            return self.first_start
        first = datetime.combine(self.today, self.first_start.astimezone(self.zone).time())
        latest = max(first, datetime.combine(self.today, _LATEST_START))
        wall = min(first + timedelta(minutes=offset_minutes), latest).time()
        return datetime.combine(day, wall, self.zone).astimezone(UTC)


def next_quarter(now: datetime, zone: tzinfo) -> datetime:
    """The next quarter hour at least five minutes from now, but early enough that a session still ends today."""
    soon = (now + timedelta(minutes=5)).astimezone(zone)
    start = (soon + timedelta(minutes=-soon.minute % _QUARTER)).replace(second=0, microsecond=0)
    latest = datetime.combine(now.astimezone(zone).date(), _LATEST_START, zone)
    return min(start, latest).astimezone(UTC)


def birth_date(today: date, age: int, birthday: str) -> date:
    """The date of birth of somebody who is ``age`` today; ``birthday`` is MM-DD."""
    month, day = (int(part) for part in birthday.split("-"))
    had_birthday = (month, day) <= (today.month, today.day)
    return date(today.year - age - (0 if had_birthday else 1), month, day)
