"""The list that opens when ``;`` is typed: the phrases that can be meant."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QPlainTextEdit

from iop_desktop.rules.phrases import SIGN, Phrase
from iop_desktop.ui.fonts import use_font

ROWS = 8
WIDTH = 420
_LONGEST_LINE = 64


class PhrasePopup(QCompleter):
    """Shows phrases below the cursor; the field stays where the keys go."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._phrases: tuple[Phrase, ...] = ()
        self._lines = QStringListModel(self)
        self.setModel(self._lines)
        self.setWidget(field)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(ROWS)
        self.popup().setAccessibleName("Phrases")
        use_font(self.popup(), 13)

    @property
    def shown(self) -> bool:
        """Whether the list is open."""
        return self.popup().isVisible()

    @property
    def current(self) -> Phrase | None:
        """The phrase that is chosen in the open list."""
        place = self.popup().currentIndex()
        return self._phrases[place.row()] if self.shown and place.isValid() else None

    def phrase_at(self, row: int) -> Phrase:
        """The phrase in a row of the list."""
        return self._phrases[row]

    def offer(self, phrases: tuple[Phrase, ...]) -> None:
        """Open the list, or close it when nothing can be meant."""
        if not phrases:
            self.close()
            return
        if phrases != self._phrases:
            self._phrases = phrases
            self._lines.setStringList([_line(phrase) for phrase in phrases])
        field = self.widget()
        assert isinstance(field, QPlainTextEdit)
        place = field.cursorRect()
        place.setWidth(WIDTH)
        self.complete(place)
        self.popup().setCurrentIndex(self.completionModel().index(0, 0))

    def close(self) -> None:
        """Close the list."""
        self.popup().hide()


def _line(phrase: Phrase) -> str:
    text = " ".join(phrase.text.split())
    short = text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1].rstrip() + "…"
    return f"{SIGN}{phrase.abbreviation}    {short}"
