"""One text document per field and note while a group is open, so that undo survives moving between members."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from iop_desktop.rules.notes import clean_text
from iop_desktop.ui.fonts import font
from iop_desktop.ui.spelling_marks import SpellingMarks
from iop_desktop.ui.writing_aids import WritingAids
from iop_desktop.ui.writing_field import WritingField


@dataclass(frozen=True, slots=True)
class _Text:
    document: QTextDocument
    marks: SpellingMarks | None

    def let_go(self) -> None:
        """Take it apart once the events at hand are served; no field may show it any more."""
        if self.marks is not None:
            self.marks.deleteLater()
        self.document.deleteLater()


class NoteTexts(QObject):
    """Keeps documents by note and field, each with its marks of spelling when there are ``aids``."""

    def __init__(self, aids: WritingAids | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.aids = aids
        self._texts: dict[tuple[UUID, str], _Text] = {}
        self._shown: dict[WritingField, _Text] = {}

    def show(self, field: WritingField, note_id: UUID, key: str, text: str) -> None:
        """Let a field write in the document of a note.

        It is filled with ``text`` the first time, or when the vault holds another text; that can be undone.
        """
        found = self._texts.get((note_id, key))
        if found is None:
            found = self._texts[note_id, key] = self._new(text)
        elif clean_text(found.document.toPlainText()) != clean_text(text):
            _replace(found.document, text)
        before, self._shown[field] = self._shown.get(field), found
        field.show_document(found.document, found.marks)
        if before is not None and before not in self._texts.values():
            before.let_go()

    def forget(self, keep: frozenset[UUID] = frozenset()) -> None:
        """Drop the texts: the session was left. Those of the notes in ``keep`` stay, they are not saved yet.

        What a field still shows goes when it shows another text: a field without its document would crash.
        """
        for place in [place for place in self._texts if place[0] not in keep]:
            gone = self._texts.pop(place)
            if gone not in self._shown.values():
                gone.let_go()

    def _new(self, text: str) -> _Text:
        document = QTextDocument(self)
        document.setDocumentLayout(QPlainTextDocumentLayout(document))
        document.setDefaultFont(font(14))
        document.setPlainText(text)
        return _Text(document, SpellingMarks(document, self.aids, self) if self.aids else None)


def _replace(document: QTextDocument, text: str) -> None:
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.insertText(text)
