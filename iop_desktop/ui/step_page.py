"""Questions one after the other on a card, with a recovery kit at the end: what setting up and recovering share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.card_steps import CardSteps
from iop_desktop.ui.set_up_pages import PassphraseFields, RecoveryKit, SetUpPage


class StepPage(CardSteps):
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
        self.passphrase, self.recovery = passphrase, kit
        self._verb, self._working = verb, working
        self._pages: tuple[SetUpPage, ...] = (*questions, passphrase, kit)
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
        self._set_error(sentence)

    def show_recovery(self, code: str) -> None:
        """It has been done: forget the pass phrase and show the recovery code."""
        self.set_busy(False)
        self.passphrase.forget()
        self.recovery.show_code(code)
        self._show(len(self._pages) - 1)

    def focus_first(self) -> None:
        """Give the keyboard to the first field of the page on show."""
        self._pages[self._stack.currentIndex()].first_field().setFocus()

    def _fill(self) -> None:
        for page in self._pages:
            self._stack.addWidget(page)
        self.recovery.print_requested.connect(self.print_requested)
        self.recovery.save_requested.connect(self.save_requested)
        self.recovery.sheets_requested.connect(self.sheets_requested)
        self.recovery.kept_changed.connect(self.next.setEnabled)
        self._lay_out()

    def _show(self, number: int) -> None:
        page = self._pages[number]
        self._turn_to(number, page.title, page.intro, page.step)
        self.set_busy(False)
        page.first_field().setFocus()
        announce(self, f"{self._step.text()}. {page.title}")

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
