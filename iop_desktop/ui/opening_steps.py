"""Steps that begin with a file or folder and who asks, and end after long work: what restoring and salvaging share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from iop_desktop.ui.card_steps import CardSteps
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.layouts import Item, column, holder, row, stretched
from iop_desktop.ui.progress_row import ProgressRow
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.elided_label import ElidedLabel

LONGEST = 600
"""The words of two sheets of a recovery kit."""
FIRST = 0
T = TypeVar("T")


class Step(NamedTuple):
    """The words of one step; where ``verb`` is empty there is nothing to go on with."""

    title: str
    intro: str
    verb: str


class OpeningSteps(CardSteps):
    """Asks and shows, and runs what it is given; the last step but one is the work.

    ``opened`` carries login and secret once both and a path are there, ``ended`` is sent by going back from the first
    step or on from the last.
    """

    choose_asked = Signal()
    opened = Signal(str, str)
    ended = Signal()
    steps: ClassVar[Sequence[Step]]
    choose_verb: ClassVar[str]
    nothing_chosen: ClassVar[str]
    nothing_typed: ClassVar[str]

    def __init__(self, login: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.choose = button(self.choose_verb, "", "hard-drive", clicked=self.choose_asked.emit)
        self.path_name = ElidedLabel("Nothing chosen yet", 13, ink="text2")
        self.login, self.secret = _field(login), _field("")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.progress = ProgressRow()

    @property
    def step(self) -> int:
        """The number of the step on show."""
        return self._stack.currentIndex()

    def focus_first(self) -> None:
        """Give the keyboard to what comes next."""
        first = {FIRST: self.secret if self.path else self.choose, self._at_work: self.progress.stop}
        first.get(self.step, self.next).setFocus()

    def set_path(self, path: Path, name: str) -> None:
        """The file or folder that was chosen, and what it is called on the page."""
        self.path = path
        self.path_name.set_text(name)
        self._set_error("")
        (self.secret if self.login.text() else self.login).setFocus()

    def set_busy(self, busy: bool) -> None:
        """While what was asked for is being looked at."""
        for each in (self._stack, self.back, self.next):
            each.setEnabled(not busy)

    def run(self, tasks: Tasks, work: Callable[[Job], T], done: Callable[[T], object]) -> None:
        """Do the long work with its progress in view; what goes wrong is said where one can try again."""
        self.show_work()
        job = tasks.run_long(
            self, work, done, lambda error: self.show_error(sentence_of(error)), self.progress.show_step
        )
        self.progress.stopped.connect(job.cancel)

    def show_work(self) -> None:
        """The work has begun."""
        self.secret.clear()
        self.progress.begin("Beginning…")
        self._show(self._at_work)

    def show_error(self, sentence: str) -> None:
        """Say what went wrong, on the first step; the secret has to be typed again."""
        self.secret.clear()
        self._show(FIRST)
        self._set_error(sentence)

    @property
    def _at_work(self) -> int:
        return len(self.steps) - 2

    def _fill(self, bodies: Sequence[Sequence[Item]], *more: QPushButton) -> None:
        """Put the card together from what stands on each step; ``more`` are buttons beside ``next``."""
        for body in bodies:
            self._stack.addWidget(holder(column(*body, spacing=14)))
        self._lay_out(*more)
        self._show(FIRST)

    def _choice(self) -> Item:
        return stretched(row(self.choose, self.path_name, spacing=12), 1)

    def _show(self, number: int) -> None:
        title, intro, verb = self.steps[number]
        self._turn_to(number, title, intro)
        self.set_busy(False)
        self.next.setText(verb)
        self.next.setAccessibleName(verb)
        self.next.setVisible(bool(verb))
        self.back.setVisible(number < self._at_work)
        self.focus_first()

    def _back(self) -> None:
        if self.step == FIRST:
            self.ended.emit()
        else:
            self._show(FIRST)

    def _next(self) -> None:
        if self.step == len(self.steps) - 1:
            self.ended.emit()
        elif self.path is None:
            self.show_error(self.nothing_chosen)
        elif not self.secret.text():
            self.show_error(self.nothing_typed)
        else:
            self.set_busy(True)
            self.opened.emit(self.login.text(), self.secret.text())


def _field(text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setMaxLength(LONGEST)
    use_font(made, 15)
    return made
