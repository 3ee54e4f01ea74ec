"""How hard a text is to read: its Flesch-Kincaid grade, measured on prose without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Where a sentence ends: after the mark and what closes behind it, before white space.
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def sentences(passages: Iterable[str]) -> list[str]:
    """Sentences of the passages, as words with a space between; a heading or an entry of a list is one by itself."""
    found = (_WORD.findall(part) for passage in passages for part in _END.split(passage))
    return [" ".join(words) for words in found if words]


def grade_of(passages: Iterable[str]) -> float:
    """The school grade in which the text can be read, to one decimal; 0 for a text without words."""
    lines = sentences(passages)
    if not lines:
        return 0.0
    from readability import getmeasures  # loaded when it is needed

    measured: dict[str, dict[str, float]] = getmeasures("\n".join(lines), lang="en")
    return max(0.0, round(measured["readability grades"]["Kincaid"], 1))
