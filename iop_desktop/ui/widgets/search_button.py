"""What looks like a search field in the top bar and opens the command palette."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import draw_text
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.keycap import draw_keycaps, keycaps_width


class SearchButton(QPushButton):
    """A wide button with a magnifier, a prompt and the keys that press it."""

    def __init__(self, prompt: str, *keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = prompt
        self._keys = keys
        self.setProperty("kind", "search")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(prompt)
        self.setAccessibleDescription("+".join(keys))

    def sizeHint(self) -> QSize:
        return QSize(380, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() / 2
        draw_icon(painter, "search", "text3", QRectF(11, middle - 8, 16, 16))
        keys_at = self.width() - keycaps_width(self._keys) - 6
        words = QRectF(36, 0, keys_at - 44, self.height())
        draw_text(painter, words, self._prompt, font(13), color("text3"))
        draw_keycaps(painter, keys_at, middle, self._keys)
