"""When a note is due, and a clock that cannot be right."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.note_due import (
    CLOCK_BEFORE_END,
    CLOCK_BEFORE_LOG,
    DEFAULT_SOURCE,
    end_of_business_day,
    note_due,
    refusals_of_clock,
)
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.staffing_limits import Limit, LimitKind, RulePack

EAST = ZoneInfo("America/New_York")
# A Monday, noon in New York.
MONDAY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def pack(code: str, kind: LimitKind, value: int, first: date = date(2020, 1, 1), last: date | None = None) -> RulePack:
    return RulePack(code, code.title(), code, first, last, (Limit(f"{code}/due", kind, value, f"{code} code", True),))


DAYS, HOURS = LimitKind.NOTE_DUE_BUSINESS_DAYS, LimitKind.NOTE_DUE_HOURS


@pytest.mark.parametrize(
    ("packs", "due", "rule"),
    [
        ((), datetime(2026, 11, 26, 23, 59, 59, 999_999, EAST), "default"),
        ((pack("texas", DAYS, 2),), datetime(2026, 11, 25, 23, 59, 59, 999_999, EAST), "texas/due"),
        ((pack("texas", DAYS, 5),), datetime(2026, 11, 30, 23, 59, 59, 999_999, EAST), "texas/due"),
        ((pack("payer", HOURS, 24),), MONDAY + timedelta(hours=24), "payer/due"),
        ((pack("payer", HOURS, 24), pack("texas", DAYS, 1)), MONDAY + timedelta(hours=24), "payer/due"),
        (
            (pack("payer", HOURS, 72), pack("texas", DAYS, 2)),
            datetime(2026, 11, 25, 23, 59, 59, 999_999, EAST),
            "texas/due",
        ),
        ((pack("later", DAYS, 1, date(2027, 1, 1)),), datetime(2026, 11, 26, 23, 59, 59, 999_999, EAST), "default"),
        (
            (pack("ended", DAYS, 1, date(2020, 1, 1), date(2026, 11, 22)),),
            datetime(2026, 11, 26, 23, 59, 59, 999_999, EAST),
            "default",
        ),
        ((pack("sizes", LimitKind.GROUP_MAX, 12),), datetime(2026, 11, 26, 23, 59, 59, 999_999, EAST), "default"),
    ],
)
def test_the_shortest_rule_in_force_counts(packs: tuple[RulePack, ...], due: datetime, rule: str) -> None:
    found = note_due(packs, MONDAY, EAST)
    assert (found.at, found.rule) == (due, rule)
    assert found.source == (DEFAULT_SOURCE if rule == "default" else f"{rule.partition('/')[0]} code")


@pytest.mark.parametrize(
    ("session", "days", "last"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 27), 2, date(2026, 12, 1)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 3, date(2026, 12, 2)),
        (date(2026, 11, 26), 0, date(2026, 11, 26)),
    ],
)
def test_weekends_are_no_business_days(session: date, days: int, last: date) -> None:
    evening = datetime(session.year, session.month, session.day, 22, 30, tzinfo=EAST)
    assert end_of_business_day(evening, days, EAST).date() == last


def test_late_is_what_is_signed_after_the_last_moment() -> None:
    due = note_due((), MONDAY, EAST)
    assert due.day == date(2026, 11, 26)
    assert not due.is_late(due.at)
    assert due.is_late(due.at + timedelta(microseconds=1))


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)),
    st.integers(min_value=1, max_value=15),
)
def test_business_days_never_end_on_a_weekend_and_never_too_soon(moment: datetime, days: int) -> None:
    at = moment.replace(tzinfo=UTC)
    end = end_of_business_day(at, days, EAST)
    assert end.weekday() < 5
    passed = (end.date() - at.astimezone(EAST).date()).days
    assert days <= passed <= days + 2 * (days // 5 + 1)


@pytest.mark.parametrize(
    ("now", "newest", "expected"),
    [
        (MONDAY, None, ()),
        (MONDAY, MONDAY, ()),
        (MONDAY - timedelta(seconds=1), None, (CLOCK_BEFORE_END,)),
        (MONDAY, MONDAY + timedelta(seconds=1), (CLOCK_BEFORE_LOG,)),
        (MONDAY - timedelta(days=1), MONDAY, (CLOCK_BEFORE_END, CLOCK_BEFORE_LOG)),
    ],
)
def test_a_clock_in_the_past_stops_signing(
    now: datetime, newest: datetime | None, expected: tuple[Refusal, ...]
) -> None:
    assert refusals_of_clock(now, MONDAY, newest) == expected
