"""How much of a whole is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.painting import fill_rounded, smooth
from iop_desktop.ui.theme import color

_HEIGHT = 6


class Bar(QWidget):
    """A thin bar; the accessible name says value and whole."""

    def __init__(
        self,
        value: float = 0,
        whole: float = 1,
        name: str = "",
        tone: str = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._share = -1.0
        self.setFixedHeight(_HEIGHT)
        self.set_value(value, whole)

    def set_value(self, value: float, whole: float) -> None:
        """Show ``value`` of ``whole``; values outside stay inside the bar."""
        before, self._share = self._share, min(1.0, max(0.0, value / whole)) if whole > 0 else 0.0
        said = f"{value:g} of {whole:g}"
        self.setAccessibleName(f"{self._name}: {said}" if self._name else said)
        if self._share != before:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect())
        fill_rounded(painter, rect, color("grid"), _HEIGHT / 2)
        if self._share > 0:
            rect.setWidth(max(_HEIGHT, rect.width() * self._share))
            fill_rounded(painter, rect, color(self._tone), _HEIGHT / 2)
