"""The single credentials that a person holds: number, state, and the days on which each is good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from iop_desktop.rules.credentials import (
    LONGEST_CREDENTIAL,
    Credentialed,
    CredentialRule,
    credential_words,
    rules_in_force,
    same_credential,
)
from iop_desktop.rules.refusal import Refusal

LONGEST_NUMBER = 60
LONGEST_STATE = 40


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """One credential as it was given. ``until_on`` is the last day it is good, None where none is set."""

    credential: str
    number: str
    state: str
    from_on: date
    until_on: date | None = None


def is_good(held: HeldCredential, day: date) -> bool:
    """Whether it counts on this day."""
    return held.from_on <= day and (held.until_on is None or day <= held.until_on)


def as_on(
    person: Credentialed, held: Iterable[HeldCredential], rules: Iterable[CredentialRule], day: date
) -> Credentialed:
    """The person with only those words that count on this day.

    A word behind the name counts without an entry here; with entries only while one of them has not ended. When no rule
    of the clinic names what is left, the person stands as after the end of a credential: neither alone nor supervising.
    """
    entries, known = tuple(held), tuple(rules)
    ended = {word: last for word in credential_words(person.credentials) if (last := _ended(word, entries, day))}
    if not ended:
        return person
    kept = ", ".join(word for word in credential_words(person.credentials) if word not in ended)
    left = replace(person, credentials=kept)
    if rules_in_force(kept, known, day):
        return left
    last = max(ended.values())
    return replace(left, until=last if person.until is None else min(person.until, last))


def refusals_of_held(held: HeldCredential, others: Iterable[HeldCredential], today: date) -> tuple[Refusal, ...]:
    """Why this credential cannot be entered beside those the person has."""
    word = " ".join(held.credential.split())
    twice = any(same_credential(held.credential, other.credential) and _overlap(held, other) for other in others)
    checks = (
        (
            len(credential_words(word)) == 1 and len(word) <= LONGEST_CREDENTIAL,
            Refusal("credential", "Write one credential as it stands behind a name, such as LPC.", "credential"),
        ),
        (
            len(held.number) <= LONGEST_NUMBER and held.number.isprintable(),
            Refusal("number", f"Write the number in up to {LONGEST_NUMBER} characters.", "number"),
        ),
        (
            len(held.state) <= LONGEST_STATE and held.state.isprintable(),
            Refusal("state", f"Write the state in up to {LONGEST_STATE} characters.", "state"),
        ),
        (held.from_on <= today, Refusal("early", "Enter it from its first day on.", "from_on")),
        (
            held.until_on is None or held.from_on <= held.until_on,
            Refusal("days", "The last day cannot be before the first.", "until_on"),
        ),
        (not twice, Refusal("twice", "This credential is entered for some of these days already.", "credential")),
    )
    return tuple(refusal for held_up, refusal in checks if not held_up)


def _ended(word: str, held: tuple[HeldCredential, ...], day: date) -> date | None:
    """The last day of this word when every entry of it has ended by then."""
    ends = [entry.until_on for entry in held if same_credential(entry.credential, word)]
    passed = [until for until in ends if until is not None and until < day]
    return max(passed) if passed and len(passed) == len(ends) else None


def _overlap(one: HeldCredential, other: HeldCredential) -> bool:
    return one.from_on <= (other.until_on or date.max) and other.from_on <= (one.until_on or date.max)
