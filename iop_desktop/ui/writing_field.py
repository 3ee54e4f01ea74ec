"""A text field that writes with its author: phrases by abbreviation, stops by Tab, marks under misspelled words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.phrases import (
    Phrase,
    Span,
    find_phrase,
    next_stop,
    phrases_beginning,
    stop_before,
    typed_abbreviation,
)
from iop_desktop.ui.phrase_popup import PhrasePopup
from iop_desktop.ui.spelling_marks import SpellingMarks
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.text_places import from_qt, to_qt
from iop_desktop.ui.writing_aids import WritingAids

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)

CARET = "caret"


class WritingField(TextField):
    """``edited`` says that the text is another one; ``spelling_asked`` that a word was asked about with the mouse.

    Qt's own ``textChanged`` also comes when a word is marked, and a mark is no change of a note.
    """

    edited = Signal()
    spelling_asked = Signal()

    def __init__(
        self, name: str, placeholder: str = "", aids: WritingAids | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, placeholder, parent)
        self.setProperty("kind", "writing")
        self._aids = aids
        self._marks: SpellingMarks | None = None
        self._declined = False
        self._popup: PhrasePopup | None = None
        self._text = ""
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.textChanged.connect(self._compare)

    @property
    def popup(self) -> PhrasePopup:
        """The list of phrases; made when it is needed, because a form has many fields and its page opens quickly."""
        if self._popup is None:
            self._popup = PhrasePopup(self)
            self._popup.picked.connect(self._insert)
        return self._popup

    @property
    def _popup_shown(self) -> bool:
        return self._popup is not None and self._popup.shown

    def _close_popup(self) -> None:
        if self._popup is not None:
            self._popup.close()

    def show_document(self, document: QTextDocument, marks: SpellingMarks | None) -> None:
        """Write in another document from now on; the one it shows stays as it stands, with its open list."""
        if document is self.document():
            return
        self._close_popup()
        self.document().setProperty(CARET, self.textCursor().position())
        self._text = document.toPlainText()
        self.setDocument(document)
        self._marks = marks
        self._go_on_writing()

    def _go_on_writing(self) -> None:
        """Put the caret where it was in this text, or behind the last word."""
        last, before = self.document().characterCount() - 1, self.document().property(CARET)
        caret = self.textCursor()
        caret.setPosition(last if before is None else min(int(before), last))
        self.setTextCursor(caret)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_for_phrase(event):
            return
        super().keyPressEvent(event)
        if not self.isReadOnly():
            self._offer()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the phrase, goes to the next stop, or leaves the field where there is none."""
        if self.isReadOnly():
            return super().focusNextPrevChild(forward)
        return (forward and self._expand("")) or self._go_to_stop(forward) or super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._marks is not None and event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._marks.typing_ended()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        clicked = self.cursorForPosition(event.pos())
        if self.isReadOnly() or self.wrong_word_at(clicked.position()) is None:
            super().contextMenuEvent(event)
            return
        self.setTextCursor(clicked)
        self.spelling_asked.emit()

    def insert_fact(self, text: str) -> None:
        """Put a sentence in at the cursor, as one step that can be undone."""
        cursor = self.textCursor()
        before = cursor.block().text()[: from_qt(cursor.block().text(), cursor.positionInBlock())]
        # A block of its own: otherwise it is one step with what was typed just before.
        cursor.beginEditBlock()
        cursor.insertText(("" if not before or before[-1].isspace() else " ") + text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def wrong_word_at(self, position: int) -> Span | None:
        """The misspelled word at a place of the document, in Qt's count."""
        found = (span for span in self.wrong_words() if span.start <= position <= span.end)
        return next(found, None)

    def wrong_words(self) -> tuple[Span, ...]:
        """Every misspelled word, in Qt's count."""
        if self._aids is None:
            return ()
        text = self.toPlainText()
        return tuple(_in_qt(text, Span(at, at + len(word))) for at, word in self._aids.wrong_words(text))

    def select(self, span: Span) -> None:
        """Select a part of the document, in Qt's count."""
        cursor = self.textCursor()
        cursor.setPosition(span.start)
        cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def _is_for_phrase(self, event: QKeyEvent) -> bool:
        """Whether a key was used up by the list of phrases or by an abbreviation in front of it."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self._popup_shown:
            self._declined = True
            self._close_popup()
            return True
        if self.isReadOnly() or event.modifiers() not in _PLAIN or key not in (*_ENTER, Qt.Key.Key_Space):
            return False
        return self._expand(" ") if key == Qt.Key.Key_Space else self._expand("")

    def _expand(self, after: str) -> bool:
        """Write out the phrase that is chosen in the list or whose abbreviation stands before the cursor."""
        typed = self._typed()
        if typed is None or self._aids is None:
            return False
        exact = find_phrase(self._aids.phrases, typed)
        chosen = self.popup.current if self._popup_shown else None
        phrase = exact if after else chosen or exact
        if phrase is None:
            return False
        self._insert(phrase, after)
        return True

    def _insert(self, phrase: Phrase, after: str = "") -> None:
        """Replace the abbreviation before the cursor in one step; the first stop is selected."""
        typed = self._typed()
        self._close_popup()
        if typed is None:
            return
        cursor = self.textCursor()
        end = cursor.position()
        start = end - len(typed) - 1
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        stop = next_stop(phrase.text, 0)
        cursor.insertText(phrase.text if stop else phrase.text + after)
        self.setTextCursor(cursor)
        if stop is not None:
            inside = _in_qt(phrase.text, stop)
            self.select(Span(start + inside.start, start + inside.end))

    def _typed(self) -> str | None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            return None
        text = cursor.block().text()
        return typed_abbreviation(text[: from_qt(text, cursor.positionInBlock())])

    def _offer(self) -> None:
        typed = self._typed()
        if typed is None or self._aids is None:
            self._declined = False
            self._close_popup()
        elif not self._declined:
            self.popup.offer(phrases_beginning(self._aids.phrases, typed))

    def _go_to_stop(self, forward: bool) -> bool:
        text, cursor = self.toPlainText(), self.textCursor()
        if forward:
            stop = next_stop(text, from_qt(text, cursor.selectionEnd()))
        else:
            stop = stop_before(text, from_qt(text, cursor.selectionStart()))
        if stop is not None:
            self.select(_in_qt(text, stop))
        return stop is not None

    def _compare(self) -> None:
        text = self.toPlainText()
        if text != self._text:
            self._text = text
            self.edited.emit()

    def _cursor_moved(self) -> None:
        if self._marks is not None:
            self._marks.cursor_moved(self.textCursor().position())


def _in_qt(text: str, span: Span) -> Span:
    return Span(to_qt(text, span.start), to_qt(text, span.end))
