"""Which lesson serves today's roster best, and the sentence that says why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.coverage import Need, Offered, Suggestion, fits_goals, suggestions

TODAY = date(2026, 11, 24)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
PEOPLE = [UUID(int=number) for number in range(10, 21)]
CRAVINGS = Offered(A, "Cravings", ("cravings", "coping skills"))
SLEEP = Offered(B, "Sleep", ("sleep",))
NEXT = Offered(C, "More sleep", ("sleep",), before=B)


def needs(*goals: str, count: int = 11) -> list[Need]:
    return [Need(person, (goals[place],) if place < len(goals) else ()) for place, person in enumerate(PEOPLE[:count])]


def had(lesson: UUID, count: int) -> dict[tuple[UUID, UUID], tuple[date, ...]]:
    return {(person, lesson): (TODAY - timedelta(days=9),) for person in PEOPLE[:count]}


def best(
    offered: list[Offered],
    roster: list[Need],
    days: dict[tuple[UUID, UUID], tuple[date, ...]],
    given: dict[UUID, date],
    today: date,
) -> Suggestion:
    return suggestions(offered, roster, days, given, today)[0]


def test_the_lesson_that_most_have_not_had_comes_first() -> None:
    found = best([CRAVINGS, SLEEP], needs(), had(A, 3) | had(B, 9), {}, TODAY)
    assert (found.lesson_id, found.not_had, found.present) == (A, 8, 11)
    assert found.sentence == "8 of 11 have not had it; new for this group."


def test_goals_decide_among_lessons_that_nobody_has_had() -> None:
    goals = ("Use coping skills when a craving comes", "Sleep seven hours", "Rides out cravings")
    found = best([SLEEP, CRAVINGS], needs(*goals), {}, {}, TODAY)
    assert found.sentence == "11 of 11 have not had it; fits the goals of 2; new for this group."
    assert (found.title, found.fits) == ("Cravings", 2)


def test_a_lesson_waits_for_the_one_before_it() -> None:
    assert best([NEXT, SLEEP], needs(), {}, {}, TODAY).lesson_id == B
    assert best([NEXT, SLEEP], needs(), had(B, 11), {}, TODAY).lesson_id == C


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (13, "13 days ago"), (14, "2 weeks ago"), (60, "8 weeks ago")],
)
def test_it_says_when_the_group_had_it(days: int, words: str) -> None:
    found = best([CRAVINGS], needs(), had(A, 11), {A: TODAY - timedelta(days=days)}, TODAY)
    assert found.sentence == f"All 11 have had it; given here {words}."


def test_among_equals_the_longest_ago_then_the_earlier() -> None:
    given = {A: TODAY - timedelta(days=3), B: TODAY - timedelta(days=30)}
    assert best([CRAVINGS, SLEEP], needs(), {}, given, TODAY).lesson_id == B
    assert best([CRAVINGS, SLEEP], needs(), {}, {}, TODAY).lesson_id == A


def test_without_anybody_lessons_still_have_an_order() -> None:
    found = suggestions([NEXT, SLEEP], [], {}, {}, TODAY)
    assert [each.lesson_id for each in found] == [C, B]
    assert found[0].sentence == "New for this group."
    assert suggestions([], needs(), {}, {}, TODAY) == ()


@pytest.mark.parametrize(
    ("tags", "goals", "fits"),
    [
        (("cravings",), ("Rides out a craving",), True),
        (("coping skills",), ("Learns a skill for coping",), True),
        (("coping skills",), ("Has coping", "and skills"), False),
        (("HIV",), ("Gets an hiv test",), True),
        (("aftercare",), ("Rate pain after work",), False),
        (("relationships",), ("A weekend with relatives",), False),
        (("return to use",), ("Return to school",), False),
        (("parenting",), ("Tell his parents the truth",), True),
        (("health", "health education"), ("Better health and education",), False),
        ((), ("Anything",), False),
        (("sleep",), (), False),
    ],
)
def test_tags_fit_goals_by_their_words(tags: tuple[str, ...], goals: tuple[str, ...], fits: bool) -> None:
    assert fits_goals(tags, goals) is fits


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 2)), max_size=30))
def test_every_lesson_is_there_once_and_counts_are_within_the_roster(marks: list[tuple[int, int]]) -> None:
    offered = [CRAVINGS, SLEEP, Offered(C, "More sleep")]
    told = {(PEOPLE[person], offered[lesson].lesson_id): (TODAY,) for person, lesson in marks}
    found = suggestions(offered, needs(), told, {}, TODAY)
    assert {each.lesson_id for each in found} == {A, B, C}
    assert all(0 <= each.not_had <= each.present == 11 for each in found)
    assert found[0].not_had == max(each.not_had for each in found)
