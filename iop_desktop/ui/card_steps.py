"""Steps on a card, one after the other: how far one is, what is asked, what went wrong, and the way back and on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QStackedWidget, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import heading, label, muted


class CardSteps(QWidget):
    """What every page of steps shares; Enter in a field presses ``next``, Escape ``back``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._stack = QStackedWidget()
        self._step, self._bar = muted(""), Bar(0, 1, "Steps done")
        self._title, self._intro = heading("", 24), label("", 13, role="muted", wrap=True)
        self.error = label("", 13, 500, "error", wrap=True)
        self.error.hide()
        self.back = button("Back", "ghost", "chevron-left", clicked=self._back)
        self.next = button("Next", "primary", clicked=self._next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = isinstance(self.focusWidget(), QLineEdit | QCheckBox)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and typing:
            self.next.click()
        elif event.key() == Qt.Key.Key_Escape and self.back.isVisibleTo(self):
            self.back.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, *more: QPushButton) -> None:
        """Put the card together, with ``more`` beside ``next``."""
        card = Card(padding=28, spacing=10)
        for item in (column(self._step, self._bar, spacing=6), 4, self._title, self._intro, 6):
            card.add(item)
        card.body.addWidget(self._stack, 1)
        for below in (self.error, RuleLine(), row(self.back, None, *more, self.next)):
            card.add(below)
        card.setFixedWidth(600)
        self.setLayout(column(None, row(None, card, None), None, margins=(16, 16, 16, 16)))

    def _turn_to(self, number: int, title: str, intro: str, name: str = "") -> None:
        """Show a step with its words and without an error; ``name`` is said where the title does not say enough."""
        self._stack.setCurrentIndex(number)
        self._bar.set_value(number + 1, self._stack.count())
        step = f"Step {number + 1} of {self._stack.count()}"
        self._step.setText(f"{step} · {name}" if name else step)
        self._title.setText(title)
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self._set_error("")

    def _set_error(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        if sentence:
            announce(self.error, sentence, urgent=True)

    def _back(self) -> None:
        raise NotImplementedError

    def _next(self) -> None:
        raise NotImplementedError
