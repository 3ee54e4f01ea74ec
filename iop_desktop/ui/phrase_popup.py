"""The list that opens when ``;`` is typed: the phrases that can be meant."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit

from iop_desktop.rules.phrases import SIGN, Phrase
from iop_desktop.ui.fonts import use_font

ROWS = 8
WIDTH = 420
_LONGEST_LINE = 64


class PhrasePopup(QCompleter):
    """Shows phrases below the cursor; the field stays where the keys go. ``picked`` carries one that was clicked."""

    picked = Signal(object)

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._phrases: tuple[Phrase, ...] = ()
        self._lines = QStringListModel(self)
        self.setModel(self._lines)
        self.setWidget(field)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(ROWS)
        self.view = QListView()
        self.setPopup(self.view)
        self.view.setProperty("kind", "popup")
        self.view.setAccessibleName("Phrases")
        self.view.clicked.connect(lambda index: self.picked.emit(self._phrases[index.row()]))
        use_font(self.view, 13)

    @property
    def shown(self) -> bool:
        """Whether the list is open."""
        return self.view.isVisible()

    @property
    def current(self) -> Phrase | None:
        """The phrase that is chosen in the open list."""
        place = self.view.currentIndex()
        return self._phrases[place.row()] if self.shown and place.isValid() else None

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
        self.view.setCurrentIndex(self.completionModel().index(0, 0))

    def close(self) -> None:
        """Close the list."""
        self.view.hide()


def _line(phrase: Phrase) -> str:
    text = " ".join(phrase.text.split())
    short = text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1].rstrip() + "…"
    return f"{SIGN}{phrase.abbreviation}    {short}"
