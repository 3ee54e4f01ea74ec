"""The record as it will be signed, or as it was signed: rows and sections, nothing else."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTextBrowser, QWidget

from iop_desktop.rules.record import Record
from iop_desktop.ui.fonts import font
from iop_desktop.ui.theme import Theme, color


class RecordPreview(QTextBrowser):
    """Read-only; the text is escaped, so that what a person typed is never read as markup.

    ``read_to_end`` is sent once for each record, when its end is on screen.
    """

    read_to_end = Signal()

    def __init__(self, *, wide: bool = False, parent: QWidget | None = None) -> None:
        """``wide`` puts labels beside their values instead of above them."""
        super().__init__(parent)
        self._wide = wide
        self._record: Record | None = None
        self._told = False
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._look)
        self.setAccessibleName("The record as it reads now")
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setProperty("kind", "record")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._look_soon.start())
        Theme.current().changed.connect(self._draw)

    def show_record(self, record: Record | None) -> None:
        """Show a record; the place where one was reading stays."""
        self._told = self._told and record == self._record
        self._record = record
        self._draw()

    def start_over(self) -> None:
        """Forget the record and the place: another one will be shown from its beginning."""
        self.show_record(None)
        self._told = False

    def next_page(self) -> bool:
        """Scroll a page further; False when the end is on screen already."""
        if self._end_in_sight():
            return False
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep())
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_soon.start()

    def _end_in_sight(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def _look(self) -> None:
        if self._record is not None and not self._told and self.isVisible() and self._end_in_sight():
            self._told = True
            self.read_to_end.emit()

    def _draw(self) -> None:
        at = self.verticalScrollBar().value()
        self.document().setDefaultFont(font(13 if self._wide else 12))
        self.setHtml(record_html(self._record, self._wide) if self._record else "")
        self.verticalScrollBar().setValue(at)
        self._look_soon.start()


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
