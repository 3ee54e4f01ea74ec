"""Locks when nobody is at the keyboard, when the clock jumps, and when the operating system gives a sign."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWindow

from iop_desktop.rules.lock_causes import LockCause

IDLE_SECONDS = 600.0
# The wall clock ran on by this much between two ticks one second apart: the machine slept, or somebody moved the clock.
JUMP_SECONDS = 30.0
_ACTIVITY = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}


class IdleLock(QObject):
    """Sends ``lock_due`` with the cause, a ``LockCause``.

    ASKED is Ctrl+L in a window where the shortcut of the shell does not reach: a dialog that blocks the shell.
    """

    lock_due = Signal(str)

    def __init__(
        self,
        app: QGuiApplication,
        seconds: float = IDLE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._seconds = seconds
        self._monotonic = monotonic
        self._wall = wall
        self._pointer: QPoint | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)

    def set_seconds(self, seconds: float) -> None:
        """Lock after this many seconds without a key or the mouse."""
        self._seconds = seconds

    def start(self) -> None:
        """Watch from now on; call after unlocking."""
        self._active_at = self._monotonic()
        self._wall_at = self._wall()
        self._timer.start()
        self._app.focusWindowChanged.connect(self._watch)
        for window in self._app.topLevelWindows():
            self._watch(window)

    def stop(self) -> None:
        """Watch no longer; call after locking."""
        if self._timer.isActive():
            self._app.focusWindowChanged.disconnect(self._watch)
        self._timer.stop()
        for window in self._app.topLevelWindows():
            window.removeEventFilter(self)

    def _watch(self, window: QWindow | None) -> None:
        """Keys and the mouse pass through a window first: far fewer events than a filter on every widget sees."""
        if window is not None:
            window.installEventFilter(self)

    @property
    def watching(self) -> bool:
        """Whether it would lock."""
        return self._timer.isActive()

    def tick(self) -> None:
        """Look at the clocks; called every second."""
        now, wall = self._monotonic(), self._wall()
        jumped = abs(wall - self._wall_at) > JUMP_SECONDS
        self._wall_at = wall
        if jumped:
            self._due(LockCause.CLOCK)
        elif now - self._active_at >= self._seconds:
            self._due(LockCause.IDLE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _ACTIVITY or (kind == QEvent.Type.MouseMove and self._pointer_moved(event)):
            self._active_at = self._monotonic()
        if kind == QEvent.Type.KeyPress and _asks_to_lock(event):
            # Later, because locking destroys the window that is about to handle this key.
            QTimer.singleShot(0, self, lambda: self._due(LockCause.ASKED))
            return True
        return False

    def tell(self, cause: LockCause) -> None:
        """The operating system gave a sign; nothing while locked."""
        self._due(cause)

    def _pointer_moved(self, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        # A window raised under a resting pointer also sends a move: the pointer must really be elsewhere.
        at = event.globalPosition().toPoint()
        moved = self._pointer is not None and at != self._pointer
        self._pointer = at
        return moved

    def _due(self, cause: LockCause) -> None:
        if self.watching:
            self.lock_due.emit(cause)


def _asks_to_lock(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_L
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
