"""The clock and the steps of a client's request to amend a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.amendments import (
    Step,
    StepFacts,
    possible_steps,
    refusals_of_request,
    refusals_of_step,
    standing,
)
from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround
from iop_desktop.rules.notes import MAX_TEXT

RECEIVED = date(2026, 9, 1)
EXTENDED, ACCEPTED, DENIED, DISAGREEMENT, REBUTTAL = AmendmentStep


def day(number: int) -> date:
    return RECEIVED + timedelta(days=number)


def steps(*found: AmendmentStep, on: int = 5) -> tuple[Step, ...]:
    return tuple(Step(step, day(on)) for step in found)


READY = StepFacts(RECEIVED, (), EXTENDED, day(10), day(10), "Because.", DenialGround.ACCURATE_AND_COMPLETE)


@pytest.mark.parametrize(
    ("taken", "today", "due", "is_open", "overdue", "soon"),
    [
        ((), 0, 60, True, False, False),
        ((), 45, 60, True, False, False),
        ((), 46, 60, True, False, True),
        ((), 60, 60, True, False, True),
        ((), 61, 60, True, True, True),
        ((EXTENDED,), 61, 90, True, False, False),
        ((EXTENDED,), 91, 90, True, True, True),
        ((DENIED,), 91, 60, False, False, False),
        ((EXTENDED, ACCEPTED), 99, 90, False, False, False),
    ],
)
def test_the_clock(
    taken: tuple[AmendmentStep, ...], today: int, due: int, is_open: bool, overdue: bool, soon: bool
) -> None:
    found = standing(RECEIVED, steps(*taken), day(today))
    assert (found.due_on, found.is_open, found.overdue, found.due_soon) == (day(due), is_open, overdue, soon)
    assert found.days_left == due - today
    assert found.extended is (EXTENDED in taken)


@pytest.mark.parametrize(
    ("taken", "step", "expected"),
    [
        ((), EXTENDED, []),
        ((EXTENDED,), EXTENDED, ["extended"]),
        ((DENIED,), EXTENDED, ["decided"]),
        ((), ACCEPTED, []),
        ((EXTENDED,), ACCEPTED, []),
        ((DENIED,), ACCEPTED, ["decided"]),
        ((), DENIED, []),
        ((ACCEPTED,), DENIED, ["decided"]),
        ((), DISAGREEMENT, ["not-denied"]),
        ((ACCEPTED,), DISAGREEMENT, ["not-denied"]),
        ((DENIED,), DISAGREEMENT, []),
        ((DENIED, DISAGREEMENT), DISAGREEMENT, ["stated"]),
        ((DENIED,), REBUTTAL, ["no-statement"]),
        ((DENIED, DISAGREEMENT), REBUTTAL, []),
        ((DENIED, DISAGREEMENT, REBUTTAL), REBUTTAL, ["rebutted"]),
    ],
)
def test_what_may_follow_what(taken: tuple[AmendmentStep, ...], step: AmendmentStep, expected: list[str]) -> None:
    found = refusals_of_step(replace(READY, steps=steps(*taken), step=step))
    assert [refusal.code for refusal in found] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": " "}, ["text"]),
        ({"text": " ", "step": ACCEPTED}, []),
        ({"text": "x" * (MAX_TEXT + 1)}, ["too-long"]),
        ({"on": day(11)}, ["future"]),
        ({"on": day(-1)}, ["early"]),
        ({"on": day(4), "steps": steps(EXTENDED), "step": DENIED}, ["early"]),
        ({"on": day(61), "today": day(61)}, ["late"]),
        ({"step": DENIED, "ground": None}, ["ground"]),
        ({"step": DENIED, "ground": None, "text": ""}, ["text", "ground"]),
    ],
)
def test_what_a_step_needs(changes: dict[str, object], expected: list[str]) -> None:
    found = refusals_of_step(replace(READY, **changes))  # type: ignore[arg-type]  # the names stand in the table above
    assert [refusal.code for refusal in found] == expected
    assert all(refusal.text for refusal in found)


@pytest.mark.parametrize(
    ("asked", "received", "expected"),
    [
        ("Change it.", 0, []),
        (" ", 0, ["asked"]),
        ("x" * (MAX_TEXT + 1), 0, ["too-long"]),
        ("Change it.", 1, ["future"]),
    ],
)
def test_what_a_request_needs(asked: str, received: int, expected: list[str]) -> None:
    found = refusals_of_request(asked, day(received), RECEIVED)
    assert [refusal.code for refusal in found] == expected


@given(st.lists(st.integers(0, 4), max_size=8), st.integers(0, 120))
def test_no_path_leads_to_two_decisions_or_a_second_extension(choices: list[int], today: int) -> None:
    taken: tuple[Step, ...] = ()
    for choice in choices:
        possible = possible_steps(RECEIVED, taken, day(today))
        if not possible:
            break
        taken += (Step(possible[choice % len(possible)], day(today)),)
    made = [each.step for each in taken]
    assert len(set(made)) == len(made)
    assert not {ACCEPTED, DENIED} <= set(made)
    assert (DISAGREEMENT in made) <= (DENIED in made)
    assert standing(RECEIVED, taken, day(today)).is_open is not bool({ACCEPTED, DENIED} & set(made))
