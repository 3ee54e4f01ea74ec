"""How long the group has been running, and the button that starts and ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.room_views import SessionHead
from iop_desktop.ui.icons import icon
from iop_desktop.ui.layouts import row
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import label, muted


def elapsed_text(seconds: float) -> str:
    """``1:47:12``; never negative."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


class SessionTimer(Card):
    """Emits ``start_asked``, ``end_asked`` and ``times_asked``."""

    start_asked = Signal()
    end_asked = Signal()
    times_asked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=6, parent=parent)
        self._clock = clock
        self._head: SessionHead | None = None
        self._editable = True
        self._state = Chip("Not started")
        self._time = label("0:00:00", 32, 700, display=True, tabular=True)
        self._line = muted("")
        self._bar = Bar(0, 1, "Time passed")
        self.action = button("Start", "primary", "play", clicked=self._act)
        self.action.setAccessibleName("Start session")
        self.times = button("Correct times…", "link", clicked=self.times_asked.emit, tip="Put start and end right")
        self.add(row(label("Session timer", 13, 600), None, self._state))
        for item in (row(self._time, None, self.action), self._bar, row(self._line, None, self.times)):
            self.add(item)
        self._ticker = QTimer(self, interval=1000)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()

    def show_head(self, head: SessionHead | None, editable: bool = True) -> None:
        """Show the session as it stands; ``editable`` says whether this person may start and end it."""
        self._head, self._editable = head, editable
        self._tick()

    def _act(self) -> None:
        if self._head is None or self._head.ended_at is not None:
            return
        (self.end_asked if self._head.started_at else self.start_asked).emit()

    def _tick(self) -> None:
        head = self._head
        self.action.setVisible(head is not None and head.ended_at is None)
        self.times.setVisible(head is not None)
        for made in (self.action, self.times):
            made.setEnabled(self._editable)
        if head is None:
            return
        begun, whole = head.started_at, (head.ends_at - head.starts_at).total_seconds()
        passed = ((head.ended_at or self._clock()) - begun).total_seconds() if begun else 0.0
        self._time.setText(elapsed_text(passed))
        self._bar.set_value(round(passed / 60), round(whole / 60))
        start, end = clock_text(head.starts_at, head.zone), clock_text(head.ends_at, head.zone)
        self._line.setText(f"{start.rsplit(' ', 1)[0]} – {end}")
        self._line.setAccessibleName(f"Planned {start} to {end}")
        self._line.setToolTip(f"Planned {start} to {end}")
        if head.ended_at:
            self._state.set_text("Ended", "neutral", "check")
        else:
            self._state.set_text(
                "Running" if begun else "Not started", "ok" if begun else "neutral", "play" if begun else "clock"
            )
        words = "End" if begun else "Start"
        if words != self.action.text():
            self.action.setText(words)
            self.action.setAccessibleName(f"{words} session")
            self.action.setIcon(icon("check" if begun else "play", "on_accent"))
