"""A slide in small, for the laptop: what the room sees now, or what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.look import SEA
from iop_desktop.ui.presenter.slide_cache import SlideCache
from iop_desktop.ui.presenter.slide_painter import paint_blank

_RADIUS = 8


class SlideView(QWidget):
    """Shows one slide of a deck, or a blank sheet for 0. The accessible name says what stands on it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._cache = SlideCache(self, ahead=False)
        self._slides: tuple[Slide, ...] = ()
        self._number = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(120)
        self.show_number(0)

    def set_slides(self, slides: tuple[Slide, ...], heading: str) -> None:
        """Show another deck; the same deck again costs nothing."""
        if slides != self._slides:
            self._slides = slides
            self._cache.set_slides(slides, heading)
            self.show_number(min(self._number, len(slides)))

    @property
    def number(self) -> int:
        """The slide on show, 0 for none."""
        return self._number

    def show_number(self, number: int) -> None:
        """Show the slide with this number; 0 or a number that does not exist is blank."""
        self._number = number if 1 <= number <= len(self._slides) else 0
        words = self._slides[self._number - 1].title if self._number else "blank"
        self.setAccessibleName(f"{self._name}: {words}")
        # Qt takes words with a tag in them for rich text, and would load the pictures it names.
        self.setToolTip(words if self._number and "<" not in words else "")
        self.update()

    def heightForWidth(self, width: int) -> int:
        return round(width * 9 / 16)

    def sizeHint(self) -> QSize:
        return QSize(260, 146)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        outline = QPainterPath()
        outline.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.setClipPath(outline)
        if self._number:
            picture = self._cache.picture(self._number, self.size(), self.devicePixelRatioF())
            painter.drawPixmap(0, 0, picture)
        else:
            paint_blank(painter, rect)
            painter.setPen(QColor(SEA[1]))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter.value, "No slide")
        painter.setClipping(False)
        painter.setPen(QColor(SEA[1]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
