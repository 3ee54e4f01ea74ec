"""The wait after wrong pass phrases, counted down in sight."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Signal

_IN_MINUTES = 300


class Countdown(QTimer):
    """Seconds in which nothing is tried. ``changed`` is sent when it begins and after every second."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, interval=1000)
        self.seconds = 0
        self.timeout.connect(lambda: self.begin(self.seconds - 1))

    def begin(self, seconds: float) -> None:
        """Wait this long from now; none ends the wait."""
        self.seconds = max(0, math.ceil(seconds))
        if self.seconds:
            self.start()
        else:
            self.stop()
        self.changed.emit()

    @property
    def words(self) -> str:
        """What the button says meanwhile; empty when the wait is over."""
        if self.seconds > _IN_MINUTES:
            return f"Try again in {math.ceil(self.seconds / 60)} min"
        return f"Try again in {self.seconds} s" if self.seconds else ""
