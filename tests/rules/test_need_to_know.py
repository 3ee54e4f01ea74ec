"""Whose charts, notes and names somebody sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.need_to_know import (
    FINISHING,
    Colleague,
    NoteFacts,
    Tie,
    answers_for,
    finishing_since,
    may_read_note,
    may_see_chart,
    may_see_names,
    tie_holds,
)
from iop_desktop.rules.vocabulary import NoteState, Role

ME, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 11, 24)
F, S, A = Role.FACILITATOR, Role.SUPERVISOR, Role.ADMINISTRATOR
MINE = Colleague(ME, None, needs_cosignature=False)
SUPERVISED = Colleague(OTHER, ME, needs_cosignature=True)
ELSEWHERE = Colleague(OTHER, THIRD, needs_cosignature=True)
ALONE = Colleague(OTHER, None, needs_cosignature=False)
ORPHAN = Colleague(OTHER, None, needs_cosignature=True)
AWAY = Colleague(OTHER, None, needs_cosignature=False, works_here=False)

roles = st.sets(st.sampled_from(Role), min_size=1)
colleagues = st.builds(
    Colleague,
    st.sampled_from((ME, OTHER, THIRD)),
    st.none() | st.sampled_from((ME, OTHER, THIRD)),
    st.booleans(),
    st.booleans(),
)
ties = st.lists(st.builds(Tie, colleagues, st.none() | st.dates(date(2026, 9, 1), date(2027, 1, 1))), max_size=4)


@pytest.mark.parametrize(
    ("held", "colleague", "answer"),
    [
        ({F}, MINE, True),
        ({S}, MINE, True),
        ({A}, MINE, False),
        ({A, F}, MINE, True),
        ({F}, SUPERVISED, False),
        ({A}, SUPERVISED, False),
        ({S}, SUPERVISED, True),
        ({A, S}, SUPERVISED, True),
        ({S}, ELSEWHERE, False),
        ({S}, ALONE, False),
        ({S}, ORPHAN, True),
        ({F}, ORPHAN, False),
        ({S}, AWAY, True),
        ({F}, AWAY, False),
        ({A}, AWAY, False),
        ({S}, replace(ELSEWHERE, works_here=False), False),
    ],
)
def test_whose_clients_are_this_persons_as_well(held: set[Role], colleague: Colleague, answer: bool) -> None:
    assert answers_for(ME, held, colleague) is answer


@pytest.mark.parametrize(
    ("until", "holds"),
    [(None, True), (TODAY, True), (TODAY - FINISHING, True), (TODAY - FINISHING - timedelta(days=1), False)],
)
def test_a_tie_holds_for_the_time_of_finishing_notes(until: date | None, holds: bool) -> None:
    assert tie_holds(until, TODAY) is holds
    assert may_see_chart(ME, {F}, [Tie(MINE, until)], TODAY) is holds
    assert finishing_since(TODAY) == TODAY - FINISHING


def test_who_has_no_tie_sees_nothing() -> None:
    assert not may_see_chart(ME, set(Role), [], TODAY)


@given(roles, roles, ties)
def test_with_more_roles_one_sees_the_union(first: set[Role], second: set[Role], held: list[Tie]) -> None:
    both = may_see_chart(ME, first | second, held, TODAY)
    assert both == (may_see_chart(ME, first, held, TODAY) or may_see_chart(ME, second, held, TODAY))


@given(ties)
def test_an_administrator_has_no_circle(held: list[Tie]) -> None:
    assert not may_see_chart(ME, {A}, held, TODAY)


@given(roles, ties, colleagues)
def test_another_tie_never_takes_a_chart_away(held_roles: set[Role], held: list[Tie], more: Colleague) -> None:
    before = may_see_chart(ME, held_roles, held, TODAY)
    assert may_see_chart(ME, held_roles, [*held, Tie(more, None)], TODAY) >= before


@pytest.mark.parametrize(
    ("held", "note", "reads"),
    [
        ({F}, NoteFacts(MINE, NoteState.DRAFT), True),
        ({A}, NoteFacts(MINE, NoteState.COMPLETE), True),
        ({F}, NoteFacts(ELSEWHERE, NoteState.COMPLETE), False),
        ({F}, NoteFacts(ELSEWHERE, NoteState.AWAITING_COSIGNATURE, ME), True),
        ({S}, NoteFacts(SUPERVISED, NoteState.COMPLETE), True),
        ({S}, NoteFacts(ELSEWHERE, NoteState.AWAITING_COSIGNATURE), False),
        ({S}, NoteFacts(ALONE, NoteState.AWAITING_COSIGNATURE), True),
        ({S}, NoteFacts(ALONE, NoteState.COMPLETE), False),
        ({F}, NoteFacts(ALONE, NoteState.AWAITING_COSIGNATURE), False),
    ],
)
def test_notes_are_read_by_authors_supervisors_and_second_signers(
    held: set[Role], note: NoteFacts, reads: bool
) -> None:
    assert may_read_note(ME, held, note) is reads


@pytest.mark.parametrize("held", [{F}, {S}, {A}, {F, A}])
def test_names_of_all_are_for_administrators(held: set[Role]) -> None:
    assert may_see_names(held) is (A in held)
