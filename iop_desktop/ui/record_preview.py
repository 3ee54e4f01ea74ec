"""The record as it will be signed, or as it was signed: rows and sections, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from iop_desktop.rules.record import Record
from iop_desktop.rules.returns import HEADER
from iop_desktop.ui.fonts import font
from iop_desktop.ui.read_to_end import ReadToEnd
from iop_desktop.ui.theme import Theme, color


class RecordPreview(QTextBrowser):
    """Read-only; the text is escaped, so that what a person typed is never read as markup.

    ``read_to_end`` is sent once for each record, when its end is on screen.
    """

    read_to_end = Signal()

    def __init__(self, *, wide: bool = False, selectable: bool = False, parent: QWidget | None = None) -> None:
        """``wide`` puts labels beside their values instead of above them; ``selectable`` by keyboard too."""
        super().__init__(parent)
        self._wide = wide
        self._record: Record | None = None
        self._reading = ReadToEnd(self, self._end_in_sight)
        self._reading.reached.connect(self.read_to_end)
        self._passages: tuple[str, ...] = ()
        if selectable:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)
        self.setAccessibleName("The record as it reads now")
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setProperty("kind", "record")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        Theme.current().changed.connect(self._draw)

    def show_record(self, record: Record | None) -> None:
        """Show a record; the place where one was reading stays."""
        if record != self._record:
            self._reading.start_over()
        self._record = record
        self._draw()

    def start_over(self) -> None:
        """Forget the record and the place: another one will be shown from its beginning."""
        self.show_record(None)
        self._reading.start_over()

    def next_page(self) -> bool:
        """Scroll a page further; False when the end was seen on screen."""
        return self._record is not None and self._reading.next_page()

    def _end_in_sight(self) -> bool:
        bar = self.verticalScrollBar()
        return self._record is not None and bar.value() >= bar.maximum()

    def _draw(self) -> None:
        at = self.verticalScrollBar().value()
        self.document().setDefaultFont(font(13 if self._wide else 12))
        self.setHtml(record_html(self._record, self._wide) if self._record else "")
        self._draw_marks()
        self.verticalScrollBar().setValue(at)
        self._reading.look_soon()

    def selected_passage(self) -> tuple[str, str] | None:
        """The selected words with the title of the section they begin in; None when nothing is selected."""
        cursor = self.textCursor()
        words = " ".join(cursor.selectedText().split())
        if not words or self._record is None:
            return None
        titles = {title for title, paragraphs in self._record.sections if paragraphs}
        block = self.document().findBlock(cursor.selectionStart())
        while block.isValid() and block.text() not in titles:
            block = block.previous()
        return (block.text() if block.isValid() else HEADER, words)

    def mark_passages(self, passages: Sequence[str]) -> None:
        """Mark these words, where they stand in one piece."""
        self._passages = tuple(passages)
        self._draw_marks()

    def _draw_marks(self) -> None:
        marks = []
        for passage in self._passages:
            found = self.document().find(passage)
            if not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = found
                mark.format.setBackground(color("warn_soft"))
                marks.append(mark)
        self.setExtraSelections(marks)


def record_html(record: Record, wide: bool = False) -> str:
    """The record as simple rich text in the colors of the theme."""
    faint, ink = color("text3").name(), color("text").name()
    rows = _table(record, faint) if wide else "".join(_pair(label, value, faint) for label, value in record.header)
    sections = "".join(_section(title, paragraphs, faint) for title, paragraphs in record.sections if paragraphs)
    return f'<div style="color:{ink}">{rows}{sections}</div>'


def _table(record: Record, faint: str) -> str:
    cells = (
        f'<tr><td style="color:{faint};padding:0 18px 3px 0">{escape(label)}</td><td>{escape(value)}</td></tr>'
        for label, value in record.header
    )
    return f"<table>{''.join(cells)}</table>"


def _pair(label: str, value: str, faint: str) -> str:
    return f'<p style="margin:0 0 5px 0"><span style="color:{faint}">{escape(label)}</span><br>{escape(value)}</p>'


def _section(title: str, paragraphs: tuple[str, ...], faint: str) -> str:
    text = "".join(f'<p style="margin:0 0 4px 0">{escape(paragraph)}</p>' for paragraph in paragraphs)
    return f'<p style="margin:8px 0 2px 0;color:{faint};font-weight:600">{escape(title)}</p>{text}'
