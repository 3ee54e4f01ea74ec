"""An attendance status as letter, shape and color together."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import draw_text, fill_rounded, smooth, text_width
from iop_desktop.ui.theme import Theme, color
from iop_desktop.ui.tokens import RADIUS_CHIP
from iop_desktop.ui.widgets.status_shape import draw_status_shape

_SHAPE = 9.0
_LETTER_AT = 24.0
_LABEL_AT = 40.0


def draw_status_chip(painter: QPainter, rect: QRectF, status: AttendanceStatus, px: int = 12) -> None:
    """Draw the chip; also used by the delegates of tables."""
    pair = Theme.current().status(status.value)
    ink = QColor(pair.ink)
    painter.save()
    smooth(painter)
    if status is AttendanceStatus.UNMARKED:
        _draw_empty_frame(painter, rect)
    else:
        fill_rounded(painter, rect, QColor(pair.background), RADIUS_CHIP)
    top = rect.center().y() - _SHAPE / 2
    shape = QRectF(rect.left() + 9, top, _SHAPE, _SHAPE)
    draw_status_shape(painter, status, shape, ink)
    _draw_words(painter, rect, status, ink, px)
    painter.restore()


def status_chip_width(status: AttendanceStatus, px: int = 12, short: bool = False) -> int:
    """Width the chip needs, in pixels."""
    words = status.short_label if short else status.label
    return int(text_width(words, font(px, 500)) + _LABEL_AT + 10)


class StatusChip(QWidget):
    """The chip as a widget; a ``short`` one uses the short label where there is one."""

    def __init__(
        self, status: AttendanceStatus, px: int = 12, parent: QWidget | None = None, *, short: bool = False
    ) -> None:
        super().__init__(parent)
        self._px, self._short = px, short
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_status(status)

    def set_status(self, status: AttendanceStatus) -> None:
        """Show another status."""
        self._status = status
        self.setAccessibleName(status.label)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(status_chip_width(self._status, self._px, self._short), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_status_chip(QPainter(self), QRectF(self.rect()), self._status, self._px)


def _draw_empty_frame(painter: QPainter, rect: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("border_strong"), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CHIP, RADIUS_CHIP)


def _draw_words(painter: QPainter, rect: QRectF, status: AttendanceStatus, ink: QColor, px: int) -> None:
    letter = QRectF(rect.left() + _LETTER_AT, rect.top(), 16, rect.height())
    draw_text(painter, letter, status.letter, font(px, 700), ink)
    words = rect.adjusted(_LABEL_AT, 0, -2, 0)
    fits = text_width(status.label, font(px, 500)) <= words.width()
    draw_text(painter, words, status.label if fits else status.short_label, font(px, 500), ink)
