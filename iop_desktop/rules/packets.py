"""Whom to trust at another laptop, which notes may go there, and which answers are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteKind, NoteState, Role

CLOCKS_DIFFER = timedelta(minutes=15)
"""How far the clocks of two laptops may stand apart."""
MOST_NOTES = 100
LONGEST_REASON = 160

_REVOKED = Refusal(
    "revoked", "This clinic has revoked the trust in that person's keys. Ask an administrator whether that is right."
)
_NOT_SUPERVISOR = Refusal("not-supervisor", "That person's card is not of a supervisor. Choose a supervisor.")
_ENDED = Refusal(
    "credential-ended",
    "That supervisor's credential has ended. Choose another supervisor, or ask an administrator to renew the date.",
)
_NOTHING = Refusal("nothing", "Choose at least one note.")
_MANY = Refusal("many", f"A packet holds at most {MOST_NOTES} notes. Make two.")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the rule looks at when a card is to be trusted. ``own_clinic`` = the card is of this clinic itself."""

    own_clinic: bool
    known: bool
    fingerprint_compared: bool
    certificate_ends_on: date
    credential_until: date | None
    today: date


def refusals_to_trust(facts: CardFacts) -> tuple[Refusal, ...]:
    """Why this card cannot be trusted now; everything, not only the first."""
    checks = (
        (
            not facts.own_clinic,
            Refusal("own-clinic", "This card is of your own clinic; its people need no card here."),
        ),
        (not facts.known, Refusal("known", "This card is trusted already.")),
        (
            facts.fingerprint_compared,
            Refusal(
                "fingerprint",
                "Have the fingerprint read to you by its owner and type it here; it does not match this card yet.",
                "fingerprint",
            ),
        ),
        (
            facts.certificate_ends_on >= facts.today,
            Refusal("expired", "The certificate on this card has ended. Ask for a new card."),
        ),
        (
            facts.credential_until is None or facts.credential_until >= facts.today,
            Refusal("credential-ended", "That day has passed. Give the day the credential ends.", "credential_until"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_to_revoke(revoked: bool, reason: str) -> tuple[Refusal, ...]:
    """Why the trust cannot be revoked now."""
    checks = (
        (not revoked, Refusal("revoked", "The trust in this card is revoked already.")),
        (bool(reason.strip()), Refusal("reason", "Write why; it is kept with the date.", "reason")),
        (len(reason) <= LONGEST_REASON, Refusal("too-long", "The reason is longer than can be kept.", "reason")),
    )
    return tuple(refusal for held, refusal in checks if not held)


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What is known of a person at another laptop. ``day`` is today, or the day that person signed."""

    role: Role
    revoked: bool
    credential_until: date | None
    day: date


def refusals_of_supervisor(facts: PartnerFacts) -> tuple[Refusal, ...]:
    """Why this person cannot co-sign notes of this clinic on that day."""
    checks = (
        (not facts.revoked, _REVOKED),
        (facts.role is Role.SUPERVISOR, _NOT_SUPERVISOR),
        (facts.credential_until is None or facts.day <= facts.credential_until, _ENDED),
    )
    return tuple(refusal for held, refusal in checks if not held)


@dataclass(frozen=True, slots=True)
class SendingFacts:
    """What the rule looks at for one note that is to go into a packet."""

    state: NoteState
    kind: NoteKind
    author_id: UUID
    sender_id: UUID


def refusals_to_send(notes: tuple[SendingFacts, ...]) -> tuple[Refusal, ...]:
    """Why these notes cannot be sent by this person."""
    checks = (
        (bool(notes), _NOTHING),
        (len(notes) <= MOST_NOTES, _MANY),
        (
            all(note.state is NoteState.AWAITING_COSIGNATURE for note in notes),
            Refusal("state", "One of these notes is not waiting for a co-signature."),
        ),
        (
            all(note.author_id == note.sender_id for note in notes),
            Refusal("not-author", "Only the author of a note sends it to a supervisor."),
        ),
        (
            all(note.kind is not NoteKind.ERROR for note in notes),
            Refusal("error-notice", "A notice of an error is signed a second time at this clinic, not elsewhere."),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


@dataclass(frozen=True, slots=True)
class DecidingFacts:
    """What the rule looks at when a supervisor decides about a note of another clinic."""

    decided: bool
    viewed: bool
    clinic_revoked: bool


def refusals_to_decide(facts: DecidingFacts) -> tuple[Refusal, ...]:
    """Why this note of a packet can neither be co-signed nor returned now."""
    checks = (
        (not facts.decided, Refusal("decided", "You have decided about this note already.")),
        (not facts.clinic_revoked, Refusal("revoked", "Your clinic has revoked the trust in the clinic of this note.")),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_to_cosign_from_packet(facts: DecidingFacts) -> tuple[Refusal, ...]:
    """Why this note of a packet cannot be co-signed now."""
    found = refusals_to_decide(facts)
    if not found and not facts.viewed:
        return (Refusal("not-viewed", "Open this note before co-signing it."),)
    return found


@dataclass(frozen=True, slots=True)
class ApplyingFacts:
    """What the rule looks at for one note of an answer. ``newest`` = no later version of the note was signed."""

    state: NoteState
    newest: bool
    returned: bool
    cosigned: bool
    author_signed_at: datetime
    decided_at: datetime
    now: datetime


def refusals_to_apply(facts: ApplyingFacts) -> tuple[Refusal, ...]:
    """Why the answer about this note has no effect; only the first, because the others follow from it."""
    checks = (
        (facts.newest, Refusal("newer-version", "The note has a newer version since; this answer is to an older one.")),
        (not facts.returned, Refusal("returned", "The note was returned to its author in the meantime.")),
        (not facts.cosigned, Refusal("cosigned", "The note was co-signed in the meantime.")),
        (
            facts.state is NoteState.AWAITING_COSIGNATURE,
            Refusal("state", "The note is not waiting for a co-signature any more."),
        ),
        (
            facts.author_signed_at - CLOCKS_DIFFER <= facts.decided_at <= facts.now + CLOCKS_DIFFER,
            Refusal(
                "clock",
                "The supervisor's answer is dated before the author signed, or in the future: one of the two clocks is "
                "wrong. Set it right and ask for a new answer.",
            ),
        ),
    )
    return next(((refusal,) for held, refusal in checks if not held), ())
