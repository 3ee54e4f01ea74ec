"""Which credential signs alone and which may supervise, each from a day on: the clinic's own policy.

Who needs a co-signature is decided on the day of signing, because credentials are earned, renewed and ended. The need
itself comes from state rules such as Oklahoma 450:27-7-44 (notes of licensure candidates are countersigned) and Texas
26 TAC 564.804 (work of interns is reviewed and signed by a qualified counselor).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.refusal import Refusal

LONGEST_CREDENTIAL = 40
LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class CredentialRule:
    """What one credential permits from a day on, until a newer rule or ``until_on`` (the last day it holds).

    ``source`` names the regulation, payer or policy it comes from.
    """

    credential: str
    signs_alone: bool
    may_supervise: bool
    from_on: date
    source: str = ""
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Credentialed:
    """A member of staff as this policy sees one. ``until`` is the last day the credentials are good.

    ``supervises`` = a role of theirs does (``Right.SUPERVISE``).
    """

    credentials: str
    supervises: bool
    needs_cosignature: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may do on a day. ``why`` is a sentence when policy, not the person's setting, asks for a
    co-signature; empty otherwise.
    """

    signs_alone: bool
    may_supervise: bool
    why: str = ""


def credential_words(credentials: str) -> tuple[str, ...]:
    """The single credentials behind a name, in their order: "MS, LPC-IT" holds two."""
    words = (" ".join(part.split()) for part in credentials.split(","))
    return tuple(word for word in words if word)


def same_credential(one: str, other: str) -> bool:
    """Whether two spellings mean one credential: "L.P.C.", "lpc" and "LPC" do."""
    return _folded(one) == _folded(other)


def rules_in_force(credentials: str, rules: Iterable[CredentialRule], day: date) -> tuple[CredentialRule, ...]:
    """The newest rule of each of these credentials that has begun; one that has ended says nothing any more."""
    known = tuple(rules)
    newest = (_newest(word, known, day) for word in credential_words(credentials))
    return tuple(rule for rule in newest if rule and (rule.until_on is None or day <= rule.until_on))


def standing_on(person: Credentialed, rules: Iterable[CredentialRule], day: date) -> Standing:
    """What a person may do on this day.

    The best of several credentials counts. Where the clinic has no rule for any of them, the person's own setting
    decides whether they sign alone, and their role whether they supervise. An ended credential permits neither.
    """
    ended = ended_credential(person.until, day)
    if ended:
        return Standing(False, False, ended)
    found = rules_in_force(person.credentials, rules, day)
    if not found:
        return Standing(not person.needs_cosignature, person.supervises)
    alone = any(rule.signs_alone for rule in found)
    supervises = person.supervises and any(rule.may_supervise for rule in found)
    return Standing(alone, supervises, "" if alone else _unlicensed(found))


def ended_credential(until: date | None, day: date) -> str:
    """A sentence when a credential that was good through ``until`` has ended on this day; empty while it is good."""
    if until is None or day <= until:
        return ""
    return f"The credential ended on {long_date(until)}."


def refusals_of_supervising(person: Credentialed, rules: Iterable[CredentialRule], day: date) -> tuple[Refusal, ...]:
    """Why this person may not co-sign or return on this day; a role that never supervises is another rule's matter."""
    ended = ended_credential(person.until, day)
    if ended:
        text = f"{ended} Nothing was co-signed: ask your administrator to enter the renewal."
        return (Refusal("credential-ended", text),)
    if person.supervises and not standing_on(person, rules, day).may_supervise:
        text = f"This clinic's rules do not let {person.credentials} supervise on this day. Nothing was co-signed."
        return (Refusal("credential", text),)
    return ()


def refusals_of_rule(rule: CredentialRule, known: Iterable[CredentialRule]) -> tuple[Refusal, ...]:
    """Why a rule cannot be added to those the clinic has."""
    word = " ".join(rule.credential.split())
    twice = any(same_credential(rule.credential, other.credential) and rule.from_on == other.from_on for other in known)
    checks = (
        (
            _is_one(word),
            Refusal("credential", "Write one credential as it stands behind a name, such as LPC.", "credential"),
        ),
        (
            0 < len(rule.source.strip()) <= LONGEST_SOURCE,
            Refusal("source", "Name the regulation or policy this comes from.", "source"),
        ),
        (
            rule.signs_alone or not rule.may_supervise,
            Refusal("alone", "Who may not sign alone cannot supervise others.", "may_supervise"),
        ),
        (not twice, Refusal("twice", "There is a rule for this credential from that day on already.", "from_on")),
        (
            rule.until_on is None or rule.from_on <= rule.until_on,
            Refusal("days", "The last day cannot be before the first.", "until_on"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_of_end(rule: CredentialRule, until_on: date, today: date) -> tuple[Refusal, ...]:
    """Why a rule cannot end on this day: what held in the past stays, because notes were signed by it."""
    checks = (
        (rule.from_on <= until_on, Refusal("days", "The last day cannot be before the first.", "until_on")),
        (
            today <= until_on,
            Refusal("past", "The last day is today or later: notes of earlier days were signed by it.", "until_on"),
        ),
        (
            rule.until_on is None or today <= rule.until_on,
            Refusal("ended", "This rule has ended already. Add a new one instead.", "until_on"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def _newest(word: str, rules: tuple[CredentialRule, ...], day: date) -> CredentialRule | None:
    begun = (rule for rule in rules if same_credential(rule.credential, word) and rule.from_on <= day)
    return max(begun, key=lambda rule: rule.from_on, default=None)


def _is_one(word: str) -> bool:
    return len(credential_words(word)) == 1 and 0 < len(_folded(word)) <= len(word) <= LONGEST_CREDENTIAL


def _folded(credential: str) -> str:
    return "".join(letter for letter in credential.casefold() if letter.isalnum())


def _unlicensed(rules: tuple[CredentialRule, ...]) -> str:
    words = ", ".join(rule.credential for rule in rules)
    return f"By this clinic's rules a note signed as {words} needs a supervisor's co-signature."
