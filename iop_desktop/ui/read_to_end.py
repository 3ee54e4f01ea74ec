"""Whether a document has been read to its end: watched on the scroll area that shows it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea


class ReadToEnd(QObject):
    """``reached`` is sent once for each document, when its end is on screen.

    ``at_end`` answers whether the end is in sight; False while no document is shown.
    """

    reached = Signal()

    def __init__(self, area: QAbstractScrollArea, at_end: Callable[[], bool]) -> None:
        super().__init__(area)
        self._area, self._at_end = area, at_end
        self._told = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self.look_soon)
        bar.rangeChanged.connect(self.look_soon)
        area.installEventFilter(self)

    def start_over(self) -> None:
        """Another document is shown, from its beginning."""
        self._told = False

    def look_soon(self) -> None:
        """Look when everything has been laid out."""
        self._soon.start()

    def next_page(self) -> bool:
        """Scroll a page further; False when the end was seen on screen, so that nothing is left unread by haste."""
        if self._at_end():
            return not self._told
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep())
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.look_soon()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        if not self._told and self._area.isVisible() and self._at_end():
            self._told = True
            self.reached.emit()
