"""What the facilitator may say, ask and do, in letters that can be read from an arm's length."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.theme import Theme, color

TEXT_PX, HEADING_PX = 17, 13
MARGIN, INDENT = 12, 24
_PLAIN = QTextDocument.MarkdownFeature.MarkdownDialectCommonMark | QTextDocument.MarkdownFeature.MarkdownNoHTML
_LINE_HEIGHT = 138.0
_SCROLLING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


def bulleted(lines: tuple[str, ...]) -> str:
    """Lines as a list in CommonMark."""
    return "\n".join(f"- {line}" for line in lines)


class ScriptView(QTextBrowser):
    """Shows parts, each a heading (may be empty) and a text in CommonMark. Arrow keys scroll."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("kind", "script")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parts: tuple[tuple[str, str], ...] = ()
        Theme.current().changed.connect(self._again)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down scroll; every other key belongs to the lesson."""
        if event.key() in _SCROLLING:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def loadResource(self, _kind: int, _name: QUrl | str) -> QImage:
        """No picture: a lesson of another author may name a picture, which would be fetched from wherever it says."""
        # Qt would look for itself if it were given no image at all.
        return QImage()

    def show_parts(self, parts: tuple[tuple[str, str], ...]) -> None:
        """Show these parts from the top; the same parts again stay where they were scrolled to."""
        if parts != self._parts:
            self._parts = parts
            self._fill()
            self.verticalScrollBar().setValue(0)

    def _again(self) -> None:
        self._fill()

    def _fill(self) -> None:
        document = self.document()
        document.setDefaultFont(font(TEXT_PX))
        written = [f"###### {title}\n\n{text}" if title else text for title, text in self._parts if text.strip()]
        document.setMarkdown("\n\n".join(written), _PLAIN)
        self._set_headings(document)

    def _set_headings(self, document: QTextDocument) -> None:
        document.setDocumentMargin(MARGIN)
        document.setIndentWidth(INDENT)
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            spaced = QTextBlockFormat()
            spaced.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spaced.setTopMargin(0)
            spaced.setBottomMargin(4 if block.textList() else 10)
            if block.blockFormat().headingLevel():
                spaced.setTopMargin(12)
                spaced.setBottomMargin(4)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                shown = QTextCharFormat()
                shown.setFont(font(HEADING_PX, 600))
                shown.setForeground(color("accent_text"))
                cursor.mergeCharFormat(shown)
            cursor.mergeBlockFormat(spaced)
            block = block.next()
        self.setTextCursor(QTextCursor(document))
