"""Initials on a colored disc."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import CENTER, draw_text, fill_rounded, smooth
from iop_desktop.ui.theme import Theme
from iop_desktop.ui.widgets.plain_tip import plain_tip


def initials_of(name: str) -> str:
    """Up to two initials; a name of one word gives one."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def draw_avatar(painter: QPainter, rect: QRectF, initials: str, number: int) -> None:
    """Draw an avatar; ``number`` picks the color and means nothing."""
    pair = Theme.current().avatar(number)
    painter.save()
    fill_rounded(smooth(painter), rect, QColor(pair.background), min(rect.width(), 999) / 2)
    made = font(max(10, int(rect.width() * 0.38)), 600)
    draw_text(painter, rect, initials, made, QColor(pair.ink), CENTER)
    painter.restore()


class Avatar(QWidget):
    """The avatar as a widget; decoration beside a name unless it is given one."""

    def __init__(
        self,
        initials: str,
        number: int = 0,
        size: int = 32,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)
        self.set_person(initials, number, name)

    def set_person(self, initials: str, number: int = 0, name: str = "") -> None:
        """Show somebody else."""
        self._initials, self._number = initials, number
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._initials:
            rect = QRectF(self.rect())
            draw_avatar(QPainter(self), rect, self._initials, self._number)
