"""The way through a lesson, and its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.teaching import (
    LONGEST_SEGMENT,
    Place,
    SegmentClock,
    Timed,
    TimeLeft,
    beginning_of,
    clock_words,
    minutes_of,
    next_place,
    pace_words,
    place_before,
    seconds_spent,
    time_left,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LESSON = (Timed(25, False, (1, 2)), Timed(35, False, (3, 4)), Timed(15, True), Timed(50, False, (7, 8)))


@pytest.mark.parametrize(
    ("place", "after"),
    [
        (Place(0, 0), Place(1, 1)),
        (Place(1, 1), Place(1, 2)),
        (Place(1, 2), Place(2, 3)),
        (Place(1, 9), Place(2, 3)),
        (Place(2, 4), Place(3, 0)),
        (Place(3, 0), Place(4, 7)),
        (Place(4, 8), Place(5, 0)),
        (Place(5, 0), Place(5, 0)),
    ],
)
def test_next_goes_through_slides_and_then_segments(place: Place, after: Place) -> None:
    assert next_place(LESSON, place) == after


@pytest.mark.parametrize(
    ("place", "before"),
    [
        (Place(0, 0), Place(0, 0)),
        (Place(1, 1), Place(1, 1)),
        (Place(1, 2), Place(1, 1)),
        (Place(2, 3), Place(1, 2)),
        (Place(4, 7), Place(3, 0)),
        (Place(3, 0), Place(2, 4)),
        (Place(5, 0), Place(4, 8)),
        (Place(9, 0), Place(4, 8)),
    ],
)
def test_back_goes_the_same_way(place: Place, before: Place) -> None:
    assert place_before(LESSON, place) == before


@pytest.mark.parametrize(
    ("position", "place"), [(-1, Place(0, 0)), (2, Place(2, 3)), (3, Place(3, 0)), (9, Place(5, 0))]
)
def test_a_segment_begins_with_its_first_slide(position: int, place: Place) -> None:
    assert beginning_of(LESSON, position) == place


LESSONS = st.lists(
    st.builds(
        Timed, st.integers(1, 60), st.booleans(), st.lists(st.integers(1, 30), max_size=4, unique=True).map(tuple)
    ),
    max_size=6,
)


@given(LESSONS)
def test_next_always_comes_to_the_end_and_back_to_the_beginning(lesson: list[Timed]) -> None:
    place, steps = Place(), sum(max(1, len(segment.slides)) for segment in lesson)
    walked = [place]
    for _ in range(steps + 1):
        place = next_place(lesson, place)
        walked.append(place)
    assert place.position == len(lesson) + 1
    for expected in reversed(walked[1:-1]):
        place = place_before(lesson, place)
        assert place == expected


@pytest.mark.parametrize(
    ("clock", "now", "ended_at", "seconds"),
    [
        (SegmentClock(), NOON, None, 0),
        (SegmentClock(90), NOON, None, 90),
        (SegmentClock(90, NOON), NOON + timedelta(seconds=30), None, 120),
        (SegmentClock(90, NOON), NOON - timedelta(minutes=5), None, 90),
        (SegmentClock(0, NOON, NOON + timedelta(minutes=2)), NOON + timedelta(hours=1), None, 120),
        (SegmentClock(0, NOON), NOON + timedelta(hours=1), NOON + timedelta(minutes=3), 180),
        (SegmentClock(0, NOON), NOON + timedelta(days=2), None, int(LONGEST_SEGMENT.total_seconds())),
        (SegmentClock(-5), NOON, None, 0),
    ],
)
def test_the_clock_counts_what_was_taught(
    clock: SegmentClock, now: datetime, ended_at: datetime | None, seconds: int
) -> None:
    assert seconds_spent(clock, now, ended_at) == seconds


MOMENTS = st.integers(-100_000, 100_000).map(lambda seconds: NOON + timedelta(seconds=seconds))


@given(st.integers(-10, 9000), st.none() | MOMENTS, st.none() | MOMENTS, MOMENTS, st.none() | MOMENTS)
def test_time_is_never_negative_and_never_runs_beyond_now(
    spent: int, began: datetime | None, paused: datetime | None, now: datetime, ended: datetime | None
) -> None:
    seconds = seconds_spent(SegmentClock(spent, began, paused), now, ended)
    assert max(0, spent) <= seconds
    if began is not None:
        assert seconds <= max(0, spent) + max(0, int((now - began).total_seconds()))


@pytest.mark.parametrize(
    ("position", "spent", "elapsed", "left"),
    [
        (0, 0, 60, TimeLeft(0, 3540, 60)),
        (1, 600, 600, TimeLeft(900, 3000, 0)),
        (2, 60, 1620, TimeLeft(2040, 1980, 60)),
        (2, 2400, 4000, TimeLeft(-300, -400, 400)),
        (3, 60, 3660, TimeLeft(840, 840, 0)),
        (4, 0, 3600, TimeLeft(3000, 3900, -900)),
        (5, 0, 7500, TimeLeft(0, 0, 0)),
    ],
)
def test_what_is_left(position: int, spent: int, elapsed: int, left: TimeLeft) -> None:
    assert time_left(LESSON, position, spent, elapsed) == left


def test_a_lesson_without_segments_has_no_time() -> None:
    assert time_left((), 1, 0, 0) == TimeLeft(0, 0, 0)


@pytest.mark.parametrize(
    ("behind", "words"),
    [(0, "On time"), (119, "On time"), (-119, "On time"), (125, "2 min behind"), (-600, "10 min ahead")],
)
def test_pace(behind: int, words: str) -> None:
    assert pace_words(behind) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (725, "12:05"), (4325, "1:12:05"), (-130, "+2:10"), (-3700, "+1:01:40")]
)
def test_clock_words(seconds: int, words: str) -> None:
    assert clock_words(seconds) == words


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (-3, 0), (5, 1), (89, 1), (90, 2), (1500, 25)])
def test_minutes_of_a_record(seconds: int, minutes: int) -> None:
    assert minutes_of(seconds) == minutes
