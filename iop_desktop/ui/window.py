"""The one window: either a front page (welcome, set-up, unlock) or the shell with the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QClipboard, QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QMainWindow,
    QRadioButton,
    QStackedWidget,
    QToolTip,
    QWidget,
)

from iop_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from iop_desktop.ui.banner import Banner
    from iop_desktop.ui.page_spec import PageSpec
    from iop_desktop.ui.palette import CommandProvider
    from iop_desktop.ui.shell import Shell

TITLE = "IOP Desktop"
SMALLEST = (1024, 600)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MainWindow(QMainWindow):
    """Shows one thing at a time; what is replaced is destroyed, so that no name stays in a hidden widget.

    ``lock_page`` makes what is shown while locked. ``locked`` carries the reason and is sent after the lock page
    is on screen and every page was asked to put its drafts away; the program then closes the vault.
    ``theme_changed`` carries the name of the theme the person chose.
    """

    locked = Signal(str)
    theme_changed = Signal(str)
    closing = Signal()

    def __init__(self, lock_page: Callable[[], QWidget]) -> None:
        super().__init__()
        self._lock_page = lock_page
        self._shell: Shell | None = None
        self._front_banner: Banner | None = None
        self._copied_here = False
        QGuiApplication.clipboard().dataChanged.connect(self._note_copy)
        self._holder = QStackedWidget()
        self._holder.setObjectName("page")
        self.setCentralWidget(self._holder)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*SMALLEST)

    @property
    def shell(self) -> Shell | None:
        """The shell while somebody is at work, otherwise None."""
        return self._shell

    def show_front(self, front: QWidget) -> None:
        """Show a page that fills the window; whatever was shown before is destroyed."""
        self._shell = None
        self._replace(front)

    def open_shell(
        self, specs: Sequence[PageSpec], initials: str, name: str, commands: CommandProvider | None = None
    ) -> Shell:
        """Show the pages of the person who unlocked, the first one on top."""
        from iop_desktop.ui.shell import Shell  # needed once somebody has unlocked, not while the program starts

        shell = Shell(specs, initials, name, commands)
        shell.lock_asked.connect(lambda: self.lock("asked"))
        shell.theme_asked.connect(self._switch_theme)
        self._replace(shell)
        self._shell = shell
        shell.go(specs[0].key)
        return shell

    def lock(self, reason: str) -> None:
        """Put drafts away, cover everything with the lock page, destroy pages and dialogs. Nothing while locked."""
        shell = self._shell
        if shell is None:
            return
        try:
            shell.leave()
        finally:
            # Whatever goes wrong with a draft, names must not stay on the screen.
            self._cover()
            self.locked.emit(reason)

    def say(self, sentence: str, tone: str = "ok") -> None:
        """Show a sentence over what the window shows; one that stands there already is not said again."""
        banner = self._shell.banner if self._shell is not None else self._banner_of_front()
        if banner.text() != sentence:
            banner.say(sentence, tone)

    def bring_forward(self) -> None:
        """Come to the front, also out of the task bar."""
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button one stands on; Qt by itself knows only the space bar outside of dialogs."""
        focused = QApplication.focusWidget()
        ticked = isinstance(focused, QCheckBox | QRadioButton)
        if event.key() in _ENTER and isinstance(focused, QAbstractButton) and not ticked:
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._shell is not None:
            self._shell.leave()
        self.closing.emit()
        super().closeEvent(event)

    def _banner_of_front(self) -> Banner:
        from iop_desktop.ui.banner import Banner  # seldom needed in front of the shell

        if self._front_banner is None:
            self._front_banner = Banner(self._holder)
        return self._front_banner

    def _cover(self) -> None:
        self.show_front(self._lock_page())
        self._close_other_windows()
        self._forget_clipboard()
        QToolTip.hideText()

    def _replace(self, widget: QWidget) -> None:
        old = [self._holder.widget(number) for number in range(self._holder.count())]
        if self._front_banner is not None:
            self._front_banner.clear()
        self._holder.addWidget(widget)
        self._holder.setCurrentWidget(widget)
        for gone in filter(None, old):
            self._holder.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        widget.setFocus()

    def _close_other_windows(self) -> None:
        for other in QApplication.topLevelWidgets():
            if other is not self and other.isVisible() and not other.property("staysWhileLocked"):
                other.close()
                # One that refuses to close, because it is at work, must not stay in sight either.
                other.hide()
                other.deleteLater()

    def _switch_theme(self) -> None:
        theme = Theme.current()
        theme.switch("light" if theme.is_dark else "dark")
        self.theme_changed.emit(theme.name)

    def _note_copy(self) -> None:
        # What is put on the clipboard while this program is in front comes from here and may name somebody.
        self._copied_here = QApplication.activeWindow() is not None

    def _forget_clipboard(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._copied_here or clipboard.ownsClipboard():
            clipboard.clear()
        # On X11 and Wayland text that is only marked can be pasted elsewhere too.
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
        self._copied_here = False
