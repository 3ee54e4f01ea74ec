from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.meetings import (
    Leading,
    actual_end,
    actual_start,
    held_ahead,
    is_recorded_late,
    leads_as,
    may_plan,
    refusals_of_closure,
    refusals_to_end,
    refusals_to_move,
    refusals_to_plan,
    refusals_to_record_past,
    refusals_to_restore,
    refusals_to_skip,
    refusals_to_start,
)

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
    ("may_stand_in", "is_leader", "capacity"),
    [
        (True, True, Leading.OWN),
        (True, False, Leading.SUBSTITUTE),
        (False, True, Leading.OWN),
        (False, False, None),
    ],
)
def test_who_may_run_a_session(may_stand_in: bool, is_leader: bool, capacity: Leading | None) -> None:
    me, other = UUID(int=1), UUID(int=2)
    assert leads_as(me, (other, me if is_leader else None), may_stand_in=may_stand_in) is capacity


@pytest.mark.parametrize(
    ("all_groups", "leads", "may"), [(False, True, True), (False, False, False), (True, False, True)]
)
def test_who_plans(all_groups: bool, leads: bool, may: bool) -> None:
    me, other = UUID(int=1), UUID(int=2)
    assert may_plan(me, (me if leads else other, None), all_groups=all_groups) is may


@pytest.mark.parametrize(
    ("ahead", "cancelled", "codes"),
    [(False, False, ["early"]), (True, False, []), (True, True, ["cancelled"])],
)
def test_starting_ahead_of_time(ahead: bool, cancelled: bool, codes: list[str]) -> None:
    refusals = refusals_to_start(PLANNED, None, minutes(-90), ahead=ahead, cancelled=cancelled)
    assert [refusal.code for refusal in refusals] == codes


def test_a_session_begun_ahead_is_as_long_as_planned() -> None:
    held = held_ahead(PLANNED, minutes(-90))
    assert (held.starts_at, held.ends_at) == (minutes(-90), minutes(90))


@pytest.mark.parametrize(
    ("started", "cancelled", "reason", "codes"),
    [
        (None, False, "Snow", []),
        (0, False, "Snow", ["started"]),
        (None, True, "Snow", ["cancelled"]),
        (None, False, " ", ["reason"]),
        (None, False, "x" * 160, []),
        (None, False, "x" * 161, ["reason"]),
    ],
)
def test_skipping(started: int | None, cancelled: bool, reason: str, codes: list[str]) -> None:
    began = None if started is None else minutes(started)
    assert [refusal.code for refusal in refusals_to_skip(began, cancelled=cancelled, reason=reason)] == codes


@pytest.mark.parametrize(
    ("now", "others", "codes"),
    [(-1, [], []), (0, [], ["past"]), (-1, [PLANNED], ["overlap"])],
)
def test_restoring(now: int, others: list[SessionSpan], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_restore(PLANNED, minutes(now), others)] == codes


@pytest.mark.parametrize(
    ("started", "cancelled", "target", "codes"),
    [
        (None, False, (300, 400), []),
        (0, False, (300, 400), ["started"]),
        (None, True, (300, 400), ["cancelled"]),
        (None, False, (-10, 400), ["past"]),
        (None, False, (100, 200), ["overlap"]),
        (None, False, (300, 300), ["order"]),
    ],
)
def test_moving(started: int | None, cancelled: bool, target: tuple[int, int], codes: list[str]) -> None:
    began = None if started is None else minutes(started)
    span = SessionSpan(minutes(target[0]), minutes(target[1]))
    refusals = refusals_to_move(began, span, minutes(0), [PLANNED], cancelled=cancelled)
    assert [refusal.code for refusal in refusals] == codes


@pytest.mark.parametrize(
    ("held", "reason", "codes"),
    [
        ((-300, -120), "Laptop was away", []),
        ((-300, -300), "Laptop was away", ["order"]),
        ((400, 1001), "Laptop was away", ["ahead"]),
        ((-800, -79), "Laptop was away", ["long"]),
        ((100, 200), "Laptop was away", ["overlap"]),
        ((-300, -120), "", ["reason"]),
    ],
)
def test_recording_afterwards(held: tuple[int, int], reason: str, codes: list[str]) -> None:
    refusals = refusals_to_record_past(
        SessionSpan(minutes(held[0]), minutes(held[1])), minutes(1000), reason, [PLANNED]
    )
    assert [refusal.code for refusal in refusals] == codes


@pytest.mark.parametrize(("now", "late"), [(0, False), (300, False), (12 * 60 - 1, False), (12 * 60, True)])
def test_an_entry_of_a_later_day_is_late(now: int, late: bool) -> None:
    assert is_recorded_late(PLANNED, minutes(now), UTC) is late


@pytest.mark.parametrize(
    ("days", "reason", "codes"),
    [
        (0, "Holiday", []),
        (90, "Holiday", []),
        (-1, "Holiday", ["order"]),
        (91, "Holiday", ["long"]),
        (0, "", ["reason"]),
        (0, "x" * 141, ["reason"]),
    ],
)
def test_closing_the_clinic(days: int, reason: str, codes: list[str]) -> None:
    first = date(2026, 12, 24)
    refusals = refusals_of_closure(first, first + timedelta(days=days), reason)
    assert [refusal.code for refusal in refusals] == codes
