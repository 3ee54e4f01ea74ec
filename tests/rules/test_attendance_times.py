"""Minutes, times and refusals of attendance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from iop_desktop.rules.attendance import (
    Attendance,
    SessionSpan,
    add_up,
    counted_minutes,
    present_count,
    start_by_mark,
    tally,
    within,
)
from iop_desktop.rules.attendance_events import Event, undone_batches
from iop_desktop.rules.attendance_minutes import Away
from iop_desktop.rules.attendance_refusals import (
    refusals_of_corrected,
    refusals_to_correct,
    refusals_to_mark,
    refusals_to_move,
    refusals_to_set_times,
)
from iop_desktop.rules.vocabulary import AttendanceEventKind as Kind
from iop_desktop.rules.vocabulary import AttendanceStatus as Status
from tests.rules.event_log import END, SPAN, START, at


@pytest.mark.parametrize(
    ("attendance", "minutes"),
    [
        (Attendance(Status.PRESENT), 180),
        (Attendance(Status.PRESENT, at(-30), at(300)), 180),
        (Attendance(Status.LATE, at(9.99)), 170),
        (Attendance(Status.LATE, at(179.5)), 0),
        (Attendance(Status.LEFT_EARLY, at(0), at(89.9)), 89),
        (Attendance(Status.PRESENT, at(100), at(50)), 0),
        (Attendance(Status.NO_SHOW, at(0), at(100)), 0),
        (Attendance(), 0),
    ],
)
def test_counted_minutes(attendance: Attendance, minutes: int) -> None:
    assert counted_minutes(attendance, SPAN) == minutes


def test_minutes_across_midnight_and_a_clock_change_are_real_minutes() -> None:
    night = SessionSpan(datetime(2026, 11, 1, 3, 0, tzinfo=UTC), datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
    assert counted_minutes(Attendance(Status.PRESENT), night) == 300


def test_within_drops_seconds_and_keeps_to_the_session() -> None:
    assert within(at(10.9), SPAN) == at(10)
    assert within(at(-10), SPAN) == START
    assert within(at(1000), SPAN) == END


@pytest.mark.parametrize(
    ("time_in", "time_out", "status", "expected"),
    [
        (None, None, Status.PRESENT, []),
        (0, 180, Status.PRESENT, []),
        (-60, 240, Status.LATE, []),
        (-61, None, Status.PRESENT, [("beyond", "time_in")]),
        (None, 241, Status.PRESENT, [("beyond", "time_out")]),
        (50, 50, Status.PRESENT, [("order", "time_out")]),
        (60, 50, Status.PRESENT, [("order", "time_out")]),
        (10, None, Status.NO_SHOW, [("not-here", "status")]),
        (10, None, Status.UNMARKED, [("not-here", "status")]),
        (
            300,
            -90,
            Status.EXCUSED,
            [
                ("not-here", "status"),
                ("order", "time_out"),
                ("beyond", "time_in"),
                ("beyond", "time_out"),
            ],
        ),
    ],
)
def test_refusals_to_set_times(
    time_in: int | None,
    time_out: int | None,
    status: Status,
    expected: list[tuple[str, str]],
) -> None:
    found = refusals_to_set_times(
        None if time_in is None else at(time_in),
        None if time_out is None else at(time_out),
        status,
        SPAN,
    )
    assert [(refusal.code, refusal.field) for refusal in found] == expected


def test_a_signed_note_guards_its_attendance() -> None:
    assert refusals_to_mark(False) == ()
    assert [refusal.code for refusal in refusals_to_mark(True)] == ["signed"]


def test_tally_and_number_present() -> None:
    statuses = [Status.NO_SHOW, Status.PRESENT, Status.LATE, Status.PRESENT]
    assert list(tally(statuses).items()) == [
        (Status.PRESENT, 2),
        (Status.LATE, 1),
        (Status.NO_SHOW, 1),
    ]
    assert present_count(statuses) == 3
    assert tally([]) == {}


def test_undone_batches_keep_the_last_word() -> None:
    first, second, third = UUID(int=1), UUID(int=2), UUID(int=3)
    assert undone_batches([(first, None), (second, first)]) == {first}
    assert undone_batches([(first, None), (second, first), (third, second)]) == {second}


def test_an_event_never_changes() -> None:
    event = Event(UUID(int=1), UUID(int=1), Kind.MARKED, Status.LATE, at(5))
    add_up([event], SPAN)
    assert event == replace(event)


@pytest.mark.parametrize(
    ("status", "minutes", "started"),
    [
        (Status.PRESENT, 0, 0),
        (Status.LATE, 20.5, 20),
        (Status.TELEHEALTH, -5, 0),
        (Status.PRESENT, -61, None),
        (Status.PRESENT, 180, 0),
        (Status.PRESENT, 3000, 0),
        (Status.EXCUSED, 10, None),
        (Status.NO_SHOW, 10, None),
        (Status.UNMARKED, 10, None),
    ],
)
def test_which_mark_starts_a_session(status: Status, minutes: float, started: int | None) -> None:
    expected = None if started is None else at(started)
    assert start_by_mark(status, at(minutes), SPAN) == expected


@pytest.mark.parametrize(
    ("minute", "outward", "codes"),
    [(30, True, ["out"]), (20, True, ["out"]), (40, True, []), (10, True, []), (50, False, ["in"])],
)
def test_a_way_out_lies_in_no_other(minute: float, outward: bool, codes: list[str]) -> None:
    found = Attendance(Status.PRESENT, at(0), aways=(Away(at(20), at(40)),))
    assert [refusal.code for refusal in refusals_to_move(found, at(minute), SPAN, outward=outward)] == codes


@pytest.mark.parametrize(
    "found", [Attendance(Status.LEFT_EARLY, at(0), at(60)), Attendance(Status.PRESENT, at(0), aways=(Away(at(60)),))]
)
def test_a_return_comes_after_the_way_out(found: Attendance) -> None:
    assert [refusal.code for refusal in refusals_to_move(found, at(59), SPAN, outward=False)] == ["order"]
    assert refusals_to_move(found, at(60), SPAN, outward=False) == ()


def test_corrected_times_that_cannot_stand() -> None:
    stay = Attendance(Status.PRESENT, at(10), at(60))
    assert refusals_of_corrected(stay, in_order=True) == ()
    cases = (
        (stay, False, "order"),
        (replace(stay, time_out=at(10)), True, "order"),
        (replace(stay, aways=(Away(at(5), at(20)),)), True, "before-arrival"),
    )
    for found, in_order, code in cases:
        assert [refusal.code for refusal in refusals_of_corrected(found, in_order=in_order)] == [code]
    (undone,) = refusals_to_correct(at(5), True, SPAN, has_moment=True, undone=True)
    assert undone.code == "undone"
