"""What fidelity counts and what may be rated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.fidelity import (
    GENERAL_ITEMS,
    HIGHEST,
    ITEMS,
    SCALE,
    Delivered,
    average,
    count_segments,
    items_of,
    refusals_of_scores,
)
from iop_desktop.rules.vocabulary import SegmentState

SEGMENTS = st.lists(
    st.builds(Delivered, st.sampled_from(SegmentState), st.integers(0, 90), st.integers(0, 90)), max_size=9
)


@given(SEGMENTS)
def test_every_segment_is_counted_once(segments: list[Delivered]) -> None:
    count = count_segments(segments)
    assert count.planned == len(segments) == count.done + count.shortened + count.skipped + count.open
    assert count.open == sum(segment.state is SegmentState.PLANNED for segment in segments)
    assert (count.minutes_planned, count.minutes_spent) == (
        sum(segment.planned for segment in segments),
        sum(segment.spent for segment in segments),
    )


@pytest.mark.parametrize(
    ("scores", "codes"),
    [
        ((0, 1, 2, 3, 4), []),
        ((), ["incomplete"]),
        ((1, 1, 1, 1), ["incomplete"]),
        ((1, 1, 1, 1, 5), ["range"]),
        ((1, -1, 1, 1, 1), ["range"]),
    ],
)
def test_only_five_scores_within_the_scale_are_kept(scores: tuple[int, ...], codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_scores(scores)] == codes


def test_a_lesson_without_items_of_its_own_has_general_ones() -> None:
    own = tuple("abcde")
    assert items_of(own) == own
    assert items_of(()) == items_of(["one"]) == GENERAL_ITEMS
    assert len(GENERAL_ITEMS) == ITEMS
    assert len(SCALE) == HIGHEST + 1


@pytest.mark.parametrize(
    ("scores", "mean"), [((), None), ((4, 4, 4, 4, 4), 4.0), ((3, 3, 3, 2, 4), 3.0), ((1, 2, 2, 2, 2), 1.8)]
)
def test_average(scores: tuple[int, ...], mean: float | None) -> None:
    assert average(scores) == mean
