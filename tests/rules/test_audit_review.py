"""What the weekly review looks at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.audit_review import TOPICS, NightHours, ReviewTopic, review_is_due, topic_of
from iop_desktop.rules.audit_words import WORDS

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "night"),
    [
        ((22, 6), {22, 23, 0, 1, 2, 3, 4, 5}),
        ((0, 5), {0, 1, 2, 3, 4}),
        ((7, 7), set()),
        ((23, 0), {23}),
    ],
)
def test_night_is_from_one_hour_to_the_other(hours: tuple[int, int], night: set[int]) -> None:
    assert {hour for hour in range(24) if NightHours(*hours).holds(NOW.replace(hour=hour, minute=59))} == night


@given(begins=st.integers(0, 23), ends=st.integers(0, 23))
def test_night_has_as_many_hours_as_lie_between(begins: int, ends: int) -> None:
    hours = NightHours(begins, ends)
    assert sum(hours.holds(NOW.replace(hour=hour)) for hour in range(24)) == (ends - begins) % 24


@pytest.mark.parametrize("hours", [(24, 6), (22, -1)])
def test_an_hour_is_from_0_to_23(hours: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="0 to 23"):
        NightHours(*hours)


def test_every_topic_has_words_and_actions_with_words() -> None:
    assert set(TOPICS.values()) == set(ReviewTopic) - {ReviewTopic.NIGHT}
    assert set(TOPICS) <= set(WORDS)
    assert len({topic.label for topic in ReviewTopic}) == len(ReviewTopic)
    assert topic_of("note.in_error") is ReviewTopic.ERRORS
    assert topic_of("note.saved") is None


@pytest.mark.parametrize(
    ("last", "due"), [(None, True), (NOW - timedelta(days=7), False), (NOW - timedelta(days=7, seconds=1), True)]
)
def test_a_review_is_due_after_a_week(last: datetime | None, due: bool) -> None:
    assert review_is_due(last, NOW) is due
