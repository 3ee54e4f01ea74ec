"""When backups are due, when people are warned, and which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.backup_rotation import DAILY, MONTHLY, WEEKLY, kept
from iop_desktop.rules.backups import (
    clock_went_back,
    days_between,
    is_due_today,
    is_overdue,
    is_short_of_room,
    stick_is_due,
)

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
MOMENTS = st.lists(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), max_size=60, unique=True
)


@pytest.mark.parametrize(
    ("verified", "overdue"),
    [
        (None, True),
        (NOW, False),
        (NOW - 7 * DAY, False),
        (NOW - 7 * DAY - timedelta(seconds=1), True),
        (NOW + timedelta(hours=20), False),
        (NOW + timedelta(hours=25), True),
    ],
    ids=["never", "now", "seven days", "more than seven days", "another clock", "the future"],
)
def test_people_are_warned_after_seven_days(verified: datetime | None, overdue: bool) -> None:
    assert is_overdue(verified, NOW) is overdue
    assert stick_is_due(verified, NOW) is overdue


def test_a_backup_is_due_once_on_each_day_of_the_clinic() -> None:
    late = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    assert is_due_today(None, NOW, ZONE)
    assert is_due_today(late, NOW, ZONE), "4:00 UTC is still the day before in New York"
    assert not is_due_today(late + timedelta(hours=2), NOW, ZONE)


def test_days_are_whole_and_never_negative() -> None:
    assert (days_between(NOW - 47 * timedelta(hours=1), NOW), days_between(NOW + DAY, NOW)) == (1, 0)


def test_room_is_short_below_twice_the_records() -> None:
    assert (is_short_of_room(199, 100), is_short_of_room(200, 100)) == (True, False)


@pytest.mark.parametrize(("entry", "back"), [(None, False), (NOW, False), (NOW + timedelta(minutes=11), True)])
def test_a_clock_that_went_back_is_noticed(entry: datetime | None, back: bool) -> None:
    assert clock_went_back(entry, NOW) is back


def test_of_two_years_of_daily_backups_23_stay() -> None:
    made = [NOW - number * DAY for number in range(730)]
    stay = kept(made, ZONE)
    assert {NOW - number * DAY for number in range(DAILY)} <= stay
    sundays = {NOW - number * DAY for number in (2, 9, 16)}
    assert sundays <= stay, "the last day of each earlier week"
    assert len({moment.strftime("%Y-%m") for moment in stay}) == MONTHLY
    assert len(stay) < DAILY + WEEKLY + MONTHLY


def test_a_clinic_that_was_closed_for_a_month_loses_none() -> None:
    made = [NOW - (40 + number) * DAY for number in range(7)]
    assert kept(made, ZONE) == frozenset(made)


def test_of_one_day_the_newest_stays() -> None:
    made = [NOW - timedelta(minutes=number) for number in range(5)]
    assert kept(made, ZONE) == {NOW}


@given(MOMENTS)
def test_the_newest_stays_and_no_more_than_23(moments: list[datetime]) -> None:
    stay = kept(moments, ZONE)
    assert stay <= set(moments)
    assert len(stay) <= DAILY + WEEKLY + MONTHLY
    assert not moments or max(moments) in stay


@given(MOMENTS)
def test_turning_over_twice_takes_no_more(moments: list[datetime]) -> None:
    stay = kept(moments, ZONE)
    assert kept(stay, ZONE) == stay
