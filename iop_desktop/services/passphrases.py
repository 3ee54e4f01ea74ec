"""How hard a pass phrase is to guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iop_desktop.rules.passphrase import refusals_of_passphrase
from iop_desktop.services.errors import Refused

# The estimate takes longer the longer the text is; what follows the first letters only adds to the strength.
_JUDGED_LETTERS = 72
_OWN_WORDS = ("iop", "desktop", "clinic", "recovery", "counselor", "treatment", "group")
_SENTENCES = (
    "Very easy to guess.",
    "Easy to guess. Use four or five unrelated words.",
    "Could be guessed. Add another unrelated word.",
    "Strong enough.",
    "Very strong.",
)


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate from 0 (weak) to 4 (strong) and what to say about it."""

    score: int
    sentence: str


def strength(passphrase: str, words: Sequence[str] = ()) -> Strength:
    """Estimate from the number of guesses; ``words`` (names, the clinic) are taken as known to who guesses."""
    if not passphrase:
        return Strength(0, "")
    from zxcvbn import zxcvbn

    known = [part for word in (*words, *_OWN_WORDS) for part in (word, *word.split())]
    typed = unicodedata.normalize("NFKC", passphrase)
    # Without its spaces as well, because they hide from the estimate that words are repeated.
    judged = {text[:_JUDGED_LETTERS] for text in (typed, "".join(typed.split())) if text}
    score = min((int(zxcvbn(text, user_inputs=known)["score"]) for text in judged), default=0)
    return Strength(score, _SENTENCES[score])


def scored(measure: Callable[[str], Strength]) -> Callable[[str], tuple[int, str]]:
    """The same estimate as the plain score and sentence that a form takes."""

    def score(passphrase: str) -> tuple[int, str]:
        found = measure(passphrase)
        return found.score, found.sentence

    return score


def require_passphrase(passphrase: str, repeated: str, words: Sequence[str] = ()) -> None:
    """Raise Refused for a pass phrase that may not guard the vault."""
    refusals = refusals_of_passphrase(passphrase, repeated, strength(passphrase, words).score)
    if refusals:
        raise Refused(refusals)
