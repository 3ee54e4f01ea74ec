"""How closely a lesson was given as it is written: five items that a supervisor can see, each rated from 0 to 4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import SegmentState

ITEMS = 5
HIGHEST = 4
SCALE = ("Not done", "A little", "In part", "Mostly", "Fully")
GENERAL_ITEMS = (
    "Said what the session was about and why it matters to the people in the room.",
    "Covered the main points of the lesson.",
    "Gave members practice, and time to talk about it.",
    "Drew out members' own words and respected those who passed.",
    "Closed with something to take along and a look at who needed support.",
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """One segment as it was given; minutes, planned and spent."""

    state: SegmentState
    planned: int
    spent: int


@dataclass(frozen=True, slots=True)
class FidelityCount:
    """How many segments were planned and what became of them; the minutes planned and spent."""

    planned: int
    done: int
    shortened: int
    skipped: int
    minutes_planned: int
    minutes_spent: int

    @property
    def open(self) -> int:
        """Segments of which nobody said how they were given."""
        return self.planned - self.done - self.shortened - self.skipped


def items_of(written: Sequence[str]) -> tuple[str, ...]:
    """The items of a lesson; general ones when it has none of its own."""
    return tuple(written) if len(written) == ITEMS else GENERAL_ITEMS


def count_segments(segments: Iterable[Delivered]) -> FidelityCount:
    """Add the segments up."""
    rows = tuple(segments)
    states = [row.state for row in rows]
    return FidelityCount(
        planned=len(rows),
        done=states.count(SegmentState.DONE),
        shortened=states.count(SegmentState.SHORTENED),
        skipped=states.count(SegmentState.SKIPPED),
        minutes_planned=sum(row.planned for row in rows),
        minutes_spent=sum(row.spent for row in rows),
    )


def refusals_of_scores(scores: Sequence[int]) -> tuple[Refusal, ...]:
    """Why these scores cannot be kept; empty when they can."""
    if len(scores) != ITEMS:
        return (Refusal("incomplete", f"Rate all {ITEMS} items from 0 to {HIGHEST}. Nothing was saved.", "scores"),)
    if any(not 0 <= score <= HIGHEST for score in scores):
        return (Refusal("range", f"Each item is rated from 0 to {HIGHEST}. Nothing was saved.", "scores"),)
    return ()


def average(scores: Sequence[int]) -> float | None:
    """Mean of the scores to one decimal; None when nobody rated."""
    return round(sum(scores) / len(scores), 1) if scores else None
