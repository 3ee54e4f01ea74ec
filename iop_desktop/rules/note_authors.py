"""Who may take over a note that somebody else has begun.

CMS wants a note authenticated by whoever wrote it, so the author is changed openly and before the signature, and the
signature then says what its author was in the session. Who was in the room comes first; when nobody of them works here
now, the author's supervisor finishes the note, and the record says that they did not lead the session.
"""

from __future__ import annotations

from dataclasses import dataclass

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteState

_NOT_LEADING = Refusal(
    "not-leading",
    "Only a facilitator of this session takes over its notes, or the author's supervisor while nobody who led it "
    "works here.",
)


@dataclass(frozen=True, slots=True)
class TakeOverFacts:
    """What the rule looks at. ``leads`` = the person is a facilitator of the session or contact of this note.

    ``supervises`` = the author is one of those this person answers for; ``others_lead`` = another facilitator of the
    session works here.
    """

    state: NoteState
    leads: bool
    is_author: bool
    author_is_active: bool
    supervises: bool = False
    others_lead: bool = False


def refusals_to_take_over(facts: TakeOverFacts) -> tuple[Refusal, ...]:
    """Why this person cannot become the author. A returned note stays its author's, unless the author has left."""
    returned = facts.state is NoteState.RETURNED
    stands_for = facts.supervises and not facts.author_is_active and not facts.others_lead
    checks = (
        (not facts.is_author, Refusal("own", "You are the author of this note already.")),
        (facts.leads or stands_for, _NOT_LEADING),
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
