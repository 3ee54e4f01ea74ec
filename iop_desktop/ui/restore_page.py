"""Restoring a backup in four steps: choose and open it, see what is inside, restore, done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.progress_row import ProgressRow
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import heading, label, muted

_TITLES = (
    ("Restore a backup", "Choose the file and open it with a pass phrase or the recovery code of its day."),
    ("What is inside", "Nothing has been changed yet."),
    ("Restoring", "The backup is restored beside the records and proven there before it takes their place."),
    ("Restored", ""),
)
_VERBS = ("Open the backup", "Restore this backup", "Restoring…", "Go to unlock")
OPEN, INSIDE, AT_WORK, DONE = range(4)


class RestorePage(QWidget):
    """Asks and shows; restores nothing itself. ``open_asked`` carries login and pass phrase or code."""

    choose_asked = Signal()
    open_asked = Signal(str, str)
    restore_asked = Signal()
    stop_asked = Signal()
    cancelled = Signal()
    finished = Signal()
    salvage_asked = Signal(str)

    def __init__(self, login: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.file: Path | None = None
        self.file_name = ElidedLabel("No file chosen yet", 13, ink="text2")
        self.choose = button("Choose the backup…", "", "hard-drive", clicked=self.choose_asked.emit)
        self.login, self.secret = _field(login), _field("", secret=True)
        self.facts = column(spacing=6)
        self.advice = label("", 13, 500, wrap=True)
        self.progress = ProgressRow()
        self.progress.stopped.connect(self.stop_asked)
        self.ending = label("", 15, wrap=True)
        self.error = label("", 13, 500, "error", wrap=True)
        self.salvage = button(
            "No backup? Salvage damaged records…", "ghost", clicked=lambda: self.salvage_asked.emit(self.login.text())
        )
        self.salvage.hide()
        self.back = button("Back", "ghost", "chevron-left", clicked=self._back)
        self.next = button("", "primary", clicked=self._next)
        self._bar = Bar(0, len(_TITLES), "Steps done")
        self._title, self._intro = heading("", 24), label("", 13, role="muted", wrap=True)
        self._stack = QStackedWidget()
        self._fill()
        self._show(OPEN)

    @property
    def step(self) -> int:
        """OPEN, INSIDE, AT_WORK or DONE."""
        return self._stack.currentIndex()

    def focus_first(self) -> None:
        """Give the keyboard to what comes next."""
        first = {OPEN: self.choose if self.file is None else self.secret, AT_WORK: self.progress.stop}
        first.get(self.step, self.next).setFocus()

    def set_file(self, file: Path) -> None:
        """The file that was chosen."""
        self.file = file
        self.file_name.set_text(file.name)
        self._clear_error()
        (self.secret if self.login.text() else self.login).setFocus()

    def set_busy(self, busy: bool) -> None:
        """While the file is being opened."""
        self._stack.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.next.setEnabled(not busy)

    def show_inside(self, facts: Sequence[tuple[str, str]], advice: str) -> None:
        """What the backup holds, and what restoring it means here."""
        self.set_busy(False)
        self.secret.clear()
        _empty(self.facts)
        for name, value in facts:
            what = muted(name, 13)
            what.setFixedWidth(150)
            line = row(what, label(value, 13, 500, wrap=True), spacing=12)
            line.setStretch(1, 1)
            self.facts.addWidget(holder(line))
        self.advice.setText(advice)
        self._show(INSIDE)

    def show_work(self) -> None:
        """The restore has begun."""
        self.progress.begin("Beginning…")
        self._show(AT_WORK)

    def show_done(self, sentence: str) -> None:
        """The backup is in place."""
        self.ending.setText(sentence)
        self._show(DONE)
        announce(self, sentence)

    def show_error(self, sentence: str, step: int) -> None:
        """Say what went wrong, at the step where one can try again."""
        self.set_busy(False)
        self.secret.clear()
        self._show(step)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        announce(self.error, sentence, urgent=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            self.next.click()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        self.error.hide()
        hint = "Not needed with the recovery code."
        choose = row(self.choose, self.file_name, spacing=12)
        choose.setStretch(1, 1)
        opening = column(
            choose,
            FormRow("Login of that day", self.login, hint),
            FormRow("Pass phrase or recovery code of that day", self.secret),
            row(self.salvage, None),
            None,
            spacing=14,
        )
        for body in (
            opening,
            column(self.facts, 6, self.advice, None),
            column(self.progress, None),
            column(self.ending, None),
        ):
            self._stack.addWidget(holder(body))
        card = Card(padding=28, spacing=10)
        for item in (self._bar, 4, self._title, self._intro, 6):
            card.add(item)
        card.body.addWidget(self._stack, 1)
        for below in (self.error, RuleLine(), row(self.back, None, self.next)):
            card.add(below)
        card.setFixedWidth(600)
        self.setLayout(column(None, row(None, card, None), None, margins=(16, 16, 16, 16)))

    def _show(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._bar.set_value(step + 1, len(_TITLES))
        title, intro = _TITLES[step]
        self._title.setText(title)
        self._intro.setText(intro)
        self._intro.setVisible(bool(intro))
        self._clear_error()
        self.next.setText(_VERBS[step])
        self.next.setAccessibleName(_VERBS[step])
        self.next.setVisible(step != AT_WORK)
        self.next.setEnabled(True)
        self.back.setVisible(step in (OPEN, INSIDE))
        self.focus_first()

    def _clear_error(self) -> None:
        self.error.clear()
        self.error.hide()

    def _back(self) -> None:
        if self.step == OPEN:
            self.cancelled.emit()
        else:
            self._show(OPEN)

    def _next(self) -> None:
        if self.step == OPEN:
            self._open()
        elif self.step == INSIDE:
            self.restore_asked.emit()
        elif self.step == DONE:
            self.finished.emit()

    def _open(self) -> None:
        if self.file is None:
            self.show_error("Choose the file of the backup first; its name ends in .iopbackup.", OPEN)
            self.choose.setFocus()
        elif not self.secret.text():
            self.show_error("Type the pass phrase or the recovery code of that day.", OPEN)
        else:
            self.set_busy(True)
            self.open_asked.emit(self.login.text(), self.secret.text())


def _field(text: str, *, secret: bool = False) -> QLineEdit:
    made = QLineEdit(text)
    made.setMaxLength(600)  # the words of two sheets of a recovery kit
    use_font(made, 15)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _empty(layout: object) -> None:
    while (item := layout.takeAt(0)) is not None:  # type: ignore[attr-defined]  # any box layout
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
