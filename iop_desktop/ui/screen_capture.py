"""Windows can leave a window out of screenshots and shared screens. Written from the documentation, not run here."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow

SHOWN, LEFT_OUT = 0x00, 0x11


def can_hide(platform: str = sys.platform) -> bool:
    """Whether this system knows such a thing."""
    return platform == "win32"


class CaptureGuard(QObject):
    """Leaves every window of the program out of captures, also dialogs that open later; nothing on other systems."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._app = app
        self._hides = False
        if can_hide():
            app.focusWindowChanged.connect(self._guard)

    def set_hides(self, hides: bool) -> None:
        """Hide from captures, or show again."""
        self._hides = hides
        if can_hide():
            for window in self._app.topLevelWindows():
                self._guard(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and isinstance(watched, QWindow):
            self._apply(watched)
        return False

    def _guard(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
            self._apply(window)

    def _apply(self, window: QWindow) -> None:
        # What the room sees may be shared: only slides are there.
        wanted = self._hides and not window.property("staysWhileLocked")
        libraries: Any = getattr(ctypes, "windll", None)
        if libraries is not None:
            libraries.user32.SetWindowDisplayAffinity(int(window.winId()), LEFT_OUT if wanted else SHOWN)
