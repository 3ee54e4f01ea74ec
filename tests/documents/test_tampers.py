"""Whatever is done to a signed note, the strict check refuses it, knowing the clinic's root certificate alone."""

from __future__ import annotations

import pytest

from iop_desktop.documents.verification import verify_note
from tests.documents.samples import SignedNotes
from tests.documents.tampers import TAMPERS

NUMBERS = {*(f"{number:02}" for number in range(1, 23)), "01b", "04b", "15b", "15c"}


def test_the_notes_are_good_before_anything_is_done_to_them(signed: SignedNotes) -> None:
    for pdf in (signed.final, signed.both):
        assert verify_note(pdf, [signed.clinic.root]).problems == ()


@pytest.mark.parametrize("number", TAMPERS)
def test_a_tampered_note_is_refused(number: str, signed: SignedNotes) -> None:
    verdict = verify_note(TAMPERS[number](signed), [signed.clinic.root])
    assert not verdict.ok
    assert verdict.problems
    missing = verdict.problems == ("The supervisor's co-signature is missing.",)
    assert missing == (number == "19")


def test_there_are_26_tampers_and_each_changes_the_bytes(signed: SignedNotes) -> None:
    assert set(TAMPERS) == NUMBERS
    assert len(NUMBERS) == 26
    made = {TAMPERS[number](signed) for number in TAMPERS} - {signed.final, signed.both}
    assert len(made) == 26


@pytest.mark.parametrize("number", ["03", "08", "10", "15b", "19", "20"])
def test_what_plain_validation_lets_through_is_named(number: str, signed: SignedNotes) -> None:
    reasons = {
        "03": "padding",
        "08": "does not cover the whole file",
        "10": "revisions",
        "15b": "do not belong",
        "19": "co-signature is missing",
        "20": "Nobody has signed",
    }
    problems = verify_note(TAMPERS[number](signed), [signed.clinic.root]).problems
    assert any(reasons[number] in problem for problem in problems), problems
