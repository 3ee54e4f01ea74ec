"""Who may take over a note that another facilitator of the session has begun.

CMS wants a note authenticated by whoever wrote it, so the author is changed openly and before the signature, and the
signature then says what its author was in the session.
"""

from __future__ import annotations

from dataclasses import dataclass

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteState


@dataclass(frozen=True, slots=True)
class TakeOverFacts:
    """What the rule looks at. ``leads`` = the person is a facilitator of the session or contact of this note."""

    state: NoteState
    leads: bool
    is_author: bool
    author_is_active: bool


def refusals_to_take_over(facts: TakeOverFacts) -> tuple[Refusal, ...]:
    """Why this person cannot become the author. A returned note stays its author's, unless the author has left."""
    returned = facts.state is NoteState.RETURNED
    checks = (
        (not facts.is_author, Refusal("own", "You are the author of this note already.")),
        (facts.leads, Refusal("not-leading", "Only a facilitator of this session takes over its notes.")),
        (
            facts.state is NoteState.DRAFT or returned,
            Refusal("signed", "This note is signed and stays its author's."),
        ),
        (
            not returned or not facts.author_is_active,
            Refusal("returned", "This note was returned to its author, who changes it and signs it again."),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)
