"""Name and pass phrase; also what covers the window while it is locked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.countdown import Countdown
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, label

_WIDTH = 320
INVITATION = "Choose your login and type your pass phrase"


class UnlockPage(QWidget):
    """Sends ``unlock_requested`` with login and pass phrase. Who is at the door is chosen from a list of logins.

    With ``locked_login`` it is the lock page of that person; Alt+U offers the others. ``recovery_requested`` carries
    the login for which the recovery kit is to be used (Alt+R), ``restore_requested`` that of who restores (Alt+B), and
    ``salvage_requested`` that of who salvages damaged records (Alt+S, once it is offered). ``invited_requested`` is
    sent for somebody who was given a code (Alt+I).
    """

    unlock_requested = Signal(str, str)
    recovery_requested = Signal(str)
    restore_requested = Signal(str)
    salvage_requested = Signal(str)
    invited_requested = Signal()

    def __init__(
        self,
        logins: Sequence[str],
        last_login: str = "",
        locked_login: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked_login = locked_login
        self._notice = "drafts are saved"
        self._busy = False
        self.login = _login_list(logins, locked_login or last_login)
        self.passphrase = _passphrase_field()
        self.error = label("", 13, 500, "error", wrap=True)
        self.unlock = button("Unlock", "primary", "lock", clicked=self._submit)
        self.switch = button("Not you?  Switch user  ·  Alt+U", "ghost", clicked=self.switch_user)
        self.invited = button("I was invited  ·  Alt+I", "ghost", clicked=self._ask_invited)
        self.recovery = button("Use the recovery kit  ·  Alt+R", "ghost", clicked=self._ask_recovery)
        self.restore = button("Restore a backup  ·  Alt+B", "ghost", clicked=self._ask_restore)
        self.salvage = button("Salvage into a new folder…  ·  Alt+S", "ghost", clicked=self._ask_salvage)
        self.salvage.hide()
        self.passphrase.returnPressed.connect(self._submit)
        self.passphrase.textEdited.connect(lambda _text: self._clear_error())
        self._countdown = Countdown(self)
        self._countdown.changed.connect(self._show_button)
        self.hint = label("", 13, wrap=True)
        self.hint.hide()
        self._title = heading("")
        self._subtitle = label("", 13)
        self._fill()
        self._show_mode()
        self.setFocusProxy(self.passphrase)

    def chosen_login(self) -> str:
        """Whose pass phrase is asked for."""
        return self.login.currentText()

    def show_error(self, sentence: str) -> None:
        """Say below the field why it did not open; the field is emptied and ready for the next try."""
        self.set_busy(False)
        self.passphrase.clear()
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        announce(self.error, sentence, urgent=True)
        self.passphrase.setFocus()

    def set_delay(self, seconds: float) -> None:
        """Take no pass phrase for this long and count down in sight."""
        self._countdown.begin(seconds)

    def set_busy(self, busy: bool) -> None:
        """While the pass phrase is being tried."""
        self._busy = busy
        for each in (self.login, self.switch, self.invited, self.recovery, self.restore, self.salvage):
            each.setEnabled(not busy)
        self.passphrase.setReadOnly(busy)
        self._show_button()

    def set_notice(self, notice: str) -> None:
        """What stands beside the login while locked, for example when a draft could not be saved."""
        self._notice = notice
        self._show_mode()

    def set_hint(self, hint: str) -> None:
        """What helps to get in, such as the pass phrase of the demo clinic."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def offer_recovery(self) -> None:
        """Put the keyboard on the way that helps when this computer's key store does not."""
        self.recovery.setFocus()

    def offer_salvage(self) -> None:
        """The records are damaged: restoring comes first, and salvage is there for who has no backup."""
        self.salvage.show()
        self.restore.setFocus()

    def switch_user(self) -> None:
        """Let somebody else in: offer the list of logins."""
        if self._locked_login and not self._busy:
            self._locked_login = ""
            self._clear_error()
            self.passphrase.clear()
            self._show_mode()
            self.login.setFocus()

    def _fill(self) -> None:
        for centered in (self._title, self._subtitle, self.error, self.hint):
            centered.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for fixed in (self.login, self.passphrase, self.unlock, self.error, self.hint):
            fixed.setFixedWidth(_WIDTH)
        self.error.hide()
        for key, act in {
            "Alt+U": self.switch_user,
            "Alt+I": self._ask_invited,
            "Alt+R": self._ask_recovery,
            "Alt+B": self._ask_restore,
            "Alt+S": self._ask_salvage,
        }.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)
        body = column(None, _middle(Icon("lock", "rail_active", 28)), 10, self._title, 2, self._subtitle, 18, spacing=0)
        for part in (self.login, self.passphrase, self.error, self.unlock):
            body.addLayout(_middle(part))
            body.addSpacing(10)
        for part in (self.hint, self.switch, self.invited, self.recovery, self.restore, self.salvage):
            body.addLayout(_middle(part))
        body.addStretch(1)
        body.setStretch(0, 3)
        body.setStretch(body.count() - 1, 4)
        self.setLayout(body)

    def _show_mode(self) -> None:
        locked = self._locked_login
        self._title.setText("Locked" if locked else "IOP Desktop")
        self._subtitle.setText(f"{locked} · {self._notice}" if locked else INVITATION)
        self.login.setVisible(not locked)
        self.switch.setVisible(bool(locked))

    def _submit(self) -> None:
        if self._busy or self._countdown.seconds:
            return
        if not self.passphrase.text():
            self.show_error("Type your pass phrase, then press Enter.")
            return
        self.set_busy(True)
        passphrase = self.passphrase.text()
        self.passphrase.clear()
        self.unlock_requested.emit(self.chosen_login(), passphrase)

    def _ask_invited(self) -> None:
        if not self._busy:
            self.passphrase.clear()
            self.invited_requested.emit()

    def _ask_recovery(self) -> None:
        self._leave(self.recovery_requested)

    def _ask_restore(self) -> None:
        self._leave(self.restore_requested)

    def _ask_salvage(self) -> None:
        if not self.salvage.isHidden():
            self._leave(self.salvage_requested)

    def _leave(self, asked: SignalInstance) -> None:
        if not self._busy:
            self.passphrase.clear()
            asked.emit(self.chosen_login())

    def _clear_error(self) -> None:
        self.error.clear()
        self.error.hide()

    def _show_button(self) -> None:
        self.unlock.setEnabled(not self._busy and not self._countdown.seconds)
        text = "Unlocking…" if self._busy else self._countdown.words or "Unlock"
        self.unlock.setText(text)
        self.unlock.setAccessibleName(text)


def _login_list(logins: Sequence[str], chosen: str) -> QComboBox:
    made = QComboBox()
    made.addItems(list(logins))
    made.setAccessibleName("Login")
    use_font(made, 15)
    made.setMinimumHeight(38)
    if chosen in logins:
        made.setCurrentText(chosen)
    return made


def _passphrase_field() -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText("Pass phrase")
    made.setAccessibleName("Pass phrase")
    made.setMaxLength(256)
    use_font(made, 15)
    made.setMinimumHeight(38)
    return made


def _middle(widget: QWidget) -> QHBoxLayout:
    return row(None, widget, None)
