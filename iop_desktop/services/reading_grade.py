"""How hard a text is to read: its Flesch-Kincaid grade, measured on prose without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Where a sentence ends: after the mark and what closes behind it, before white space.
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
# A heading, a cell or an entry of two words is no sentence, and would make a hard text look easy.
_FEWEST_WORDS = 4
_ONE_SYLLABLE = "a"


def sentences(passages: Iterable[str]) -> list[str]:
    """Sentences of the passages, as words with a space between; a heading or an entry of a list is one by itself."""
    found = (_WORD.findall(part) for passage in passages for part in _END.split(passage))
    return [" ".join(words) for words in found if words]


def grade_of(passages: Iterable[str]) -> float:
    """The school grade in which the text can be read, to one decimal; 0 for a text without sentences."""
    lines = [line for line in sentences(passages) if line.count(" ") >= _FEWEST_WORDS - 1]
    if not lines:
        return 0.0
    from readability import getmeasures  # loaded when it is needed

    counted = "\n".join(" ".join(_counted(word) for word in line.split()) for line in lines)
    measured: dict[str, dict[str, float]] = getmeasures(counted, lang="en")
    return max(0.0, round(measured["readability grades"]["Kincaid"], 1))


@lru_cache(maxsize=20_000)
def _counted(word: str) -> str:
    """The word; the library finds no syllable in "the" and its like, so that a word of one stands for them."""
    from readability.langdata import LANGDATA

    return word if LANGDATA["en"]["syllables"](word) else _ONE_SYLLABLE
