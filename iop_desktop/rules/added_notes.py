"""Addenda, corrections, late entries and notices of error: when they may be begun and what they still lack.

The original is never changed: 45 CFR 164.526 has a record appended to, and the Medicare Program Integrity Manual
(Pub. 100-08, chapter 3, 3.3.2.5) wants each such entry identified, dated, authored, and the original left in view.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from iop_desktop.rules.look_alikes import plain
from iop_desktop.rules.notes import MAX_TEXT, STOP
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import ADDED_KINDS, NoteKind, NoteState

_WORD = re.compile(r"[^\W_]+")
# Within this time two added documents may not say the same: each is specific to its member and its note.
SAME_WORDS_WITHIN = timedelta(days=30)
NOT_SIGNED = Refusal("not-signed", "This note is not signed yet: change the note itself.")
RETURNED = Refusal("returned", "This note was returned to its author, who changes the note itself and signs it again.")
IN_ERROR = Refusal("in-error", "This note was entered in error. Nothing more is added to it; write a new note.")
NOT_ORIGINAL = Refusal("not-original", "Add to the original note, not to a document that was added to it.")
ANOTHER_OPEN = Refusal("open", "You have begun another document on this note. Finish and sign that one first.")
ERROR_OPEN = Refusal("open", "A notice of error for this note is being signed already.")
NOT_WRITER = Refusal("not-writer", "Its author, the facilitators of its session and supervisors add to a signed note.")
NOT_ERROR_WRITER = Refusal(
    "not-writer", "The author of a note or a supervisor says that it was entered in error; the other signs second."
)
NO_REASON = {
    NoteKind.CORRECTION: Refusal("reason", "Say what was wrong in the note, and why it is corrected.", "reason"),
    NoteKind.LATE_ENTRY: Refusal("reason", "Say why this is written only now.", "reason"),
    NoteKind.ERROR: Refusal("reason", "Say why the note was entered in error.", "reason"),
}
NO_TEXT = Refusal("text", "Write what is to be added to this note.", "response")
SAME_WORDS = Refusal(
    "same-words",
    "Another document added in the last 30 days says the same. Write what is true of this member and this note.",
    "response",
)


@dataclass(frozen=True, slots=True)
class BeginFacts:
    """What the rule looks at when somebody wants to add to a note.

    ``parent_kind`` is None for an original; ``may_write`` = author, facilitator of the session or supervisor;
    ``open_own`` = the person has an unsigned document on the same note; ``open_error`` = a notice of error is begun.
    """

    kind: NoteKind
    parent_kind: NoteKind | None
    parent_state: NoteState
    has_version: bool
    may_write: bool
    may_declare_error: bool
    open_own: bool
    open_error: bool


def refusals_to_begin(facts: BeginFacts) -> tuple[Refusal, ...]:
    """Why this document cannot be begun now. Raises ValueError for a kind that is not added to a note."""
    if facts.kind not in ADDED_KINDS:
        raise ValueError(facts.kind)
    if not facts.has_version:
        return (NOT_SIGNED,)
    if facts.parent_state is NoteState.IN_ERROR:
        return (IN_ERROR,)
    return _refusals_of_error(facts) if facts.kind is NoteKind.ERROR else _refusals_of_addition(facts)


def _refusals_of_error(facts: BeginFacts) -> tuple[Refusal, ...]:
    checks = (
        (facts.parent_kind is not NoteKind.ERROR, NOT_ORIGINAL),
        (facts.may_declare_error, NOT_ERROR_WRITER),
        (not facts.open_error, ERROR_OPEN),
        (not facts.open_own, ANOTHER_OPEN),
    )
    return tuple(refusal for held, refusal in checks if not held)


def _refusals_of_addition(facts: BeginFacts) -> tuple[Refusal, ...]:
    checks = (
        (facts.parent_state is not NoteState.RETURNED, RETURNED),
        (facts.parent_kind is None, NOT_ORIGINAL),
        (facts.may_write, NOT_WRITER),
        (not facts.open_own, ANOTHER_OPEN),
    )
    return tuple(refusal for held, refusal in checks if not held)


def same_words(text: str, others: Iterable[str]) -> bool:
    """Whether one of the other texts says exactly the same; spaces, signs and letter case do not make another text."""
    wanted = _folded(text)
    return bool(wanted) and any(_folded(other) == wanted for other in others)


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(plain(text)))


@dataclass(frozen=True, slots=True)
class AddedWords:
    """What the completeness rule looks at. ``repeated`` = another document of the last 30 days says the same."""

    kind: NoteKind
    reason: str
    text: str
    repeated: bool


def missing_in_added(words: AddedWords) -> tuple[Refusal, ...]:
    """What the document still lacks before it is signed; empty when it is complete."""
    found = []
    if words.kind in NO_REASON and not words.reason.strip():
        found.append(NO_REASON[words.kind])
    if words.kind is not NoteKind.ERROR and not words.text.strip():
        found.append(NO_TEXT)
    if words.kind is not NoteKind.ERROR and words.repeated:
        found.append(SAME_WORDS)
    for field, text in (("reason", words.reason), ("response", words.text)):
        if len(text) > MAX_TEXT:
            found.append(Refusal("too-long", "The text is longer than a note can hold.", field))
        if STOP in text:
            found.append(Refusal("stops", "Fill in the places marked ‹…›.", field))
    return tuple(found)


def needs_second_signature(kind: NoteKind | None, by_policy: bool) -> bool:
    """A notice of error has two signatures always; anything else as the author's credentials ask."""
    return kind is NoteKind.ERROR or by_policy


def second_signer(begun_by: UUID, author_id: UUID, author_is_active: bool) -> UUID | None:
    """Who alone may sign a notice of error second: the note's author when a supervisor began it.

    None when any other supervisor may: the author began it, or the author has left.
    """
    return author_id if begun_by != author_id and author_is_active else None
