"""The slides of a lesson as small pictures, as the room sees them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.slide_painter import paint_slide

WIDTH, HEIGHT = 304, 171


class SlideGrid(QListWidget):
    """Pictures are painted one by one, so that the page stays quick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slides: tuple[Slide, ...] = ()
        self._heading = ""
        self._next = 0
        self.setAccessibleName("Slides")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setIconSize(QSize(WIDTH, HEIGHT))
        self.setSpacing(8)
        self.setWordWrap(True)
        self._painter = QTimer(self, interval=0)
        self._painter.timeout.connect(self._paint_one)

    def show_slides(self, slides: Sequence[Slide], heading: str) -> None:
        """Show these slides; nothing happens when they are there already."""
        if tuple(slides) == self._slides and heading == self._heading:
            return
        self._slides, self._heading, self._next = tuple(slides), heading, 0
        self.clear()
        for number, slide in enumerate(self._slides, 1):
            item = QListWidgetItem(f"{number}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"Slide {number}: {slide.title}")
            item.setToolTip(slide.title)
            item.setSizeHint(QSize(WIDTH + 12, HEIGHT + 26))
            self.addItem(item)
        self._painter.start()

    def _paint_one(self) -> None:
        if self._next >= len(self._slides):
            self._painter.stop()
            return
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(WIDTH * ratio), round(HEIGHT * ratio))
        painter = QPainter(picture)
        paint_slide(painter, QRectF(picture.rect()), self._slides[self._next], self._heading)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        item = self.item(self._next)
        if item is not None:
            item.setIcon(QIcon(picture))
        self._next += 1
