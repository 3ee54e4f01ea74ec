"""Hours of treatment in a week against what the program promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Minutes one member attended in a week and the program's minimum, in minutes."""

    minutes: int
    minimum: int

    @property
    def below(self) -> bool:
        """Whether the minimum is not reached."""
        return self.minutes < self.minimum


class Standing(StrEnum):
    """Where the hours of a week stand against the program's range."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class WeekRange:
    """Minutes one member attended in a week and the least and most that the program plans, in minutes."""

    minutes: int
    minimum: int
    maximum: int

    @property
    def standing(self) -> Standing:
        """Below, within or above the range; a maximum of 0 is none."""
        if self.minutes < self.minimum:
            return Standing.BELOW
        return Standing.ABOVE if 0 < self.maximum < self.minutes else Standing.WITHIN


def week_of(day: date) -> tuple[date, date]:
    """Sunday to Saturday around the day, the week that Medicare counts."""
    first = day - timedelta(days=(day.weekday() + 1) % 7)
    return first, first + timedelta(days=6)


def minutes_in_week(attended: Iterable[tuple[date, int]], day: date) -> int:
    """Sum of the minutes of all sessions in the week of ``day``."""
    first, last = week_of(day)
    return sum(minutes for on, minutes in attended if first <= on <= last)
