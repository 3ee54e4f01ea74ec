"""The slides of a lesson as small pictures, as the room sees them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.slide_painter import paint_slide
from iop_desktop.ui.widgets.plain_tip import plain_tip

# The narrowest and the widest picture; in between they share the row without a gap at the right.
LEAST, MOST = 240, 340
GAP, NUMBER_HEIGHT = 8, 26


class SlideGrid(QListWidget):
    """Pictures are painted one by one, so that the page stays quick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slides: tuple[Slide, ...] = ()
        self._heading = ""
        self._next = 0
        self._size = QSize()
        self.setObjectName("slides")
        self.setAccessibleName("Slides")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSpacing(GAP)
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
            item.setToolTip(plain_tip(slide.title))
            self.addItem(item)
        self._size = QSize()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give every picture its share of the row, and paint them again where that is another one."""
        size = picture_size(self.viewport().width())
        if size == self._size:
            return
        self._size, self._next = size, 0
        self.setIconSize(size)
        for number in range(self.count()):
            self.item(number).setSizeHint(size + QSize(2 * GAP, NUMBER_HEIGHT))
        self._painter.start()

    def _paint_one(self) -> None:
        if self._next >= len(self._slides):
            self._painter.stop()
            return
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self._size * ratio)
        painter = QPainter(picture)
        paint_slide(painter, QRectF(picture.rect()), self._slides[self._next], self._heading)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        item = self.item(self._next)
        if item is not None:
            item.setIcon(QIcon(picture))
        self._next += 1


def picture_size(room: int) -> QSize:
    """The size of a picture, 16 to 9, where so many fit beside each other that the row is full."""
    columns = max(1, (room - GAP) // (LEAST + 3 * GAP))
    width = max(LEAST, min(MOST, (room - GAP) // columns - 3 * GAP))
    return QSize(width, width * 9 // 16)
