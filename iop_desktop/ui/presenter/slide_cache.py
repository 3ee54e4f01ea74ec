"""Painted slides of one size; the neighbours of the one on show are painted ahead, so that a change is only a copy."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPixmap

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.slide_painter import paint_slide

_AHEAD_MS = 40


class SlideCache(QObject):
    """Keeps at most three pictures: the slide on show, the one before and the one after."""

    def __init__(self, parent: QObject, ahead: bool = True) -> None:
        super().__init__(parent)
        self._looks_ahead = ahead
        self._slides: tuple[Slide, ...] = ()
        self._heading = ""
        self._size, self._ratio = QSize(), 1.0
        self._pictures: dict[int, QPixmap] = {}
        self._wanted: list[int] = []
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._paint_ahead)

    def set_slides(self, slides: tuple[Slide, ...], heading: str) -> None:
        """Other slides: what was painted is forgotten."""
        self._slides, self._heading = slides, heading
        self._pictures.clear()
        self._wanted.clear()

    def picture(self, number: int, size: QSize, ratio: float) -> QPixmap:
        """The slide with this number (from 1) in ``size``; ``ratio`` is dots per pixel. Raises IndexError."""
        if (size, ratio) != (self._size, self._ratio):
            self._size, self._ratio = size, ratio
            self._pictures.clear()
        found = self._picture(number)
        near = (number + 1, number - 1)
        self._wanted = [other for other in near if 1 <= other <= len(self._slides) and other not in self._pictures]
        self._pictures = {key: kept for key, kept in self._pictures.items() if abs(key - number) <= 1}
        if self._wanted and self._looks_ahead:
            self._ahead.start()
        return found

    @property
    def painted(self) -> frozenset[int]:
        """The numbers of the slides that need not be painted again."""
        return frozenset(self._pictures)

    def _picture(self, number: int) -> QPixmap:
        if number not in self._pictures:
            if not 1 <= number <= len(self._slides):
                raise IndexError(number)
            picture = QPixmap(self._size * self._ratio)
            picture.setDevicePixelRatio(self._ratio)
            painter = QPainter(picture)
            rect = QRectF(0, 0, self._size.width(), self._size.height())
            paint_slide(painter, rect, self._slides[number - 1], self._heading)
            painter.end()
            self._pictures[number] = picture
        return self._pictures[number]

    def _paint_ahead(self) -> None:
        if self._wanted:
            self._picture(self._wanted.pop(0))
        if self._wanted:
            self._ahead.start()
