"""Who takes over a note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iop_desktop.rules.note_authors import TakeOverFacts, refusals_to_take_over
from iop_desktop.rules.vocabulary import NoteState

MAY = TakeOverFacts(NoteState.DRAFT, leads=True, is_author=False, author_is_active=True)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (MAY, []),
        (replace(MAY, author_is_active=False), []),
        (replace(MAY, is_author=True), ["own"]),
        (replace(MAY, leads=False), ["not-leading"]),
        (replace(MAY, state=NoteState.COMPLETE), ["signed"]),
        (replace(MAY, state=NoteState.AWAITING_COSIGNATURE, author_is_active=False), ["signed"]),
        (replace(MAY, state=NoteState.IN_ERROR), ["signed"]),
        (replace(MAY, leads=False, supervises=True), ["not-leading"]),
        (replace(MAY, leads=False, author_is_active=False), ["not-leading"]),
        (replace(MAY, leads=False, supervises=True, author_is_active=False), []),
        (replace(MAY, leads=False, supervises=True, author_is_active=False, others_lead=True), ["not-leading"]),
        (replace(MAY, state=NoteState.RETURNED), ["returned"]),
        (replace(MAY, state=NoteState.RETURNED, author_is_active=False), []),
    ],
)
def test_who_takes_over(facts: TakeOverFacts, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_to_take_over(facts)] == codes
