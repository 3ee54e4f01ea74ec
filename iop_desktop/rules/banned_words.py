"""Names and phrases that may not stand in a lesson, and how they are found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Banned:
    """Phrases with one reason. ``exact`` ones count only in these very letters, such as an acronym."""

    why: str
    phrases: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A banned phrase as it stands in the text."""

    phrase: str
    why: str


def find_banned(text: str, banned: Sequence[Banned], allowed: Sequence[str]) -> tuple[Found, ...]:
    """Every banned phrase of the text, once, in the order of the list.

    Phrases are found as whole words; any white space or hyphen may stand between them. ``allowed`` names longer phrases
    that hold a banned one and are right all the same, such as the name of an authority.
    """
    words = frozenset(_WORDS.findall(text.casefold()))
    for phrase in allowed:
        if _first_word(phrase) in words:
            text = _pattern(phrase, exact=False).sub(" ", text)
    return tuple(
        Found(match.group(), entry.why)
        for entry in banned
        for phrase, exact in _phrases(entry)
        if _first_word(phrase) in words and (match := _pattern(phrase, exact).search(text))
    )


def _phrases(entry: Banned) -> list[tuple[str, bool]]:
    return [(phrase, False) for phrase in entry.phrases] + [(phrase, True) for phrase in entry.exact]


@lru_cache(maxsize=1024)
def _first_word(phrase: str) -> str:
    """A cheap sign that the phrase may be there at all."""
    return str(_WORDS.findall(phrase.casefold())[0])


@lru_cache(maxsize=1024)
def _pattern(phrase: str, exact: bool) -> re.Pattern[str]:
    words = r"[\s\-–]+".join(re.escape(word) for word in re.split(r"[\s-]+", phrase))
    return re.compile(rf"(?<!\w){words}(?!\w)", 0 if exact else re.IGNORECASE)
