"""After the pass phrase: the code of the authenticator app, for who has a second factor."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, label

MEANING = "Type the six digits that your authenticator app shows now, or one of your recovery codes."
LONGEST_WAIT_MS = 120_000
_WIDTH = 320


class SecondFactorPage(QWidget):
    """``code_given`` carries what was typed, ``cancelled`` leads back; that happens by itself after two minutes."""

    code_given = Signal(str)
    cancelled = Signal()

    def __init__(self, login: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._busy = False
        self.code = _code_field()
        self.error = label("", 13, 500, "error", wrap=True)
        self.unlock = button("Unlock", "primary", "lock", clicked=self._submit)
        self.back = button("Back  ·  Esc", "ghost", clicked=self._cancel)
        self.code.returnPressed.connect(self._submit)
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._cancel)
        self._patience = QTimer(self, singleShot=True, interval=LONGEST_WAIT_MS)
        self._patience.timeout.connect(self._cancel)
        self._patience.start()
        self._fill(login)
        self.setFocusProxy(self.code)

    def show_error(self, sentence: str) -> None:
        """Say why it did not open; the field is emptied and ready for the next code."""
        self._set_busy(False)
        self.code.clear()
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        announce(self.error, sentence, urgent=True)
        self.code.setFocus()

    def set_delay(self, seconds: float) -> None:
        """Take no code for this long and count down in sight."""
        self._countdown.begin(seconds)

    def _fill(self, login: str) -> None:
        meaning = label(MEANING, 13, wrap=True)
        for centered in (meaning, self.error):
            centered.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for fixed in (self.code, self.error, self.unlock, meaning):
            fixed.setFixedWidth(_WIDTH)
        self.error.hide()
        body = column(None, spacing=10)
        body.addLayout(row(None, Icon("shield-check", "rail_active", 28), None))
        words = (heading("Your second factor"), label(login, 13), meaning)
        for part in (*words, self.code, self.error, self.unlock, self.back):
            body.addLayout(row(None, part, None))
        body.addStretch(1)
        self.setLayout(body)

    def _submit(self) -> None:
        if self._busy or self._countdown.seconds:
            return
        typed = self.code.text().strip()
        if not typed:
            self.show_error("Type the code, then press Enter.")
            return
        self._set_busy(True)
        self.code_given.emit(typed)

    def _cancel(self) -> None:
        # An answer that is on its way must find this page: otherwise the records would stay open behind nothing.
        if not self._busy:
            self.cancelled.emit()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        if not busy:
            self._patience.start()
        self.code.setReadOnly(busy)
        self.back.setEnabled(not busy)
        self._show_button()

    def _show_button(self) -> None:
        self.unlock.setEnabled(not self._busy and not self._countdown.seconds)
        text = "Unlocking…" if self._busy else self._countdown.words or "Unlock"
        self.unlock.setText(text)
        self.unlock.setAccessibleName(text)


def _code_field() -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName("Code of your second factor")
    made.setPlaceholderText("Code")
    made.setMaxLength(24)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    use_font(made, 18, 600)
    made.setMinimumHeight(40)
    return made
