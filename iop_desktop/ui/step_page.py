"""Questions one after the other on a card, with a recovery kit at the end: what setting up and recovering share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QStackedWidget, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.set_up_pages import PassphraseFields, RecoveryKit, SetUpPage
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import heading, label, muted


class StepPage(QWidget):
    """Asks, checks what is typed, and hands over one form; makes nothing itself.

    ``questions`` come first, then the pass phrase, then the kit. ``submitted`` carries the form after the pass phrase.
    Answer with ``show_recovery(code)`` when it has been done, or with ``show_error(sentence)``. ``finished`` is sent
    after the recovery kit was put in a safe place, ``cancelled`` by Back on the first page. ``verb`` is what the button
    says that submits, ``working`` what it says meanwhile.
    """

    submitted = Signal(object)
    finished = Signal()
    cancelled = Signal()
    print_requested = Signal()
    save_requested = Signal()
    sheets_requested = Signal()

    def __init__(
        self,
        questions: Sequence[SetUpPage],
        passphrase: PassphraseFields,
        kit: RecoveryKit,
        *,
        verb: str,
        working: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.passphrase, self.recovery = passphrase, kit
        self._verb, self._working = verb, working
        self._pages: tuple[SetUpPage, ...] = (*questions, passphrase, kit)
        self._stack = QStackedWidget()
        self._step = muted("")
        self._title = heading("", 24)
        self._intro = label("", 13, role="muted", wrap=True)
        self._bar = Bar(0, len(self._pages), "Steps done")
        self.error = label("", 13, 500, "error", wrap=True)
        self.back = button("Back", "ghost", "chevron-left", clicked=self._back)
        self.next = button("Next", "primary", clicked=self._next)
        self._fill()
        self._show(0)

    def form(self) -> object:
        """What has been typed so far."""
        raise NotImplementedError

    def set_busy(self, busy: bool) -> None:
        """While what was asked for is being made."""
        self._name_next()
        self.back.setEnabled(not busy)
        self._stack.setEnabled(not busy)
        if busy:
            self.next.setEnabled(False)
            self.next.setText(self._working)

    def show_error(self, sentence: str) -> None:
        """Say why it could not be done; everything typed stays."""
        self.set_busy(False)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        if sentence:
            announce(self.error, sentence, urgent=True)

    def show_recovery(self, code: str) -> None:
        """It has been done: forget the pass phrase and show the recovery code."""
        self.set_busy(False)
        self.passphrase.forget()
        self.recovery.show_code(code)
        self._show(len(self._pages) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = isinstance(self.focusWidget(), QLineEdit | QCheckBox)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and typing:
            self.next.click()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Give the keyboard to the first field of the page on show."""
        self._pages[self._stack.currentIndex()].first_field().setFocus()

    def _fill(self) -> None:
        for page in self._pages:
            self._stack.addWidget(page)
        self.error.hide()
        self.recovery.print_requested.connect(self.print_requested)
        self.recovery.save_requested.connect(self.save_requested)
        self.recovery.sheets_requested.connect(self.sheets_requested)
        self.recovery.kept_changed.connect(self.next.setEnabled)
        card = Card(padding=28, spacing=10)
        footer = row(self.back, None, self.next)
        for item in (column(self._step, self._bar, spacing=6), 4, self._title, self._intro, 6):
            card.add(item)
        card.body.addWidget(self._stack, 1)
        for below in (self.error, RuleLine(), footer):
            card.add(below)
        card.setFixedWidth(600)
        self.setLayout(column(None, row(None, card, None), None, margins=(16, 16, 16, 16)))

    def _show(self, number: int) -> None:
        page = self._pages[number]
        self._stack.setCurrentIndex(number)
        step = f"Step {number + 1} of {len(self._pages)} · {page.step}"
        self._step.setText(step)
        self._bar.set_value(number + 1, len(self._pages))
        self._title.setText(page.title)
        self._intro.setText(page.intro)
        self.show_error("")
        page.first_field().setFocus()
        announce(self, f"{step}. {page.title}")

    def _submits(self) -> bool:
        return self._stack.currentIndex() == len(self._pages) - 2

    def _name_next(self) -> None:
        kit = self._stack.currentIndex() == len(self._pages) - 1
        text = "Finish" if kit else self._verb if self._submits() else "Next"
        self.next.setText(text)
        self.next.setAccessibleName(text)
        self.next.setEnabled(not kit or self.recovery.kept.isChecked())
        # It has been done once the kit is shown: there is no way back to the questions.
        self.back.setVisible(not kit)

    def _back(self) -> None:
        number = self._stack.currentIndex()
        if number == 0:
            self.cancelled.emit()
        else:
            self._show(number - 1)

    def _next(self) -> None:
        number = self._stack.currentIndex()
        if self._pages[number].problem_shown():
            return
        if self._submits():
            self._submit()
        elif number < len(self._pages) - 1:
            self._show(number + 1)
        else:
            self.recovery.show_code("")
            self.finished.emit()

    def _submit(self) -> None:
        self.show_error("")
        self.set_busy(True)
        self.submitted.emit(self.form())
