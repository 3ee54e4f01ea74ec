from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.meetings import (
    Leading,
    actual_end,
    actual_start,
    leads_as,
    refusals_to_end,
    refusals_to_plan,
    refusals_to_start,
)
from iop_desktop.rules.vocabulary import Role

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLANNED = SessionSpan(NOON, NOON + timedelta(hours=3))


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


@pytest.mark.parametrize(
    ("begin", "end", "codes"),
    [
        (-180, 0, []),
        (180, 360, []),
        (179, 360, ["overlap"]),
        (-60, 1, ["overlap"]),
        (30, 60, ["overlap"]),
        (200, 200, ["order"]),
        (200, 190, ["order"]),
        (200, 680, []),
        (200, 681, ["long"]),
        (-300, 400, ["long", "overlap"]),
    ],
)
def test_planning(begin: int, end: int, codes: list[str]) -> None:
    refusals = refusals_to_plan(SessionSpan(minutes(begin), minutes(end)), [PLANNED])
    assert [refusal.code for refusal in refusals] == codes


@pytest.mark.parametrize(
    ("started", "now", "codes"),
    [
        (None, 0, []),
        (None, -60, []),
        (None, -61, ["early"]),
        (None, 500, []),
        (0, 10, ["started"]),
    ],
)
def test_starting(started: int | None, now: int, codes: list[str]) -> None:
    refusals = refusals_to_start(PLANNED, None if started is None else minutes(started), minutes(now))
    assert [refusal.code for refusal in refusals] == codes


@pytest.mark.parametrize(
    ("started", "ended", "now", "codes"),
    [
        (None, None, 10, ["not-started"]),
        (0, None, 10, []),
        (0, None, 200, []),
        (0, None, 5000, []),
        (0, 170, 180, ["ended"]),
        (10, None, 10, ["order"]),
        (10, None, -30, ["order"]),
    ],
)
def test_ending(started: int | None, ended: int | None, now: int, codes: list[str]) -> None:
    begun = None if started is None else minutes(started)
    over = None if ended is None else minutes(ended)
    assert [refusal.code for refusal in refusals_to_end(PLANNED, begun, over, minutes(now))] == codes


def test_actual_times_are_whole_minutes() -> None:
    assert actual_start(PLANNED, minutes(3.7)) == minutes(3)
    assert actual_end(PLANNED, minutes(170.9)) == minutes(170)


def test_what_is_written_down_late_is_taken_to_have_been_on_time() -> None:
    assert actual_start(PLANNED, minutes(180)) == PLANNED.starts_at
    assert actual_start(PLANNED, minutes(179)) == minutes(179)
    assert actual_end(PLANNED, minutes(241)) == PLANNED.ends_at
    assert actual_end(PLANNED, minutes(240)) == minutes(240)


@pytest.mark.parametrize(
    ("role", "is_leader", "capacity"),
    [
        (Role.FACILITATOR, True, Leading.OWN),
        (Role.FACILITATOR, False, Leading.SUBSTITUTE),
        (Role.SUPERVISOR, True, Leading.OWN),
        (Role.SUPERVISOR, False, None),
        (Role.ADMINISTRATOR, False, None),
    ],
)
def test_who_may_run_a_session(role: Role, is_leader: bool, capacity: Leading | None) -> None:
    me, other = UUID(int=1), UUID(int=2)
    assert leads_as(me, role, (other, me if is_leader else None)) is capacity
