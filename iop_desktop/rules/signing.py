"""Who may sign, co-sign and return, and in which state of a note."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteState

COSIGNATURE_MISSING = "The supervisor's co-signature is missing."
UNCHANGED = Refusal(
    "unchanged", "Change the note, or its group part or attendance, before signing it again.", "response"
)
SIGNABLE = frozenset({NoteState.DRAFT, NoteState.RETURNED})
SIGNED = frozenset({NoteState.AWAITING_COSIGNATURE, NoteState.COMPLETE})


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What the rule looks at when an author wants to sign."""

    state: NoteState
    author_id: UUID
    signer_id: UUID
    shown: bool
    missing: tuple[Refusal, ...]
    unchanged: bool = False


def refusals_to_sign(facts: SigningFacts) -> tuple[Refusal, ...]:
    """Why this note cannot be signed now; everything that is missing, not only the first."""
    if facts.state not in SIGNABLE:
        return (Refusal("signed", "This note is signed already.", ""),)
    found = list(facts.missing)
    if facts.unchanged:
        found.append(UNCHANGED)
    if facts.signer_id != facts.author_id:
        found.append(Refusal("not-author", "Only the author of a note signs it.", ""))
    if not facts.shown:
        found.append(
            Refusal(
                "not-shown",
                "Read this note once more: it has changed since it was last on screen.",
                "preview",
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CosigningFacts:
    """What the rule looks at when a supervisor wants to co-sign or return.

    ``second_id`` is set where one person alone may sign second: the author of a note which a supervisor says was
    entered in error.
    """

    state: NoteState
    author_id: UUID
    supervisor_id: UUID
    supervises: bool
    viewed: bool
    second_id: UUID | None = None


def refusals_to_cosign(facts: CosigningFacts) -> tuple[Refusal, ...]:
    """Why this version cannot be co-signed now by this person."""
    found = [*_refusals_to_review(facts)]
    if not found and not facts.viewed:
        found.append(Refusal("not-viewed", "Open this note before co-signing it.", ""))
    return tuple(found)


def refusals_to_return(facts: CosigningFacts, comment: str) -> tuple[Refusal, ...]:
    """Why this version cannot be returned now by this person."""
    found = [*_refusals_to_review(facts)]
    if not comment.strip():
        found.append(Refusal("comment", "Write what the author is to change.", "comment"))
    return tuple(found)


def _refusals_to_review(facts: CosigningFacts) -> list[Refusal]:
    checks = (
        (
            facts.state is NoteState.AWAITING_COSIGNATURE,
            Refusal("state", "This note is not waiting for a co-signature."),
        ),
        (
            facts.supervises or facts.second_id == facts.supervisor_id,
            Refusal("role", "Only a supervisor co-signs or returns notes."),
        ),
        (
            facts.second_id in (None, facts.supervisor_id),
            Refusal("second", "A supervisor says this note was entered in error; its author signs second."),
        ),
        (
            facts.author_id != facts.supervisor_id,
            Refusal("own", "Nobody co-signs their own note."),
        ),
    )
    return [refusal for held, refusal in checks if not held]


def state_after_signing(needs_cosignature: bool) -> NoteState:
    """Where a note stands once its author has signed."""
    return NoteState.AWAITING_COSIGNATURE if needs_cosignature else NoteState.COMPLETE


def group_part_is_locked(states: frozenset[NoteState]) -> bool:
    """The group part stands in every signed note, so it cannot change under one."""
    return bool(states & (SIGNED | {NoteState.IN_ERROR}))
