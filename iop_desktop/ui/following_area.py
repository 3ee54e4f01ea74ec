"""A scrolled area that keeps the place one is writing at in sight."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea

MARGIN = 8


class FollowingArea(QScrollArea):
    """When the room shrinks under somebody who writes, it scrolls to where the cursor is."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        writing, inside = QApplication.focusWidget(), self.widget()
        if writing is not None and inside is not None and inside.isAncestorOf(writing):
            self.ensureWidgetVisible(writing, 0, MARGIN)
