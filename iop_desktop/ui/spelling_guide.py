"""F7: to the next misspelled word of the note, with what may have been meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from iop_desktop.rules.phrases import Span
from iop_desktop.rules.spelling import plain_word
from iop_desktop.ui.writing_aids import WritingAids
from iop_desktop.ui.writing_field import WritingField

NOTHING_MARKED = "No misspelled word in this note"


class SpellingGuide(QObject):
    """Walks through the fields that ``fields`` gives at that moment; ``nothing_found`` says that no word is marked."""

    nothing_found = Signal()

    def __init__(self, fields: Callable[[], Sequence[WritingField]], aids: WritingAids, owner: QWidget) -> None:
        super().__init__(owner)
        self._fields, self._aids, self._owner = fields, aids, owner
        self.menu: QMenu | None = None

    def next(self) -> None:
        """Select the next marked word after the cursor, going around, and offer what may have been meant."""
        fields = [field for field in self._fields() if field.isVisible() and not field.isReadOnly()]
        here = next((number for number, field in enumerate(fields) if field.hasFocus()), 0)
        for field, span in _in_order(fields, here):
            self.offer(field, span)
            return
        self.nothing_found.emit()

    def at_cursor(self, field: WritingField) -> None:
        """Offer what may have been meant with the word under the cursor."""
        span = field.wrong_word_at(field.textCursor().position())
        if span is not None:
            self.offer(field, span)

    def offer(self, field: WritingField, span: Span) -> None:
        """Select the word and open the menu once suggestions are found."""
        field.setFocus()
        field.select(span)
        word = field.textCursor().selectedText()
        self._aids.suggest(field, plain_word(word), partial(self._open, field, word))

    def _open(self, field: WritingField, word: str, suggestions: tuple[str, ...]) -> None:
        if field.textCursor().selectedText() != word or not field.isVisible():
            return
        menu = QMenu(field)
        menu.setAccessibleName(f"Spelling of {word}")
        for number, suggestion in enumerate(suggestions, start=1):
            menu.addAction(f"&{number}  {suggestion}", partial(field.textCursor().insertText, suggestion))
        if not suggestions:
            menu.addAction("No suggestion").setEnabled(False)
        menu.addSeparator()
        add = self._aids.word_asked.emit
        menu.addAction("Add to &my words", partial(add, plain_word(word), True))
        if self._aids.may_add_for_clinic:
            menu.addAction("Add to the &clinic's words", partial(add, plain_word(word), False))
        menu.aboutToHide.connect(self._close)
        self.menu = menu
        menu.setActiveAction(menu.actions()[0])
        menu.popup(field.viewport().mapToGlobal(field.cursorRect().bottomLeft()))

    def _close(self) -> None:
        menu, self.menu = self.menu, None
        if menu is not None:
            menu.deleteLater()


def guide_spelling(page: QWidget, fields: Callable[[], Sequence[WritingField]], aids: WritingAids) -> SpellingGuide:
    """F7 on a page or dialog, and the right button on a marked word."""
    guide = SpellingGuide(fields, aids, page)
    QShortcut(QKeySequence("F7"), page).activated.connect(guide.next)
    for field in fields():
        field.spelling_asked.connect(partial(guide.at_cursor, field))
    return guide


def _in_order(fields: Sequence[WritingField], here: int) -> list[tuple[WritingField, Span]]:
    """Marked words from the cursor of the field ``here`` to the end, then from the beginning."""
    ahead: list[tuple[WritingField, Span]] = []
    behind: list[tuple[WritingField, Span]] = []
    for number, field in enumerate(fields):
        place = field.textCursor().selectionEnd()
        for span in field.wrong_words():
            passed = number < here or (number == here and span.start < place)
            (behind if passed else ahead).append((field, span))
    return ahead + behind
