"""Columns of the coverage matrix: the lesson's number, and above it the module over all of its lessons."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from iop_desktop.ui.curriculum.coverage_model import CoverageModel
from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import CENTER, LEFT, draw_text
from iop_desktop.ui.theme import color

HEIGHT = 44


class ModuleHeader(QHeaderView):
    """Paints two rows: modules and numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(True)
        self.setAccessibleName("Lessons")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        model = self.model()
        lesson = model.lesson(logical) if isinstance(model, CoverageModel) else None
        if lesson is None:
            return
        painter.save()
        area = QRectF(rect)
        painter.fillRect(area, color("surface"))
        first, last = self._span(logical)
        left = self.sectionViewportPosition(first)
        width = self.sectionViewportPosition(last) + self.sectionSize(last) - left
        painter.setClipRect(rect)
        title = QRectF(left + 4, rect.top() + 2, width - 8, rect.height() / 2 - 3)
        draw_text(painter, title, lesson.module, font(11, 600), color("text2"), LEFT)
        number = QRectF(area.left(), area.top() + area.height() / 2, area.width(), area.height() / 2 - 2)
        text = str(model.headerData(logical, Qt.Orientation.Horizontal))
        draw_text(painter, number, text, font(11, 500, tabular=True), color("text3"), CENTER)
        painter.setPen(color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if logical == first and logical:
            painter.setPen(color("border_strong"))
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.restore()

    def _span(self, logical: int) -> tuple[int, int]:
        """First and last column of the module in which a column stands."""
        model = self.model()
        assert isinstance(model, CoverageModel)
        assert model.coverage is not None
        lessons = model.coverage.lessons
        first = last = logical
        while first and lessons[first - 1].module == lessons[logical].module:
            first -= 1
        while last + 1 < len(lessons) and lessons[last + 1].module == lessons[logical].module:
            last += 1
        return first, last
