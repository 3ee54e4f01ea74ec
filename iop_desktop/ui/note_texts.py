"""One text document per field and note while a group is open, so that undo survives moving between members."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit, QWidget

from iop_desktop.ui.fonts import font, use_font


class NoteTexts(QObject):
    """Keeps documents by note and field."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: dict[tuple[UUID, str], QTextDocument] = {}

    def document(self, note_id: UUID, field: str, text: str) -> QTextDocument:
        """The document of a field; filled with ``text`` the first time, or when the vault holds another text."""
        found = self._documents.get((note_id, field))
        if found is None:
            found = QTextDocument(self)
            found.setDocumentLayout(QPlainTextDocumentLayout(found))
            found.setDefaultFont(font(14))
            found.setPlainText(text)
            self._documents[note_id, field] = found
        elif found.toPlainText() != text:
            found.setPlainText(text)
        return found

    def forget(self, keep: frozenset[UUID] = frozenset()) -> None:
        """Drop the texts: the session was left. Those of the notes in ``keep`` stay, they are not saved yet."""
        for note_id, field in [key for key in self._documents if key[0] not in keep]:
            self._documents.pop((note_id, field)).deleteLater()


class TextField(QPlainTextEdit):
    """Plain text in which Tab leaves the field."""

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        use_font(self, 14)

    def sizeHint(self) -> QSize:
        return QSize(240, 56)
