"""A short fact on a tinted background."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.icons import draw_icon
from iop_desktop.ui.painting import draw_text, fill_rounded, smooth, text_width
from iop_desktop.ui.theme import Theme, color
from iop_desktop.ui.tokens import RADIUS_CHIP

_TONES = {
    "neutral": ("text2", "hover"),
    "accent": ("accent_text", "accent_soft"),
    "solid": ("on_accent", "accent"),
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "danger": ("danger", "danger_soft"),
    "info": ("info", "info_soft"),
}


class Chip(QWidget):
    """Text with an optional icon; ``tone`` is neutral, accent, solid, ok, warn, danger or info.

    ``tabular`` keeps a running clock from trembling.
    """

    def __init__(
        self,
        text: str,
        tone: str = "neutral",
        icon_name: str = "",
        *,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tabular = tabular
        self._shown: tuple[str | float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text, tone, icon_name)

    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str, tone: str = "", icon_name: str | None = None) -> None:
        """Say something else; tone and icon stay unless given. Raises KeyError for an unknown tone."""
        self._text = text
        if tone:
            self._ink, self._background = _TONES[tone]
        if icon_name is not None:
            self._icon = icon_name
        shown = (self._text, self._ink, self._background, self._icon, Theme.current().text_scale)
        if shown == self._shown:
            return
        self._shown = shown
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        made = font(12, 600, tabular=self._tabular)
        return QSize(int(text_width(self._text, made)) + self._left() + 11, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect())
        fill_rounded(painter, rect, color(self._background), RADIUS_CHIP)
        if self._icon:
            box = QRectF(8, (rect.height() - 13) / 2, 13, 13)
            draw_icon(painter, self._icon, self._ink, box)
        made = font(12, 600, tabular=self._tabular)
        room = rect.adjusted(self._left(), 0, -4, 0)
        draw_text(painter, room, self._text, made, color(self._ink))

    def _left(self) -> int:
        return 26 if self._icon else 9
