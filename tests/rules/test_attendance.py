"""What attendance events add up to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance import (
    Attendance,
    Event,
    SessionSpan,
    add_up,
    as_utc,
    counted_minutes,
    present_count,
    refusals_to_mark,
    refusals_to_set_times,
    start_by_mark,
    tally,
    undone_batches,
    within,
)
from iop_desktop.rules.vocabulary import AttendanceEventKind as Kind
from iop_desktop.rules.vocabulary import AttendanceStatus as Status

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
SPAN = SessionSpan(START, END)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@dataclass
class Log:
    """Events of one member in the order they were recorded, each in a batch of its own."""

    events: list[Event] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def mark(self, status: Status | None, minutes: float = 0) -> UUID:
        return self._add(Kind.MARKED, status=status, at=at(minutes))

    def time_in(self, minutes: float) -> UUID:
        return self._add(Kind.TIME_IN, at=at(minutes))

    def time_out(self, minutes: float) -> UUID:
        return self._add(Kind.TIME_OUT, at=at(minutes))

    def reason(self, text: str) -> UUID:
        return self._add(Kind.REASON, text=text)

    def observe(self, text: str) -> UUID:
        return self._add(Kind.OBSERVED, text=text)

    def undo(self, batch: UUID) -> UUID:
        return self._add(Kind.UNDONE, undoes=batch)

    @property
    def shown(self) -> Attendance:
        return add_up(self.events, SPAN)

    def _add(
        self,
        kind: Kind,
        status: Status | None = None,
        at: datetime | None = None,
        text: str = "",
        undoes: UUID | None = None,
    ) -> UUID:
        batch = UUID(int=next(self._numbers))
        self.events.append(Event(batch, batch, kind, status, at, text, undoes))
        return batch


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
    assert log.shown == Attendance(status, expected_in, expected_out)


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
    log.mark(Status.NO_SHOW)
    assert log.shown.reason == "Court"
    log.mark(Status.PRESENT)
    assert log.shown.reason == ""


def test_an_empty_observation_takes_back_only_the_latest() -> None:
    log = Log()
    log.observe("")
    assert log.shown.observations == ()
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
    assert add_up([*together, other, undo], SPAN) == Attendance(observations=("Calm",))


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


def test_times_need_their_zone() -> None:
    east = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert as_utc(east) == START
    assert as_utc(east).tzinfo is UTC
    with pytest.raises(ValueError, match="zone"):
        as_utc(east.replace(tzinfo=None))


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
