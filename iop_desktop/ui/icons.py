"""Lucide icons in the colors of the theme, crisp at any scale of the screen."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.theme import Theme


def draw_icon(painter: QPainter, name: str, color: str, rect: QRectF) -> None:
    """Draw icon ``name`` in theme color ``color``."""
    theme = Theme.current()
    theme.svgs.draw(painter, name, theme.color(color), rect)


def icon(name: str, color: str = "text2", checked: str | None = None) -> QIcon:
    """An icon that follows the theme; ``checked`` is the color while its button is checked."""
    return QIcon(_ThemedEngine(name, color, checked))


class _ThemedEngine(QIconEngine):
    """Looks its color up while painting, so a theme switch needs no new icons."""

    def __init__(self, name: str, color: str, checked: str | None) -> None:
        super().__init__()
        self._name = name
        self._color = color
        self._checked = checked

    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._name, self._color, self._checked)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        square = QRectF(rect)
        # An icon size of 22 x 16 means a 16 px icon with a gap before the text.
        square.setWidth(min(square.width(), square.height()))
        draw_icon(painter, self._name, self._color_for(mode, state), square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def _color_for(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return "disabled"
        if self._checked and state == QIcon.State.On:
            return self._checked
        return self._color


class Icon(QWidget):
    """An icon that stands by itself; decoration only, so it has no accessible name."""

    def __init__(
        self,
        name: str,
        color: str = "text3",
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._color = color
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, color: str) -> None:
        """Show another icon."""
        self._name, self._color = name, color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self._name, self._color, QRectF(self.rect()))
