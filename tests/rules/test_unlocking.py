"""The wait after wrong pass phrases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.unlocking import LOCK_OUT, delay_after, is_locked_out, wait_left

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (10, 256), (11, 300), (19, 300), (20, 1800), (1000, 1800)],
)
def test_delay_doubles_up_to_five_minutes_and_ends_in_a_lock_out(failures: int, seconds: int) -> None:
    assert delay_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        (timedelta(0), 8),
        (timedelta(seconds=5), 3),
        (timedelta(seconds=8), 0),
        (timedelta(days=1), 0),
        (timedelta(hours=-3), 8),
    ],
)
def test_what_is_left_of_the_wait(passed: timedelta, left: int) -> None:
    assert wait_left(5, NOW - passed, NOW) == timedelta(seconds=left)


def test_nobody_waits_before_the_first_failure() -> None:
    assert wait_left(50, None, NOW) == timedelta(0)


@given(st.integers(0, 10_000), st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_never_longer_than_the_delay(failures: int, passed: timedelta) -> None:
    left = wait_left(failures, NOW - passed, NOW)
    assert timedelta(0) <= left <= delay_after(failures) <= LOCK_OUT


def test_a_lock_out_is_told_from_a_delay() -> None:
    assert [is_locked_out(delay_after(failures)) for failures in (19, 20)] == [False, True]
