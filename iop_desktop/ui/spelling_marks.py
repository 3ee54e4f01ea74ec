"""A wavy line under each word the dictionary does not have."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from iop_desktop.ui.text_places import to_qt
from iop_desktop.ui.theme import Theme, color
from iop_desktop.ui.writing_aids import WritingAids

_NOWHERE = -1
_ONE_KEY = 2


class SpellingMarks(QSyntaxHighlighter):
    """Marks one document. The word that is being typed is left alone until the cursor has left it."""

    def __init__(self, document: QTextDocument, aids: WritingAids, parent: QObject) -> None:
        super().__init__(parent)
        self._aids = aids
        self._typed_at = _NOWHERE
        self._line = _wavy_line()
        # Connected before the document is: what was typed must be known when its line is marked.
        document.contentsChange.connect(self._typed)
        self.setDocument(document)
        aids.changed.connect(self.rehighlight)
        Theme.current().changed.connect(self._change_color)

    def highlightBlock(self, text: str) -> None:
        typed_at = self._typed_at - self.currentBlock().position()
        for place, word in self._aids.wrong_words(text):
            start = to_qt(text, place)
            if not start <= typed_at <= start + len(word):
                self.setFormat(start, len(word), self._line)

    def cursor_moved(self, position: int) -> None:
        """Mark the word that was being typed once the cursor is elsewhere."""
        if self._typed_at not in (_NOWHERE, position):
            self.typing_ended()

    def typing_ended(self) -> None:
        """Mark the word that was being typed."""
        if self._typed_at == _NOWHERE:
            return
        block = self.document().findBlock(self._typed_at)
        self._typed_at = _NOWHERE
        self.rehighlightBlock(block)

    def _typed(self, position: int, removed: int, added: int) -> None:
        by_key = max(removed, added) <= _ONE_KEY
        self._typed_at = position + added if by_key else _NOWHERE

    def _change_color(self) -> None:
        self._line = _wavy_line()
        self.rehighlight()


def _wavy_line() -> QTextCharFormat:
    line = QTextCharFormat()
    line.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    line.setUnderlineColor(color("danger"))
    return line
