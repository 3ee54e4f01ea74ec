"""Windows: session and power messages of the main window. Written from the documentation, not run here."""

from __future__ import annotations

import ctypes
import ctypes.wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.lock_causes import LockCause, of_windows_message
from iop_desktop.ui.system_watch import Due

NOTIFY_FOR_THIS_SESSION = 0


class WindowsWatch(QAbstractNativeEventFilter):
    """Asks for the messages of this login session; power messages come to every window by themselves."""

    def __init__(self, due: Due, window: QWidget) -> None:
        super().__init__()
        self._due, self._window = due, window
        self._watched: frozenset[LockCause] = frozenset()

    def begin(self) -> None:
        """Listen on the main window."""
        application = QCoreApplication.instance()
        if application is None:
            return
        application.installNativeEventFilter(self)
        self._watched = frozenset({LockCause.SLEEP})
        if self._register():
            self._watched |= {LockCause.SCREEN, LockCause.SWITCH}

    def watched(self) -> frozenset[LockCause]:
        """The signs this computer gives."""
        return self._watched

    def let_sleep(self) -> None:
        """Windows gives two seconds and cannot be told sooner."""

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Read what Windows sends and let it pass."""
        if kind == b"windows_generic_MSG":
            read = ctypes.wintypes.MSG.from_address(int(message))
            cause = of_windows_message(read.message, read.wParam)
            if cause is not None:
                self._due(cause)
        return False, 0

    def _register(self) -> bool:
        libraries: Any = getattr(ctypes, "windll", None)
        if libraries is None:
            return False
        handle = ctypes.wintypes.HWND(int(self._window.winId()))
        return bool(libraries.wtsapi32.WTSRegisterSessionNotification(handle, NOTIFY_FOR_THIS_SESSION))
