"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.wall_time import NO_SUCH_TIME, UNREADABLE, read_wall_time

EAST = ZoneInfo("America/New_York")


def wall(month: int, day: int, hour: int, minute: int = 0, fold: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=EAST, fold=fold).astimezone(UTC)


MORNING = SessionSpan(wall(11, 23, 9), wall(11, 23, 12))
AFTERNOON = SessionSpan(wall(11, 23, 13), wall(11, 23, 16))
LATE_EVENING = SessionSpan(wall(11, 23, 22), wall(11, 24, 1))


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("9:05", MORNING, wall(11, 23, 9, 5)),
        ("905", MORNING, wall(11, 23, 9, 5)),
        ("9.05", MORNING, wall(11, 23, 9, 5)),
        ("9h05", MORNING, wall(11, 23, 9, 5)),
        ("09 05", MORNING, wall(11, 23, 9, 5)),
        (" 9 ", MORNING, wall(11, 23, 9)),
        ("9:05 AM", MORNING, wall(11, 23, 9, 5)),
        ("9:05 a.m.", MORNING, wall(11, 23, 9, 5)),
        ("9:05a", MORNING, wall(11, 23, 9, 5)),
        ("9 pm", MORNING, wall(11, 23, 21)),
        ("12", MORNING, wall(11, 23, 12)),
        ("12:10 am", MORNING, wall(11, 23, 0, 10)),
        ("1:30", AFTERNOON, wall(11, 23, 13, 30)),
        ("1:30 PM", AFTERNOON, wall(11, 23, 13, 30)),
        ("13:30", AFTERNOON, wall(11, 23, 13, 30)),
        ("1330", AFTERNOON, wall(11, 23, 13, 30)),
        ("11:50", LATE_EVENING, wall(11, 23, 23, 50)),
        ("12:20", LATE_EVENING, wall(11, 24, 0, 20)),
        ("0:20", LATE_EVENING, wall(11, 24, 0, 20)),
        ("12:45", LATE_EVENING, wall(11, 24, 0, 45)),
        ("1", LATE_EVENING, wall(11, 24, 1)),
        ("22:00", LATE_EVENING, wall(11, 23, 22)),
    ],
)
def test_readable(text: str, span: SessionSpan, expected: datetime) -> None:
    found = read_wall_time(text, span, EAST)
    assert found == expected
    assert isinstance(found, datetime)
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "24:00",
        "9:60",
        "9:5",
        "13 pm",
        "0 am",
        "9 m",
        "-9",
        "9:05:00",
        "12345",
        "٩:٠٥",
        "9:05 xm",
    ],
)
def test_unreadable(text: str) -> None:
    assert read_wall_time(text, MORNING, EAST) is UNREADABLE


def test_the_hour_that_the_clocks_skip() -> None:
    span = SessionSpan(wall(3, 8, 1), wall(3, 8, 5))
    assert read_wall_time("2:30", span, EAST) is NO_SUCH_TIME
    assert read_wall_time("2:30 am", span, EAST) is NO_SUCH_TIME
    assert read_wall_time("3:00", span, EAST) == wall(3, 8, 3)
    assert read_wall_time("1:59", span, EAST) == wall(3, 8, 1, 59)


def test_a_skipped_hour_does_not_disturb_another_session_of_that_day() -> None:
    span = SessionSpan(wall(3, 8, 13), wall(3, 8, 16))
    assert read_wall_time("2:30", span, EAST) == wall(3, 8, 14, 30)


def test_the_hour_that_comes_twice() -> None:
    first_round = SessionSpan(wall(10, 31, 23), wall(11, 1, 1, 45))
    second_round = SessionSpan(wall(11, 1, 1, 15, fold=1), wall(11, 1, 4))
    assert read_wall_time("1:30", first_round, EAST) == wall(11, 1, 1, 30)
    assert read_wall_time("1:30", second_round, EAST) == wall(11, 1, 1, 30, fold=1)


SPANS = st.builds(
    lambda start, minutes: SessionSpan(start, start + timedelta(minutes=minutes)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    st.integers(30, 240),
)


@given(SPANS, st.floats(0, 1))
def test_what_the_clock_showed_during_the_session_is_read_back(span: SessionSpan, share: float) -> None:
    moment = (span.starts_at + (span.ends_at - span.starts_at) * share).replace(second=0, microsecond=0)
    local = moment.astimezone(EAST)
    found = read_wall_time(f"{local:%H:%M}", span, EAST)
    assert isinstance(found, datetime)
    assert span.starts_at <= found <= span.ends_at
    assert f"{found.astimezone(EAST):%H:%M}" == f"{local:%H:%M}"


@given(st.text(max_size=8), SPANS)
def test_any_text_gets_an_answer(text: str, span: SessionSpan) -> None:
    found = read_wall_time(text, span, EAST)
    assert found in (UNREADABLE, NO_SUCH_TIME) or isinstance(found, datetime)
