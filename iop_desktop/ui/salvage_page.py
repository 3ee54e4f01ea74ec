"""Salvaging damaged records in three steps: where to and who asks, reading, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

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
from iop_desktop.ui.widgets.text import heading, label

_ADVICE = (
    "What can still be read is copied into a new folder. The damaged records stay as they are. "
    "A backup is always better: it is whole, and this is not."
)
_TITLES = (
    ("Salvage damaged records", _ADVICE),
    ("Salvaging", "Table by table and row by row. This takes longer the more is damaged."),
    ("What came out", "Keep this report with the clinic's papers: it says what is missing from now on."),
)
_VERBS = ("Salvage into that folder", "", "Done")
ASK, AT_WORK, DONE = range(3)


class SalvagePage(QWidget):
    """Asks and shows; reads nothing itself. ``salvage_asked`` carries login and pass phrase."""

    choose_asked = Signal()
    salvage_asked = Signal(str, str)
    stop_asked = Signal()
    print_asked = Signal()
    ended = Signal()

    def __init__(self, login: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.folder: Path | None = None
        self.folder_name = ElidedLabel("No folder chosen yet", 13, ink="text2")
        self.choose = button("Choose a new folder…", "", "hard-drive", clicked=self.choose_asked.emit)
        self.login, self.secret = _field(login), _field("", secret=True)
        self.progress = ProgressRow()
        self.progress.stopped.connect(self.stop_asked)
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("What came out")
        self.error = label("", 13, 500, "error", wrap=True)
        self.back = button("Back", "ghost", "chevron-left", clicked=self.ended.emit)
        self.print = button("Print the report…", "", "printer", shortcut="Ctrl+P", clicked=self.print_asked.emit)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print.click)
        self.next = button("", "primary", clicked=self._next)
        self._bar = Bar(0, len(_TITLES), "Steps done")
        self._title, self._intro = heading("", 24), label("", 13, role="muted", wrap=True)
        self._stack = QStackedWidget()
        self._fill()
        self._show(ASK)

    @property
    def step(self) -> int:
        """ASK, AT_WORK or DONE."""
        return self._stack.currentIndex()

    def focus_first(self) -> None:
        """Give the keyboard to what comes next."""
        first = {ASK: self.choose if self.folder is None else self.secret, AT_WORK: self.progress.stop}
        first.get(self.step, self.print).setFocus()

    def set_folder(self, folder: Path) -> None:
        """The folder that was chosen."""
        self.folder = folder
        self.folder_name.set_text(str(folder))
        self._clear_error()
        (self.secret if self.login.text() else self.login).setFocus()

    def show_work(self) -> None:
        """The salvage has begun."""
        self.secret.clear()
        self.progress.begin("Beginning…")
        self._show(AT_WORK)

    def show_report(self, summary: Sequence[str], tables: Sequence[str]) -> None:
        """What came out, and what of it is not whole."""
        self.report.setPlainText("\n".join((*summary, *(("", *tables) if tables else ()))))
        self._show(DONE)
        announce(self, " ".join(summary))

    def show_error(self, sentence: str) -> None:
        """Say what went wrong, where one can try again."""
        self.secret.clear()
        self._show(ASK)
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
        choose = row(self.choose, self.folder_name, spacing=12)
        choose.setStretch(1, 1)
        asking = column(choose, FormRow("Login", self.login), FormRow("Pass phrase", self.secret), None, spacing=14)
        for body in (asking, column(self.progress, None), column(self.report)):
            self._stack.addWidget(holder(body))
        card = Card(padding=28, spacing=10)
        for item in (self._bar, 4, self._title, self._intro, 6):
            card.add(item)
        card.body.addWidget(self._stack, 1)
        for below in (self.error, RuleLine(), row(self.back, None, self.print, self.next, spacing=8)):
            card.add(below)
        card.setFixedWidth(600)
        self.setLayout(column(None, row(None, card, None), None, margins=(16, 16, 16, 16)))

    def _show(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._bar.set_value(step + 1, len(_TITLES))
        title, intro = _TITLES[step]
        self._title.setText(title)
        self._intro.setText(intro)
        self._clear_error()
        self.next.setText(_VERBS[step])
        self.next.setAccessibleName(_VERBS[step])
        self.next.setVisible(step != AT_WORK)
        self.print.setVisible(step == DONE)
        self.back.setVisible(step == ASK)
        self.focus_first()

    def _clear_error(self) -> None:
        self.error.clear()
        self.error.hide()

    def _next(self) -> None:
        if self.step == DONE:
            self.ended.emit()
        elif self.folder is None:
            self.show_error("Choose a new or empty folder first; the damaged records are not written to.")
            self.choose.setFocus()
        elif not self.secret.text():
            self.show_error("Type the pass phrase of that login.")
        else:
            self.salvage_asked.emit(self.login.text(), self.secret.text())


def _field(text: str, *, secret: bool = False) -> QLineEdit:
    made = QLineEdit(text)
    made.setMaxLength(256)
    use_font(made, 15)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
