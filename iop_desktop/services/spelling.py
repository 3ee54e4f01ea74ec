"""The spelling engine, its dictionary and the words that are right although no dictionary has them."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Protocol

from iop_desktop.paths import resource
from iop_desktop.rules.spelling import folded, plain_word, stands_in, without_accents

LANGUAGE = "en_US"
MOST_SUGGESTIONS = 7
_FROM_OWN_WORDS = 3
# How alike a word of the lists must be to be suggested; below it, words come up that nobody meant.
_ALIKE = 0.82


class Engine(Protocol):
    """What a dictionary can be asked. ``suggest`` may take two tenths of a second."""

    def spell(self, word: str) -> bool:
        """Whether the dictionary has the word."""
        ...

    def suggest(self, word: str) -> Sequence[str]:
        """Words that may have been meant, best first."""
        ...


class Speller:
    """Looks words up, in one dictionary and in word lists; answers are remembered until the lists change.

    Looking up takes microseconds and is done while painting. Lists are changed on the thread that looks up.
    """

    def __init__(self, engine: Engine, words: Iterable[str] = ()) -> None:
        self._engine = engine
        self._words = {folded(word): plain_word(word) for word in words}
        self._answers: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether the word is spelled right as far as is known."""
        answer = self._answers.get(word)
        if answer is None:
            answer = self._answers[word] = self._look_up(word)
        return answer

    def _look_up(self, word: str) -> bool:
        """The dictionary is written without accents, and has no possessive of a plural (clients')."""
        word = word.rstrip("'\N{RIGHT SINGLE QUOTATION MARK}") or word
        known = stands_in(self._words.keys(), word) or self._engine.spell(word)
        return known or (not word.isascii() and self._engine.spell(without_accents(word)))

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words that may have been meant, best first; not for the window's thread."""
        close = get_close_matches(folded(word), self._words, _FROM_OWN_WORDS, _ALIKE)
        own = [_like(word, self._words[key]) for key in close]
        return tuple(dict.fromkeys((*own, *self._engine.suggest(word))))[:MOST_SUGGESTIONS]

    def set_words(self, words: Iterable[str]) -> None:
        """Use other word lists."""
        self._words = {folded(word): plain_word(word) for word in words}
        self._answers.clear()


def _like(word: str, suggestion: str) -> str:
    """A suggestion that begins with a capital where the word does."""
    return suggestion[:1].upper() + suggestion[1:] if word[:1].isupper() else suggestion


class _Spylls:
    """The dictionary read by spylls, where there is no wheel of chunspell; ten times slower and quick enough."""

    def __init__(self, stem: Path) -> None:
        from spylls.hunspell import Dictionary, readers
        from spylls.hunspell.readers import FileReader

        class WholeFile(FileReader):  # type: ignore[misc]  # the library ships no types
            """The library's own reader never closes its file."""

            def _open(self, path: str, encoding: str) -> io.StringIO:
                return io.StringIO(Path(path).read_text(encoding, "surrogateescape"))

        affixes, context = readers.read_aff(WholeFile(f"{stem}.aff"))
        words = readers.read_dic(WholeFile(f"{stem}.dic", context.encoding), aff=affixes, context=context)
        self._dictionary = Dictionary(affixes, words)

    def spell(self, word: str) -> bool:
        return bool(self._dictionary.lookup(word))

    def suggest(self, word: str) -> Sequence[str]:
        return tuple(self._dictionary.suggest(word))


@cache
def load_engine(*, without_chunspell: bool = False) -> Engine:
    """The dictionary, read once, with chunspell, or with spylls where chunspell is not installed; up to a second.

    It holds no word of a person or a clinic, so that it may stay in memory while the records are locked.
    """
    folder = resource("dictionaries")
    try:
        if without_chunspell:
            raise ImportError
        from hunspell import Hunspell
    except ImportError:
        return _Spylls(folder / LANGUAGE)
    engine: Engine = Hunspell(LANGUAGE, hunspell_data_dir=str(folder))
    return engine


@cache
def clinical_words() -> Collection[str]:
    """The words of the field that the general dictionary lacks."""
    lines = resource("dictionaries/clinical.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
