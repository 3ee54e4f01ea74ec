"""Keys as they look on a keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import CENTER, draw_text, smooth, text_width
from iop_desktop.ui.theme import color

_GAP = 4.0
_HEIGHT = 20


def keycaps_width(keys: tuple[str, ...]) -> int:
    """Width the row of keys needs, in pixels."""
    return int(sum(_widths(keys)) + _GAP * max(0, len(keys) - 1)) + 1


def draw_keycaps(painter: QPainter, left: float, middle: float, keys: tuple[str, ...]) -> None:
    """Draw keys from ``left``, centered on the line ``middle``."""
    smooth(painter)
    at = left + 0.5
    for key, width in zip(keys, _widths(keys), strict=True):
        box = QRectF(at, middle - _HEIGHT / 2 + 0.5, width - 1, _HEIGHT - 1)
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("sunken"))
        painter.drawRoundedRect(box, 5, 5)
        wide = box.adjusted(-4, 0, 4, 0)
        draw_text(painter, wide, key, font(11, 500), color("text2"), CENTER)
        at += width + _GAP


class KeyCap(QWidget):
    """One or several keys pressed together."""

    def __init__(self, *keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(" + ".join(keys))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_keys(self, *keys: str) -> None:
        """Show other keys."""
        if keys == self._keys:
            return
        self._keys = keys
        self.setAccessibleName(" + ".join(keys))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(keycaps_width(self._keys), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_keycaps(QPainter(self), 0, self.height() / 2, self._keys)


def _widths(keys: tuple[str, ...]) -> list[float]:
    return [max(20.0, text_width(key, font(11, 500)) + 11) for key in keys]
