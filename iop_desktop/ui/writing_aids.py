"""What helps while writing: the phrases, the dictionary and the names that are right, shared by all text fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from iop_desktop.rules.phrases import Phrase
from iop_desktop.rules.spelling import stands_in, words_to_check
from iop_desktop.services.spelling import Speller
from iop_desktop.ui.tasks import Tasks


class WritingAids(QObject):
    """Until the dictionary is read, no word is marked. ``changed`` says that other words are marked now.

    ``word_asked`` carries a word that is to be added, and whether only to the author's own words.
    """

    changed = Signal()
    word_asked = Signal(str, bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._speller: Speller | None = None
        self._names: frozenset[str] = frozenset()
        self.phrases: tuple[Phrase, ...] = ()
        self.may_add_for_clinic = False

    def use_speller(self, speller: Speller) -> None:
        """The dictionary is read."""
        self._speller = speller
        self.changed.emit()

    def use_words(self, words: tuple[str, ...]) -> None:
        """Other word lists stand beside the dictionary."""
        if self._speller is not None:
            self._speller.set_words(words)
            self.changed.emit()

    def use_names(self, names: frozenset[str]) -> None:
        """The words, folded, of the names of everybody in the session and of the staff."""
        if names != self._names:
            self._names = names
            self.changed.emit()

    def wrong_words(self, text: str) -> Iterator[tuple[int, str]]:
        """Each word that nobody knows, with the place where it begins."""
        speller = self._speller
        if speller is None:
            return
        for start, word in words_to_check(text):
            if not speller.knows(word) and not stands_in(self._names, word):
                yield start, word

    def suggest(self, owner: QObject, word: str, done: Callable[[tuple[str, ...]], object]) -> None:
        """Find words that may have been meant, off the window's thread."""
        speller = self._speller
        if speller is not None:
            self._tasks.run(owner, lambda: speller.suggest(word), done=done)
