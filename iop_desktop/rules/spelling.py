"""Which words of a text are looked up in the dictionary, and when a word counts as known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from iop_desktop.rules.phrases import LONGEST_ABBREVIATION
from iop_desktop.rules.refusal import Refusal

LONGEST_WORD = 60
# Left alone: stops, abbreviations of phrases, addresses, and whatever holds a digit (PHQ-9, 3rd, 9:40am).
_PASSED_OVER = rf"‹[^‹›\n]*›|;[A-Za-z][\w-]{{0,{LONGEST_ABBREVIATION}}}|\S*@\S*|\w+://\S*|[\w'’.:/-]*\d[\w'’.:/-]*"
_PARTS = re.compile(rf"{_PASSED_OVER}|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)")
_LAST_LATIN = "\u024f"


def words_to_check(text: str) -> Iterator[tuple[int, str]]:
    """Each word that is to be looked up with the place where it begins.

    Single letters, abbreviations in capitals and words of other scripts are left alone: the dictionary is English.
    """
    for found in _PARTS.finditer(text):
        word = found.group("word")
        if (
            word
            and len(word) > 1
            and not word.isupper()
            and all(letter <= _LAST_LATIN for letter in word if letter.isalpha())
        ):
            yield found.start(), plain_word(word)


def plain_word(word: str) -> str:
    """The word as dictionaries spell it: straight apostrophe, composed letters."""
    return unicodedata.normalize("NFC", word.replace("’", "'"))


def folded(word: str) -> str:
    """The word without difference of upper and lower case."""
    return plain_word(word).casefold()


def without_accents(word: str) -> str:
    """The word with plain letters: café as cafe."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def stands_in(words: Collection[str], word: str) -> bool:
    """Whether the word or what it is the possessive of is among ``words``, which are folded."""
    key = folded(word)
    return key in words or key.removesuffix("'s") in words or (key.endswith("s'") and key[:-1] in words)


def name_words(names: Collection[str]) -> frozenset[str]:
    """The words of people's names, folded, with and without accents: nobody's name is marked as misspelled."""
    words = {folded(found.group("word")) for name in names for found in _PARTS.finditer(name) if found["word"]}
    return frozenset(words | {without_accents(word) for word in words})


def refusals_of_word(word: str) -> tuple[Refusal, ...]:
    """Why a word cannot be added to a word list."""
    letters = word.replace("'", "").replace("-", "")
    if letters.isalpha() and len(word) <= LONGEST_WORD:
        return ()
    return (Refusal("word", f"Only a single word of letters, up to {LONGEST_WORD}, can be added.", "word"),)
