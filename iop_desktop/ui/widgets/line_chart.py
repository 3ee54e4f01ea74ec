"""Scores over time as a line with its values; arrow keys read them, the accessible name says them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import CENTER, RIGHT, draw_focus_ring, draw_text, smooth
from iop_desktop.ui.theme import color

LEFT_GUTTER, BOTTOM_GUTTER, TOP_GUTTER = 30.0, 22.0, 18.0


@dataclass(frozen=True, slots=True)
class LinePoint:
    """One value with what stands under it."""

    label: str
    value: float


class LineChart(QWidget):
    """One series between 0 and ``highest``; ``series`` is a color of the theme."""

    def __init__(self, name: str, highest: float, series: str = "series1", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._highest, self._series = name, highest, series
        self._points: tuple[LinePoint, ...] = ()
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(110)
        self.set_points(())

    def set_points(self, points: Sequence[LinePoint]) -> None:
        """Show these values, oldest first."""
        self._points, self._current = tuple(points), None
        said = ", ".join(f"{point.label} {point.value:g}" for point in self._points)
        self.setAccessibleName(f"{self._name}: {said or 'no values'}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, 140)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._points:
            super().keyPressEvent(event)
            return
        last = len(self._points) - 1
        start = self._current if self._current is not None else (-1 if step > 0 else last + 1)
        self._current = min(max(start + step, 0), last)
        point = self._points[self._current]
        self.setAccessibleDescription(f"{point.label}: {point.value:g}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        plot = QRectF(self.rect()).adjusted(LEFT_GUTTER, TOP_GUTTER, -12, -BOTTOM_GUTTER)
        self._draw_grid(painter, plot)
        if self._points:
            self._draw_line(painter, plot)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()))

    def _draw_grid(self, painter: QPainter, plot: QRectF) -> None:
        steps = 3 if self._highest % 3 == 0 else 5
        for step in range(steps + 1):
            value = self._highest * step / steps
            y = plot.bottom() - plot.height() * step / steps
            painter.setPen(QPen(color("grid"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            box = QRectF(0, y - 8, LEFT_GUTTER - 8, 16)
            draw_text(painter, box, f"{value:g}", font(11), color("text3"), RIGHT)

    def _places(self, plot: QRectF) -> list[QPointF]:
        width = plot.width() / max(1, len(self._points))
        return [
            QPointF(
                plot.left() + width * (number + 0.5),
                plot.bottom() - plot.height() * min(max(point.value / self._highest, 0.0), 1.0),
            )
            for number, point in enumerate(self._points)
        ]

    def _draw_line(self, painter: QPainter, plot: QRectF) -> None:
        places, ink = self._places(plot), color(self._series)
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        every = max(1, round(len(places) * 44 / max(plot.width(), 1)) or 1)
        for number, (place, point) in enumerate(zip(places, self._points, strict=True)):
            painter.setPen(QPen(color("surface"), 1.5))
            painter.setBrush(ink)
            size = 5.5 if number == self._current else 4.0
            painter.drawEllipse(place, size, size)
            if (len(places) - 1 - number) % every == 0:
                under = QRectF(place.x() - 30, plot.bottom() + 5, 60, 15)
                draw_text(painter, under, point.label, font(11), color("text3"), CENTER)
        shown = self._current if self._current is not None else len(places) - 1
        above = QRectF(places[shown].x() - 20, places[shown].y() - 21, 40, 15)
        draw_text(painter, above, f"{self._points[shown].value:g}", font(12, 600), ink, CENTER)
