"""When a document may be added to a signed note, and what it lacks."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from iop_desktop.rules.added_notes import (
    AddedWords,
    BeginFacts,
    missing_in_added,
    needs_second_signature,
    refusals_to_begin,
    same_words,
    second_signer,
)
from iop_desktop.rules.notes import MAX_TEXT, STOP
from iop_desktop.rules.vocabulary import ADDED_KINDS, NoteKind, NoteState

A, B = UUID(int=1), UUID(int=2)
READY = BeginFacts(NoteKind.ADDENDUM, None, NoteState.COMPLETE, True, True, True, False, False)
ERROR = replace(READY, kind=NoteKind.ERROR)


def codes(facts: BeginFacts) -> list[str]:
    return [refusal.code for refusal in refusals_to_begin(facts)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (READY, []),
        (replace(READY, parent_state=NoteState.AWAITING_COSIGNATURE), []),
        (replace(READY, has_version=False, parent_state=NoteState.DRAFT), ["not-signed"]),
        (replace(READY, parent_state=NoteState.RETURNED), ["returned"]),
        (replace(READY, parent_state=NoteState.IN_ERROR), ["in-error"]),
        (replace(READY, parent_kind=NoteKind.ADDENDUM), ["not-original"]),
        (replace(READY, may_write=False, open_own=True), ["not-writer", "open"]),
        (replace(READY, may_declare_error=False, open_error=True), []),
        (ERROR, []),
        (replace(ERROR, parent_state=NoteState.RETURNED, may_write=False), []),
        (replace(ERROR, parent_kind=NoteKind.ADDENDUM), []),
        (replace(ERROR, parent_kind=NoteKind.ERROR), ["not-original"]),
        (replace(ERROR, may_declare_error=False), ["not-writer"]),
        (replace(ERROR, open_error=True, open_own=True), ["open", "open"]),
        (replace(ERROR, parent_state=NoteState.IN_ERROR), ["in-error"]),
    ],
)
def test_when_a_document_may_be_begun(facts: BeginFacts, expected: list[str]) -> None:
    assert codes(facts) == expected


def test_a_plain_note_is_not_added() -> None:
    with pytest.raises(ValueError, match="progress"):
        refusals_to_begin(replace(READY, kind=NoteKind.PROGRESS))


@pytest.mark.parametrize("kind", sorted(ADDED_KINDS))
def test_what_each_kind_needs(kind: NoteKind) -> None:
    whole = AddedWords(kind, "A reason.", "Some words.", repeated=False)
    assert missing_in_added(whole) == ()
    without_reason = [each.field for each in missing_in_added(replace(whole, reason=" "))]
    assert without_reason == ([] if kind is NoteKind.ADDENDUM else ["reason"])
    without_text = [each.code for each in missing_in_added(replace(whole, text=" "))]
    assert without_text == ([] if kind is NoteKind.ERROR else ["text"])
    again = [each.code for each in missing_in_added(replace(whole, repeated=True))]
    assert again == ([] if kind is NoteKind.ERROR else ["same-words"])


def test_stops_and_length() -> None:
    found = missing_in_added(AddedWords(NoteKind.ADDENDUM, "x" * (MAX_TEXT + 1), f"Call {STOP}who", repeated=False))
    assert [(each.code, each.field) for each in found] == [("too-long", "reason"), ("stops", "response")]


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        ("Came at nine.", ["came  at NINE."], True),
        ("Came at nine!", ["C\u200bame, at nine"], True),
        ("Came at nine.", ["Came at ten.", ""], False),
        ("  ", [""], False),
        ("Came at nine.", [], False),
    ],
)
def test_same_words(text: str, others: list[str], expected: bool) -> None:
    assert same_words(text, others) is expected


@pytest.mark.parametrize(
    ("kind", "by_policy", "expected"),
    [(NoteKind.ERROR, False, True), (NoteKind.ADDENDUM, False, False), (None, True, True), (None, False, False)],
)
def test_an_error_has_two_signatures_always(kind: NoteKind | None, by_policy: bool, expected: bool) -> None:
    assert needs_second_signature(kind, by_policy) is expected


def test_the_other_signs_second() -> None:
    assert second_signer(A, A, author_is_active=True) is None
    assert second_signer(B, A, author_is_active=True) == A
    assert second_signer(B, A, author_is_active=False) is None
