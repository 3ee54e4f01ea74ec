"""Where a lesson stands: the way through its slides and segments, and the clock that runs beside them.

Positions and slides count from 1. Position 0 stands before the first segment, one more than the last is the end.
Slide 0 means that nothing is on show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = 60
LONGEST_SEGMENT = timedelta(hours=3)
"""A segment that nobody ended does not run for ever: a laptop may have died after the group."""
ON_TIME = 2 * MINUTE
SKIP_REASONS = (
    "Time ran out",
    "The group needed something else",
    "Covered in an earlier session",
    "Not right for the group today",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a lesson."""

    position: int = 0
    slide: int = 0


@dataclass(frozen=True, slots=True)
class Timed:
    """A segment as the clock sees it: planned minutes, whether it is a break, its slides in order."""

    minutes: int
    is_break: bool = False
    slides: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentClock:
    """Seconds counted before, when it began to run again (None: stands still), and since when it is paused."""

    spent: int = 0
    began_at: datetime | None = None
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds: left for the segment, left until the break or the end of the plan, and behind the plan.

    Each may be negative: over the time of the segment or block, or ahead of the plan.
    """

    segment: int
    block: int
    behind: int


def next_place(segments: Sequence[Timed], place: Place) -> Place:
    """The next slide of the segment, else the beginning of the next segment, at last the end."""
    slides = _slides(segments, place.position)
    if place.slide in slides and place.slide != slides[-1]:
        return Place(place.position, slides[slides.index(place.slide) + 1])
    return beginning_of(segments, place.position + 1)


def place_before(segments: Sequence[Timed], place: Place) -> Place:
    """The slide before, else the last slide of the segment before; the beginning stays."""
    slides = _slides(segments, place.position)
    if place.slide in slides and place.slide != slides[0]:
        return Place(place.position, slides[slides.index(place.slide) - 1])
    if place.position <= 1:
        return beginning_of(segments, min(place.position, 1))
    position = min(place.position, len(segments) + 1) - 1
    return Place(position, (_slides(segments, position) or (0,))[-1])


def beginning_of(segments: Sequence[Timed], position: int) -> Place:
    """The first slide of a segment; positions outside of the lesson become its beginning or its end."""
    within = min(max(position, 0), len(segments) + 1)
    return Place(within, (_slides(segments, within) or (0,))[0])


def seconds_spent(clock: SegmentClock, now: datetime, ended_at: datetime | None = None) -> int:
    """Seconds a segment has taken; never negative, and not beyond the end of the session."""
    if clock.began_at is None:
        return max(0, clock.spent)
    until = min(clock.paused_at or now, ended_at or now, now, clock.began_at + LONGEST_SEGMENT)
    return max(0, clock.spent) + max(0, int((until - clock.began_at).total_seconds()))


def time_left(segments: Sequence[Timed], position: int, spent: int, elapsed: int) -> TimeLeft:
    """How the clock stands ``spent`` seconds into the segment and ``elapsed`` seconds after the session began."""
    before = _planned(segments[: max(0, position - 1)])
    here = segments[position - 1].minutes * MINUTE if 1 <= position <= len(segments) else 0
    taught = before + min(max(0, spent), here)
    return TimeLeft(here - spent if here else 0, _block_end(segments, position) - elapsed, elapsed - taught)


def pace_words(behind: int) -> str:
    """``On time``, ``5 min behind`` or ``5 min ahead``."""
    if abs(behind) < ON_TIME:
        return "On time"
    return f"{abs(behind) // MINUTE} min {'behind' if behind > 0 else 'ahead'}"


def clock_words(seconds: int) -> str:
    """``12:05``, with hours ``1:12:05``, and what is over the time as ``+2:10``."""
    sign, whole = ("+" if seconds < 0 else ""), abs(seconds)
    hours, minutes = whole // 3600, whole // MINUTE % MINUTE
    return f"{sign}{hours}:{minutes:02}:{whole % MINUTE:02}" if hours else f"{sign}{minutes}:{whole % MINUTE:02}"


def minutes_of(seconds: int) -> int:
    """Whole minutes for a record; what was begun and took less than half a minute counts as one."""
    return max(1, (seconds + MINUTE // 2) // MINUTE) if seconds > 0 else 0


def _slides(segments: Sequence[Timed], position: int) -> tuple[int, ...]:
    return segments[position - 1].slides if 1 <= position <= len(segments) else ()


def _planned(segments: Sequence[Timed]) -> int:
    return sum(segment.minutes for segment in segments) * MINUTE


def _block_end(segments: Sequence[Timed], position: int) -> int:
    """Planned seconds from the beginning of the lesson to the end of this block: a break, or what stands before one."""
    at = min(max(position, 1), len(segments)) - 1
    end = at + 1
    if segments and not segments[at].is_break:
        while end < len(segments) and not segments[end].is_break:
            end += 1
    return _planned(segments[:end])
