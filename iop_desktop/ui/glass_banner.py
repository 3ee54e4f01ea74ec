"""What stands above a chart that was opened from outside one's groups, and in place of one that is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from iop_desktop.services.glass_views import OpenGlass
from iop_desktop.ui.announce import announce
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import label

CLOSED = "This chart is outside your groups and cases. You may open it for an hour: your reason is kept and reviewed."
_SECOND = 1000


class GlassBanner(QFrame):
    """Until when the chart is open. ``over`` says that the time has come, and ``close_now`` is its button."""

    over = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("glass", True)
        self._clock = clock
        self._words = label("", 13, 600, wrap=True)
        self.close_now = button("Close now", "danger", "lock", shortcut="Ctrl+Shift+X")
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._tick)
        self._until: datetime | None = None
        body = QHBoxLayout(self)
        body.setContentsMargins(14, 8, 10, 8)
        body.setSpacing(10)
        body.addWidget(Icon("triangle-alert", "danger", 18))
        body.addWidget(self._words, 1)
        body.addWidget(self.close_now)
        self.hide()

    def show_glass(self, glass: OpenGlass | None) -> None:
        """Show and announce until when it is open; nothing is shown for a chart of one's own."""
        self.setVisible(glass is not None)
        self._until = glass.until_at if glass is not None else None
        if glass is None:
            self._timer.stop()
            return
        sentence = f"You opened this chart from outside your groups, until {glass.until}. The supervisor is told."
        if sentence != self._words.text():
            self._words.setText(sentence)
            self.setAccessibleName(sentence)
            announce(self, sentence, urgent=True)
        self._timer.start()

    @property
    def is_open(self) -> bool:
        """Whether the chart in view was opened from outside."""
        return self._until is not None

    def _tick(self) -> None:
        """The clinic's clock decides, so that a computer that slept closes the chart when it wakes."""
        if self._until is not None and self._clock() >= self._until:
            self._timer.stop()
            self.over.emit()
