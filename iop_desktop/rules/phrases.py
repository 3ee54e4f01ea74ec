"""Phrases an author keeps for later: ``;abbr`` stands for a frame of words with stops ``‹…›`` that are filled by hand.

A stop that is not filled keeps a note from being signed (``rules.notes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from iop_desktop.rules.notes import STOP
from iop_desktop.rules.refusal import Refusal

SIGN = ";"
STOP_END = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
LONGEST_ABBREVIATION = 20
LONGEST_PHRASE = 2_000
MOST_STOPS = 20
_ABBREVIATION = re.compile(rf"[a-z][a-z0-9-]{{0,{LONGEST_ABBREVIATION - 1}}}")
# What may stand before the sign: nothing, or something after which a word begins.
_TYPED = re.compile(rf"(?:^|(?<=[\s(\[\"“‘/—–])){SIGN}([A-Za-z][A-Za-z0-9-]*)?$")
# A bracket left over from a stop is found as well: it keeps the note from being signed just the same.
_STOP = re.compile(rf"{STOP}[^{STOP}{STOP_END}\n]*{STOP_END}|{STOP}")
_FILLED_STOP = re.compile(rf"{STOP}[^{STOP}{STOP_END}\n]*\S[^{STOP}{STOP_END}\n]*{STOP_END}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What ``;abbreviation`` stands for. ``personal`` ones belong to one author, the others to the clinic."""

    abbreviation: str
    text: str
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: from ``start`` up to and without ``end``."""

    start: int
    end: int


def typed_abbreviation(before: str) -> str | None:
    """What was typed after the sign at the end of ``before``: empty right after it, None when there is no sign."""
    found = _TYPED.search(before)
    return (found.group(1) or "") if found else None


def find_phrase(phrases: Iterable[Phrase], abbreviation: str) -> Phrase | None:
    """The phrase with this abbreviation, upper or lower case; an author's own goes before the clinic's."""
    same = [phrase for phrase in phrases if phrase.abbreviation == abbreviation.lower()]
    return min(same, key=lambda phrase: not phrase.personal, default=None)


def phrases_beginning(phrases: Iterable[Phrase], beginning: str) -> tuple[Phrase, ...]:
    """Phrases that can still be meant, by abbreviation; a clinic's one behind an author's own is left out."""
    meant: dict[str, Phrase] = {}
    for phrase in sorted(phrases, key=lambda phrase: (phrase.abbreviation, not phrase.personal)):
        if phrase.abbreviation.startswith(beginning.lower()):
            meant.setdefault(phrase.abbreviation, phrase)
    return tuple(meant.values())


def next_stop(text: str, place: int) -> Span | None:
    """The first stop that begins at ``place`` or later."""
    found = _STOP.search(text, place)
    return Span(*found.span()) if found else None


def stop_before(text: str, place: int) -> Span | None:
    """The last stop that ends at ``place`` or earlier."""
    ended = [Span(*found.span()) for found in _STOP.finditer(text) if found.end() <= place]
    return ended[-1] if ended else None


def clean_abbreviation(typed: str) -> str:
    """The abbreviation as it is kept: lower case, without the sign and spaces around it."""
    return typed.strip().removeprefix(SIGN).lower()


def refusals_of_phrase(abbreviation: str, text: str, taken: Iterable[str] = ()) -> tuple[Refusal, ...]:
    """Why a phrase cannot be kept; ``taken`` are the other abbreviations of the same author or of the clinic."""
    checks = (
        (
            _ABBREVIATION.fullmatch(abbreviation),
            Refusal(
                "abbreviation",
                f"Use a letter, then letters, digits or hyphens, at most {LONGEST_ABBREVIATION} in all.",
                "abbreviation",
            ),
        ),
        (
            abbreviation not in set(taken),
            Refusal("taken", "Another phrase has that abbreviation. Choose a different one.", "abbreviation"),
        ),
        (text.strip(), Refusal("text", "Write what the abbreviation stands for.", "text")),
        (
            len(text) <= LONGEST_PHRASE,
            Refusal("too-long", f"Keep the phrase under {LONGEST_PHRASE:,} characters.", "text"),
        ),
        (
            _stops_are_whole(text),
            Refusal("stops", f"Write each stop as {STOP}what to fill in{STOP_END}, on one line and not empty.", "text"),
        ),
        (
            text.count(STOP) <= MOST_STOPS,
            Refusal("many-stops", f"A phrase has at most {MOST_STOPS} stops.", "text"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def _stops_are_whole(text: str) -> bool:
    rest = _FILLED_STOP.sub("", text)
    return STOP not in rest and STOP_END not in rest
