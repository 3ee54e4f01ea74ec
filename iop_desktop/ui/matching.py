"""Finding by the beginnings of words, whatever the case and the accents."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"\w+")


def fold(text: str) -> str:
    """Text for comparing: no case, no accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def matches(typed: str, *texts: str) -> bool:
    """Whether every typed word begins some word of the texts; nothing typed matches all."""
    words = [word for text in texts for word in _WORDS.findall(fold(text))]
    return all(any(word.startswith(part) for word in words) for part in _WORDS.findall(fold(typed)))
