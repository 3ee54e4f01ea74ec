"""Tells the person that the program met an error nobody handled."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from iop_desktop.ui.tasks import CRASH_SENTENCE
from iop_desktop.ui.window import MainWindow


class CrashNotice(QObject):
    """Shows the crash sentence in the window, once for the errors that come before the window can show it."""

    _asked = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting = False
        self._asked.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def tell(self) -> None:
        """Show it soon, on the window's thread; may be called on any thread."""
        if not self._waiting:
            self._waiting = True
            self._asked.emit()

    def _show(self) -> None:
        # If showing it fails, that error must not ask for the sentence again, without an end: it stays waiting.
        self._window.say(CRASH_SENTENCE, "danger")
        self._waiting = False
