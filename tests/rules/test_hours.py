"""Hours of a week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.hours import Standing, WeekHours, WeekRange, minutes_in_week, week_of

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 22), date(2026, 11, 22)),
        (date(2026, 11, 23), date(2026, 11, 22)),
        (date(2026, 11, 28), date(2026, 11, 22)),
        (date(2026, 11, 29), date(2026, 11, 29)),
        (date(2027, 1, 1), date(2026, 12, 27)),
    ],
)
def test_week_begins_on_sunday(day: date, first: date) -> None:
    assert week_of(day) == (first, first + timedelta(days=6))


@given(DAYS)
def test_every_day_lies_in_its_own_week(day: date) -> None:
    first, last = week_of(day)
    assert first <= day <= last
    assert (first.weekday(), (last - first).days) == (6, 6)
    assert week_of(first) == week_of(last) == (first, last)


def test_only_sessions_of_the_week_count() -> None:
    attended = [
        (date(2026, 11, 21), 1000),
        (date(2026, 11, 22), 180),
        (date(2026, 11, 28), 90),
        (date(2026, 11, 29), 1000),
    ]
    assert minutes_in_week(attended, date(2026, 11, 25)) == 270
    assert minutes_in_week([], date(2026, 11, 25)) == 0


def test_minimum_reached_is_not_below() -> None:
    assert WeekHours(539, 540).below
    assert not WeekHours(540, 540).below


@pytest.mark.parametrize(
    ("minutes", "maximum", "standing"),
    [
        (539, 1140, Standing.BELOW),
        (540, 1140, Standing.WITHIN),
        (1140, 1140, Standing.WITHIN),
        (1141, 1140, Standing.ABOVE),
        (9999, 0, Standing.WITHIN),
    ],
)
def test_where_a_week_stands(minutes: int, maximum: int, standing: Standing) -> None:
    assert WeekRange(minutes, 540, maximum).standing is standing
