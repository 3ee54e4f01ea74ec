from __future__ import annotations

from datetime import date, datetime, time
from itertools import islice
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.recurrence import (
    Recurrence,
    Timetable,
    read_rule,
    refusals_of_timetable,
    timetable_words,
    wall_time,
)

MONDAY = date(2026, 11, 23)
DAYS = st.frozensets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
ENDS = st.one_of(
    st.just((None, None)),
    st.tuples(st.dates(MONDAY, date(2030, 1, 1)), st.none()),
    st.tuples(st.none(), st.integers(1, 500)),
)


def timetable(**changes: Any) -> Timetable:
    ends = {key: changes.pop(key) for key in ("days", "every", "until", "count") if key in changes}
    values: dict[str, Any] = {"first_on": MONDAY, "meets_at": "09:00", "minutes": 180}
    days: dict[str, Any] = {"days": (0, 2)}
    return Timetable(Recurrence(**(days | ends)), **(values | changes))


@given(DAYS, st.integers(1, 8), ENDS)
def test_what_is_written_is_read_back(days: tuple[int, ...], every: int, end: tuple[Any, Any]) -> None:
    recurrence = Recurrence(days, every, *end)
    assert read_rule(recurrence.rule) == recurrence


@given(DAYS, st.integers(1, 8), ENDS)
def test_the_library_reads_the_same_days(days: tuple[int, ...], every: int, end: tuple[Any, Any]) -> None:
    recurrence = Recurrence(days, every, *end)
    found = list(islice(rrulestr(recurrence.rule, dtstart=datetime.combine(MONDAY, time())), 40))
    assert found or end[0] is not None
    assert all(day.weekday() in days for day in found)
    assert all((day.date() - MONDAY).days // 7 % every == 0 for day in found)
    assert all(end[0] is None or day.date() <= end[0] for day in found)


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=x;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=1;BYDAY=XX", "BYDAY=MO;INTERVAL=1"],
)
def test_other_rules_are_not_read(rule: str) -> None:
    with pytest.raises(ValueError, match="not a rule"):
        read_rule(rule)


@pytest.mark.parametrize("text", ["9:00", "24:00", "09:60", "", "nine"])
def test_other_times_are_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        wall_time(text)


def test_a_wall_time() -> None:
    assert wall_time("17:05") == time(17, 5)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"days": ()}, ["days"]),
        ({"every": 0}, ["every"]),
        ({"every": 9}, ["every"]),
        ({"meets_at": "9"}, ["time"]),
        ({"minutes": 14}, ["minutes"]),
        ({"minutes": 481}, ["minutes"]),
        ({"until": MONDAY}, []),
        ({"until": date(2026, 11, 22)}, ["until"]),
        ({"count": 1}, []),
        ({"count": 0}, ["count"]),
        ({"count": 501}, ["count"]),
        ({"count": 3, "until": MONDAY}, ["end"]),
    ],
)
def test_timetables_that_cannot_be(changes: dict[str, Any], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_timetable(timetable(**changes))] == codes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": (4, 0, 2)}, "Mondays, Wednesdays and Fridays, 9:00 AM, 3 hours"),
        ({"days": (1,), "minutes": 60, "meets_at": "12:30"}, "Tuesdays, 12:30 PM, 1 hour"),
        ({"every": 2, "minutes": 90}, "Mondays and Wednesdays every 2 weeks, 9:00 AM, 90 minutes"),
        ({"until": date(2026, 12, 18)}, "Mondays and Wednesdays, 9:00 AM, 3 hours, until Dec 18, 2026"),
        ({"count": 1, "meets_at": "00:00"}, "Mondays and Wednesdays, 12:00 AM, 3 hours, once"),
        ({"count": 8}, "Mondays and Wednesdays, 9:00 AM, 3 hours, 8 meetings"),
    ],
)
def test_words(changes: dict[str, Any], words: str) -> None:
    assert timetable_words(timetable(**changes)) == words
