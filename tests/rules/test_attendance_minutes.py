"""Minutes from events: in the room, inside the session, outside the breaks, in whatever order things were recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance import Attendance, SessionSpan, add_up, counted_minutes
from iop_desktop.rules.attendance_minutes import Away, whole_minutes
from iop_desktop.rules.vocabulary import AttendanceStatus as Status
from tests.rules.event_log import END, SPAN, START, Log, at

STEPS = {
    "P": lambda log, minutes: log.mark(Status.PRESENT, minutes),
    "L": lambda log, minutes: log.mark(Status.LATE, minutes),
    "T": lambda log, minutes: log.mark(Status.LEFT_EARLY, minutes),
    "V": lambda log, minutes: log.mark(Status.TELEHEALTH, minutes),
    "X": lambda log, minutes: log.mark(Status.NO_SHOW, minutes),
    "in": lambda log, minutes: log.time_in(minutes),
    "out": lambda log, minutes: log.time_out(minutes),
    "pulled": lambda log, minutes: log.pulled_out(minutes),
    "back": lambda log, minutes: log.returned(minutes),
}
Steps = list[tuple[str, float]]


def log_of(steps: Steps) -> Log:
    log = Log()
    for name, minutes in steps:
        STEPS[name](log, minutes)
    return log


@pytest.mark.parametrize(
    ("steps", "minutes", "status"),
    [
        ([("P", 0)], 180, Status.PRESENT),
        ([("L", 25)], 155, Status.LATE),
        ([("L", 25), ("T", 100)], 75, Status.LEFT_EARLY),
        ([("P", 0), ("pulled", 60), ("back", 75)], 165, Status.PRESENT),
        ([("P", 0), ("back", 75), ("pulled", 60)], 165, Status.PRESENT),
        ([("P", 0), ("pulled", 60)], 60, Status.PRESENT),
        ([("P", 0), ("back", 60)], 180, Status.PRESENT),
        ([("P", 0), ("pulled", 60), ("pulled", 70), ("back", 80)], 160, Status.PRESENT),
        ([("P", 0), ("pulled", 60), ("back", 60)], 180, Status.PRESENT),
        ([("P", 0), ("pulled", 20), ("back", 30), ("pulled", 50), ("back", 70)], 150, Status.PRESENT),
        ([("L", 30), ("pulled", 10), ("back", 20)], 150, Status.LATE),
        ([("P", 0), ("in", 30), ("back", 10)], 150, Status.PRESENT),
        ([("P", 0), ("pulled", 60), ("out", 90)], 60, Status.PRESENT),
        ([("P", 0), ("T", 60), ("back", 90)], 150, Status.PRESENT),
        ([("L", 20), ("T", 60), ("back", 90)], 130, Status.LATE),
        ([("V", 0), ("T", 60), ("back", 90)], 150, Status.TELEHEALTH),
        ([("P", 0), ("T", 60), ("back", 90), ("T", 120)], 90, Status.LEFT_EARLY),
        ([("P", 0), ("T", 60), ("back", 90), ("T", 120), ("P", 121)], 150, Status.PRESENT),
        ([("P", 0), ("T", 60), ("T", 120)], 60, Status.LEFT_EARLY),
        ([("P", 0), ("T", 60), ("out", 50)], 50, Status.LEFT_EARLY),
        ([("P", 0), ("out", 50), ("T", 60)], 50, Status.LEFT_EARLY),
        ([("P", 0), ("out", 50), ("out", 70)], 70, Status.PRESENT),
        ([("P", 0), ("out", 50), ("back", 60), ("T", 150)], 140, Status.LEFT_EARLY),
        ([("P", 0), ("pulled", 40), ("X", 50)], 0, Status.NO_SHOW),
        ([("P", 0), ("pulled", 40), ("back", 60), ("X", 70), ("P", 71)], 160, Status.PRESENT),
        ([("T", 40)], 40, Status.LEFT_EARLY),
        ([("X", 0), ("T", 40)], 40, Status.LEFT_EARLY),
        ([("P", 0), ("in", -30), ("out", 230)], 180, Status.PRESENT),
        ([("P", 0), ("in", -30), ("pulled", -20), ("back", 30)], 150, Status.PRESENT),
        ([("P", 0), ("in", 100), ("out", 50)], 0, Status.PRESENT),
    ],
)
def test_table(steps: Steps, minutes: int, status: Status) -> None:
    log = log_of(steps)
    assert (log.minutes, log.shown.status) == (minutes, status)


@pytest.mark.parametrize(
    ("breaks", "minutes"),
    [
        ((), 165),
        (((10, 20),), 155),
        (((50, 70),), 155),
        (((62, 70),), 165),
        (((10, 20), (15, 30), (60, 75)), 145),
        (((170, None),), 155),
        (((-30, 10), (175, 300)), 150),
        (((0, None),), 0),
    ],
)
def test_breaks_and_a_time_out_of_the_room(breaks: tuple[tuple[int, int | None], ...], minutes: int) -> None:
    log = log_of([("P", 0), ("pulled", 60), ("back", 75)])
    span = replace(SPAN, breaks=tuple((at(a), None if b is None else at(b)) for a, b in breaks))
    assert counted_minutes(log.shown, span) == minutes


def test_who_was_called_out_and_by_whom_is_shown() -> None:
    log = Log()
    log.mark(Status.PRESENT)
    log.pulled_out(30, "the nurse")
    assert log.shown.aways == (Away(at(30), None, "the nurse"),)
    assert log.shown.is_out
    assert log.shown.out_since == Away(at(30), None, "the nurse")
    log.returned(40)
    assert log.shown.aways == (Away(at(30), at(40), "the nurse"),)
    assert not log.shown.is_out
    log.mark(Status.LEFT_EARLY, 100)
    assert log.shown.is_out
    assert log.shown.out_since is None


def test_late_and_left_early_are_both_said() -> None:
    log = log_of([("L", 20), ("T", 90)])
    assert (log.shown.words, log.shown.time_in, log.shown.time_out) == ("Late and left early", at(20), at(90))
    assert log_of([("P", 0), ("T", 90)]).shown.words == "Left early"
    assert log_of([("L", 20), ("T", 90), ("back", 100)]).shown.words == "Late"


def moments() -> st.SearchStrategy[int]:
    return st.integers(-60, 240)


@st.composite
def one_members_day(draw: st.DrawFn) -> Steps:
    """A mark, an arrival and a leaving at most, and any number of moves, all at moments of their own."""
    names = [draw(st.sampled_from("PLTV"))]
    names += draw(st.sampled_from([[], ["in"], ["out"], ["in", "out"]]))
    names += draw(st.lists(st.sampled_from(["pulled", "back"]), max_size=6))
    times = draw(st.lists(moments(), min_size=len(names), max_size=len(names), unique=True))
    return list(zip(names, times, strict=True))


@given(one_members_day(), st.data())
def test_the_order_of_recording_does_not_matter(steps: Steps, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(steps))
    first, second = log_of(steps), log_of(shuffled)
    assert first.shown == second.shown
    assert first.minutes == second.minutes


@given(st.lists(one_members_day(), min_size=2, max_size=4), st.data())
def test_events_of_other_members_do_not_matter(days: list[Steps], data: st.DataObject) -> None:
    """However the logs of several members are woven together, each adds up to the same."""
    tagged = [(member, step) for member, steps in enumerate(days) for step in steps]
    woven: dict[int, Log] = {member: Log() for member in range(len(days))}
    for member, (name, minutes) in data.draw(st.permutations(tagged)):
        STEPS[name](woven[member], minutes)
    assert [woven[member].shown for member in woven] == [log_of(steps).shown for steps in days]


@given(one_members_day(), st.data())
def test_events_are_put_in_order_by_their_number(steps: Steps, data: st.DataObject) -> None:
    log = log_of([*steps, ("X", 3), ("P", 4)])
    log.correct(log.events[0].event_id, 7)
    assert add_up(data.draw(st.permutations(log.events)), SPAN) == log.shown


GAPS = st.lists(st.tuples(moments(), st.one_of(st.none(), st.integers(0, 90))), max_size=5)


@given(one_members_day(), GAPS)
def test_minutes_are_those_counted_one_by_one(steps: Steps, gaps: list[tuple[int, int | None]]) -> None:
    """A second way of counting: each minute of the session by itself."""
    breaks = tuple((at(begin), None if length is None else at(begin + length)) for begin, length in gaps)
    shown = log_of(steps).shown
    outside = [*breaks, *(away.gap for away in shown.aways)]
    expected = sum(
        (shown.time_in or START) <= at(minute) < (shown.time_out or END) and not _in_any(at(minute), outside)
        for minute in range(180)
    )
    assert counted_minutes(shown, SessionSpan(START, END, breaks)) == expected


def _in_any(moment: datetime, gaps: list[tuple[datetime, datetime | None]]) -> bool:
    return any(begin <= moment and (end is None or moment < end) for begin, end in gaps)


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), moments()), max_size=10), GAPS)
def test_minutes_are_never_negative_and_never_more_than_the_session(
    steps: Steps, gaps: list[tuple[int, int | None]]
) -> None:
    breaks = tuple((at(begin), None if length is None else at(begin + length)) for begin, length in gaps)
    shown = log_of(steps).shown
    assert 0 <= counted_minutes(shown, SessionSpan(START, END, breaks)) <= counted_minutes(shown, SPAN) <= 180


def test_a_part_of_a_minute_does_not_count() -> None:
    assert whole_minutes(at(0), at(10), [(at(1), at(1.5))]) == 9
    assert whole_minutes(at(10), at(0)) == 0


def test_nobody_who_is_away_has_a_way_out() -> None:
    assert not Attendance(Status.EXCUSED, at(0), at(10)).is_out
