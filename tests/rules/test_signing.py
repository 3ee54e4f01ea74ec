"""Who may sign, co-sign and return."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import (
    SIGNABLE,
    CosigningFacts,
    SigningFacts,
    group_part_is_locked,
    refusals_to_cosign,
    refusals_to_return,
    refusals_to_sign,
    state_after_signing,
)
from iop_desktop.rules.vocabulary import NoteState

AUTHOR, OTHER = UUID(int=1), UUID(int=2)
READY = SigningFacts(NoteState.DRAFT, AUTHOR, AUTHOR, True, ())
REVIEW = CosigningFacts(NoteState.AWAITING_COSIGNATURE, AUTHOR, OTHER, True, True)
PLAN = Refusal("plan", "Write the next step for this member.", "plan")


def codes(found: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in found]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (READY, []),
        (replace(READY, state=NoteState.RETURNED), []),
        (replace(READY, state=NoteState.AWAITING_COSIGNATURE), ["signed"]),
        (replace(READY, state=NoteState.COMPLETE, shown=False), ["signed"]),
        (replace(READY, signer_id=OTHER), ["not-author"]),
        (replace(READY, shown=False), ["not-shown"]),
        (replace(READY, missing=(PLAN,)), ["plan"]),
        (
            replace(READY, missing=(PLAN,), signer_id=OTHER, shown=False),
            ["plan", "not-author", "not-shown"],
        ),
    ],
)
def test_refusals_to_sign(facts: SigningFacts, expected: list[str]) -> None:
    assert codes(refusals_to_sign(facts)) == expected


def test_a_note_is_signed_only_when_all_conditions_hold() -> None:
    for state, signer, shown, missing in product(NoteState, (AUTHOR, OTHER), (True, False), ((), (PLAN,))):
        allowed = not refusals_to_sign(SigningFacts(state, AUTHOR, signer, shown, missing))
        holds = state in SIGNABLE and signer == AUTHOR and shown and not missing
        assert allowed == holds


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (REVIEW, []),
        (replace(REVIEW, viewed=False), ["not-viewed"]),
        (replace(REVIEW, state=NoteState.COMPLETE), ["state"]),
        (replace(REVIEW, state=NoteState.RETURNED, viewed=False), ["state"]),
        (replace(REVIEW, supervises=False), ["role"]),
        (replace(REVIEW, supervisor_id=AUTHOR), ["own"]),
        (
            CosigningFacts(NoteState.DRAFT, AUTHOR, AUTHOR, False, False),
            ["state", "role", "own"],
        ),
    ],
)
def test_refusals_to_cosign(facts: CosigningFacts, expected: list[str]) -> None:
    assert codes(refusals_to_cosign(facts)) == expected


@pytest.mark.parametrize(
    ("facts", "comment", "expected"),
    [
        (REVIEW, "Name the coping skill.", []),
        (replace(REVIEW, viewed=False), "Name the coping skill.", []),
        (REVIEW, " \n", ["comment"]),
        (replace(REVIEW, state=NoteState.COMPLETE), "", ["state", "comment"]),
    ],
)
def test_refusals_to_return(facts: CosigningFacts, comment: str, expected: list[str]) -> None:
    assert codes(refusals_to_return(facts, comment)) == expected


def test_state_after_signing() -> None:
    assert state_after_signing(True) is NoteState.AWAITING_COSIGNATURE
    assert state_after_signing(False) is NoteState.COMPLETE


@pytest.mark.parametrize(
    ("states", "locked"),
    [
        (set(), False),
        ({NoteState.DRAFT, NoteState.RETURNED}, False),
        ({NoteState.DRAFT, NoteState.AWAITING_COSIGNATURE}, True),
        ({NoteState.COMPLETE}, True),
    ],
)
def test_group_part_is_locked_under_a_signature(states: set[NoteState], locked: bool) -> None:
    assert group_part_is_locked(frozenset(states)) is locked


@pytest.mark.parametrize(
    ("supervises", "second", "expected"),
    [
        (False, OTHER, []),
        (False, None, ["role"]),
        (True, OTHER, []),
        (True, UUID(int=3), ["second"]),
        (False, UUID(int=3), ["role", "second"]),
    ],
)
def test_a_notice_of_error_is_signed_second_by_the_other(
    supervises: bool, second: UUID | None, expected: list[str]
) -> None:
    assert codes(refusals_to_cosign(replace(REVIEW, supervises=supervises, second_id=second))) == expected
