"""Rendered pages of a PDF, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from iop_desktop.ui.layouts import empty

PAGE_WIDTH = 760
POINTS_WIDTH = 612


class Page(Protocol):
    """A rendered page: BGRx pixels."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def pixels(self) -> bytes: ...


def to_image(page: Page) -> QImage:
    """A Qt image with its own copy of the pixels."""
    return QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32).copy()


def strike(picture: QPixmap) -> None:
    """Draw a line across a page; what is under it can still be read."""
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor("#B42318")
    ink.setAlpha(110)
    painter.setPen(QPen(ink, picture.width() / 130))
    margin = picture.width() / 14
    painter.drawLine(QPointF(margin, picture.height() - margin), QPointF(picture.width() - margin, margin))
    painter.end()


class PdfPages(QScrollArea):
    """Shows pages that were rendered at its ``scale``; ``struck`` draws a line across each."""

    def __init__(self, name: str, parent: QWidget | None = None, *, struck: bool = False) -> None:
        super().__init__(parent)
        self._struck = struck
        self._pages = QVBoxLayout()
        self._pages.setContentsMargins(12, 12, 12, 12)
        self._pages.setSpacing(12)
        self.sheet = QWidget()
        self.sheet.setLayout(self._pages)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setWidget(self.sheet)

    @property
    def scale(self) -> float:
        """Picture dots for each point of the page, so that a page fills the width and is sharp on this screen."""
        return PAGE_WIDTH / POINTS_WIDTH * self.devicePixelRatioF()

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show these pages instead of the ones before."""
        empty(self._pages)
        for number, page in enumerate(pages, start=1):
            picture = QPixmap.fromImage(to_image(page))
            if self._struck:
                strike(picture)
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            shown = QLabel()
            shown.setPixmap(picture)
            shown.setAccessibleName(f"Page {number} of {len(pages)}{', entered in error' if self._struck else ''}")
            self._pages.addWidget(shown, 0, Qt.AlignmentFlag.AlignHCenter)
        self._pages.addStretch(1)
