"""What attendance events add up to."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance import Attendance, Observation, add_up, counted_minutes
from iop_desktop.rules.attendance_events import Event
from iop_desktop.rules.vocabulary import AttendanceEventKind as Kind
from iop_desktop.rules.vocabulary import AttendanceStatus as Status
from tests.rules.event_log import SPAN, START, Log, at


def test_nothing_recorded_is_unmarked() -> None:
    assert add_up((), SPAN) == Attendance()
    assert Attendance().observation == ""


@pytest.mark.parametrize(
    ("steps", "status", "time_in", "time_out"),
    [
        ([(Status.PRESENT, 20)], Status.PRESENT, 0, None),
        ([(Status.TELEHEALTH, 20)], Status.TELEHEALTH, 0, None),
        ([(Status.LATE, 20)], Status.LATE, 20, None),
        ([(Status.LATE, -15)], Status.LATE, 0, None),
        ([(Status.LEFT_EARLY, 100)], Status.LEFT_EARLY, 0, 100),
        ([(Status.LEFT_EARLY, 500)], Status.LEFT_EARLY, 0, 180),
        ([(Status.LATE, 20), (Status.LEFT_EARLY, 90)], Status.LEFT_EARLY, 20, 90),
        ([(Status.LATE, 20), (Status.PRESENT, 21)], Status.PRESENT, 0, None),
        ([(Status.LATE, 20), (Status.TELEHEALTH, 25)], Status.TELEHEALTH, 20, None),
        ([(Status.LATE, 20), (Status.LATE, 90)], Status.LATE, 20, None),
        ([(Status.LEFT_EARLY, 90), (Status.PRESENT, 91)], Status.PRESENT, 0, None),
        ([(Status.LEFT_EARLY, 90), (Status.LATE, 95)], Status.LATE, 95, None),
        ([(Status.LATE, 20), (Status.NO_SHOW, 30)], Status.NO_SHOW, None, None),
        ([(Status.PRESENT, 0), (Status.UNMARKED, 1)], Status.UNMARKED, None, None),
        ([(Status.PRESENT, 0), (None, 1)], Status.UNMARKED, None, None),
    ],
)
def test_marks(
    steps: list[tuple[Status | None, int]],
    status: Status,
    time_in: int | None,
    time_out: int | None,
) -> None:
    log = Log()
    for step, minutes in steps:
        log.mark(step, minutes)
    expected_in = None if time_in is None else at(time_in)
    expected_out = None if time_out is None else at(time_out)
    both = status is Status.LEFT_EARLY and (Status.LATE, 20) in steps
    assert log.shown == Attendance(status, expected_in, expected_out, came_late=both)


def test_a_mark_without_a_moment_counts_from_the_start() -> None:
    event = Event(UUID(int=1), UUID(int=1), Kind.MARKED, Status.LATE)
    assert add_up([event], SPAN).time_in == START


def test_typed_times_stay_when_only_the_kind_of_presence_changes() -> None:
    log = Log()
    log.mark(Status.PRESENT)
    log.time_in(12)
    log.time_out(150)
    log.mark(Status.TELEHEALTH, 30)
    assert log.shown == Attendance(Status.TELEHEALTH, at(12), at(150))


def test_a_reason_belongs_to_an_absence() -> None:
    log = Log()
    log.mark(Status.EXCUSED)
    log.reason("Court")
    log.mark(Status.EXCUSED)
    assert log.shown.reason == "Court"
    log.mark(Status.NO_SHOW)
    assert log.shown.reason == ""
    log.reason("Did not answer")
    log.mark(Status.PRESENT)
    assert log.shown.reason == ""


def test_an_empty_observation_takes_back_only_the_latest() -> None:
    log = Log()
    log.observe("")
    assert log.shown.observation == ""
    log.observe("Spoke about a craving.")
    log.observe("Offered a ride.")
    assert log.shown.observation == "Offered a ride."
    log.observe("")
    assert log.shown.observations == ("Spoke about a craving.",)


def test_undo_redo_and_undo_of_the_redo() -> None:
    log = Log()
    log.mark(Status.PRESENT)
    before = log.shown
    marked = log.mark(Status.NO_SHOW)
    after = log.shown
    undone = log.undo(marked)
    assert log.shown == before
    redone = log.undo(undone)
    assert log.shown == after
    log.undo(redone)
    assert log.shown == before


def test_undoing_twice_is_the_same_as_once() -> None:
    log = Log()
    marked = log.mark(Status.PRESENT)
    first = log.undo(marked)
    log.undo(marked)
    assert log.shown == Attendance()
    log.undo(first)
    assert log.shown == Attendance()


def test_an_undo_takes_the_whole_batch_and_no_other() -> None:
    batch = UUID(int=9)
    together = [
        Event(UUID(int=1), batch, Kind.MARKED, Status.LATE, at(5)),
        Event(UUID(int=2), batch, Kind.TIME_OUT, at=at(90)),
    ]
    other = Event(UUID(int=3), UUID(int=8), Kind.OBSERVED, text="Calm")
    undo = Event(UUID(int=4), UUID(int=7), Kind.UNDONE, undoes=batch)
    assert add_up([*together, other, undo], SPAN) == Attendance(seen=(Observation("Calm"),))


STATUSES = st.sampled_from(Status)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), STATUSES, st.integers(-90, 300)),
        st.tuples(st.just("time_in"), st.none(), st.integers(-60, 240)),
        st.tuples(st.just("time_out"), st.none(), st.integers(-60, 240)),
        st.tuples(st.just("observe"), st.none(), st.integers(0, 2)),
    ),
    max_size=8,
)


def played(steps: list[tuple[str, Status | None, int]]) -> Log:
    log = Log()
    for name, status, number in steps:
        if name == "mark":
            log.mark(status, number)
        elif name == "observe":
            log.observe("x" * number)
        else:
            getattr(log, name)(number)
    return log


@given(STEPS, st.data())
def test_undo_of_any_event_shows_what_stood_without_it(
    steps: list[tuple[str, Status | None, int]], data: st.DataObject
) -> None:
    log = played(steps)
    if not log.events:
        return
    chosen = data.draw(st.sampled_from(log.events))
    without = [event for event in log.events if event is not chosen]
    undone = log.undo(chosen.batch_id)
    assert log.shown == add_up(without, SPAN)
    log.undo(undone)
    assert log.shown == add_up(log.events[:-2], SPAN)


@given(st.sampled_from([None, *Status]), st.integers(-30, 240))
def test_a_mark_alone_tells_what_it_tells_among_others(status: Status | None, minute: int) -> None:
    log = Log()
    log.mark(status, minute)
    alone = log.shown
    log.undo(log.observe("taken back"))
    assert log.shown == alone


@given(STEPS)
def test_minutes_fit_into_the_session(
    steps: list[tuple[str, Status | None, int]],
) -> None:
    shown = played(steps).shown
    minutes = counted_minutes(shown, SPAN)
    assert 0 <= minutes <= 180
    assert shown.status.attended or minutes == 0


@given(STEPS, STATUSES)
def test_the_same_mark_again_changes_nothing(steps: list[tuple[str, Status | None, int]], status: Status) -> None:
    log = played(steps)
    log.mark(status, 40)
    shown = log.shown
    log.mark(status, 140)
    assert log.shown == shown
