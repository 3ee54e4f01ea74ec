"""A whole group's attendance at a glance."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.theme import Theme
from iop_desktop.ui.widgets.status_shape import draw_status_shape

_SIDE = 12
_STEP = 17


class StatusStrip(QWidget):
    """One small shape per member, in roster order; the accessible name counts them."""

    def __init__(self, statuses: tuple[AttendanceStatus, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_statuses(statuses)

    def set_statuses(self, statuses: tuple[AttendanceStatus, ...]) -> None:
        """Show another attendance."""
        self._statuses = statuses
        counted = (f"{statuses.count(s)} {s.label}" for s in dict.fromkeys(statuses))
        self.setAccessibleName(", ".join(counted))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(1, len(self._statuses)) * _STEP, _SIDE + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = Theme.current()
        for number, status in enumerate(self._statuses):
            box = QRectF(number * _STEP + 1, 1, _SIDE - 1, _SIDE - 1)
            draw_status_shape(painter, status, box, QColor(theme.status(status.value).ink))
