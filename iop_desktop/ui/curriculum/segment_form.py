"""The segments of a lesson while it is written: a list, and a form for the one in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from iop_desktop.rules.lesson_lines import entries_of, lines_from, numbers_in
from iop_desktop.rules.lesson_shape import KINDS, minutes_of, numbers_of, text_of, texts_of
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow

LIST_WIDTH = 200
NEW = {"title": "New segment", "kind": "teach", "minutes": 15, "say": ""}


class SegmentForm(QWidget):
    """``changed`` says that something was typed; ``segments`` is what stands there now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: list[dict[str, Any]] = []
        self._showing = False
        self.list = QListWidget()
        self.list.setAccessibleName("Segments")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = QLineEdit()
        self.kind = QComboBox()
        self.minutes = number_field(1, 240, 1)
        self.say, self.ask = QPlainTextEdit(), QPlainTextEdit()
        self.do, self.slides = QLineEdit(), QLineEdit()
        self._build()
        self.list.currentRowChanged.connect(self._show)
        for line in (self.title, self.do, self.slides):
            line.textEdited.connect(lambda _: self._take())
        for area in (self.say, self.ask):
            area.textChanged.connect(self._take)
        self.kind.activated.connect(lambda _: self._take())
        self.minutes.valueChanged.connect(lambda _: self._take())

    def _build(self) -> None:
        self.kind.addItems([kind.capitalize() for kind in KINDS])
        self.say.setTabChangesFocus(True)
        self.ask.setTabChangesFocus(True)
        self.ask.setMaximumHeight(78)
        buttons = row(
            button("Add", "ghost", clicked=self._add),
            button("Remove", "ghost", clicked=self._remove),
            spacing=4,
        )
        moves = row(
            button("Up", "ghost", clicked=partial(self._move, -1)),
            button("Down", "ghost", clicked=partial(self._move, 1)),
            spacing=4,
        )
        side = holder(column(self.list, buttons, moves, spacing=4))
        side.setFixedWidth(LIST_WIDTH)
        form = column(
            row(FormRow("Title", self.title), FormRow("Kind", self.kind), FormRow("Minutes", self.minutes), spacing=10),
            FormRow("What to say", self.say),
            FormRow("Questions, one a line", self.ask),
            row(FormRow("What to do", self.do), FormRow("Slides, such as 1, 2", self.slides), spacing=10),
            spacing=8,
        )
        form.setStretch(1, 1)
        body = row(side, form, spacing=12, margins=(10, 10, 10, 10))
        body.setStretch(1, 1)
        self.setLayout(body)

    @property
    def segments(self) -> list[dict[str, Any]]:
        """The segments as a lesson keeps them."""
        return [dict(segment) for segment in self._segments]

    def show_segments(self, segments: Sequence[Mapping[str, Any]]) -> None:
        """Begin with these."""
        self._segments = [dict(segment) for segment in segments] or [dict(NEW)]
        self._fill(0)

    def _fill(self, place: int) -> None:
        self._showing = True
        self.list.clear()
        self.list.addItems([_words(segment) for segment in self._segments])
        self._showing = False
        self.list.setCurrentRow(place)

    def _show(self, place: int) -> None:
        if self._showing or not 0 <= place < len(self._segments):
            return
        segment = self._segments[place]
        self._showing = True
        self.title.setText(text_of(segment, "title"))
        kind = text_of(segment, "kind")
        self.kind.setCurrentIndex(KINDS.index(kind) if kind in KINDS else KINDS.index("teach"))
        self.minutes.setValue(minutes_of(segment) or 1)
        self.say.setPlainText(text_of(segment, "say"))
        self.ask.setPlainText(lines_from(texts_of(segment, "ask")))
        self.do.setText(text_of(segment, "do"))
        self.do.setCursorPosition(0)
        self.slides.setText(", ".join(map(str, numbers_of(segment, "slides"))))
        self._showing = False

    def _take(self) -> None:
        place = self.list.currentRow()
        if self._showing or place < 0:
            return
        told: dict[str, Any] = {
            "title": self.title.text().strip(),
            "kind": KINDS[self.kind.currentIndex()],
            "minutes": self.minutes.value(),
            "say": self.say.toPlainText().strip() + "\n",
            "ask": entries_of(self.ask.toPlainText()),
            "do": self.do.text().strip(),
            "slides": numbers_in(self.slides.text()),
        }
        self._segments[place] = {key: value for key, value in told.items() if value or key in ("title", "say")}
        item = self.list.item(place)
        if item is not None:
            item.setText(_words(self._segments[place]))
        self.changed.emit()

    def _add(self) -> None:
        place = self.list.currentRow() + 1
        self._segments.insert(place, dict(NEW))
        self._fill(place)
        self.changed.emit()

    def _remove(self) -> None:
        place = self.list.currentRow()
        if len(self._segments) > 1 and place >= 0:
            self._segments.pop(place)
            self._fill(min(place, len(self._segments) - 1))
            self.changed.emit()

    def _move(self, by: int) -> None:
        place = self.list.currentRow()
        if 0 <= place + by < len(self._segments):
            self._segments.insert(place + by, self._segments.pop(place))
            self._fill(place + by)
            self.changed.emit()


def _words(segment: Mapping[str, Any]) -> str:
    return f"{minutes_of(segment)} min  {text_of(segment, 'title')}"
