"""Two ratings of the same lessons over time: the facilitator's own, and the supervisor's beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.fidelity import HIGHEST
from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import CENTER, RIGHT, draw_focus_ring, draw_text, smooth
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.plain_tip import plain_tip

_LEFT, _RIGHT, _TOP, _BOTTOM = 26.0, 12.0, 34.0, 24.0
_NAMES = ("Own rating", "Supervisor")
_INKS = ("series1", "series2")
_NARROWEST_LABEL = 52.0


@dataclass(frozen=True, slots=True)
class RatedLesson:
    """One lesson: what stands under it, its title, and the two means (None where nobody rated)."""

    label: str
    title: str
    own: float | None
    supervisor: float | None

    @property
    def values(self) -> tuple[float | None, float | None]:
        """Own and supervisor's, in the order of the legend."""
        return self.own, self.supervisor

    @property
    def words(self) -> str:
        """The lesson in one sentence."""
        rated = (
            f"{name.lower()} {value:g}" for name, value in zip(_NAMES, self.values, strict=True) if value is not None
        )
        return f"{self.label}, {self.title}: {', '.join(rated) or 'not rated'}"


class FidelityChart(QWidget):
    """Arrow keys go from lesson to lesson; the accessible name says all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lessons: tuple[RatedLesson, ...] = ()
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(220)
        self.set_lessons(())

    def set_lessons(self, lessons: Sequence[RatedLesson]) -> None:
        """Show these lessons, oldest first."""
        self._lessons, self._current = tuple(lessons), None
        said = "; ".join(lesson.words for lesson in self._lessons)
        self.setAccessibleName(f"Ratings over time: {said or 'none'}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, 240)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._lessons:
            super().keyPressEvent(event)
            return
        last = len(self._lessons) - 1
        start = self._current if self._current is not None else (-1 if step > 0 else last + 1)
        self._current = min(max(start + step, 0), last)
        self.setAccessibleDescription(self._lessons[self._current].words)
        self.setToolTip(plain_tip(self._lessons[self._current].words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        plot = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        self._draw_grid(painter, plot)
        for series in range(len(_NAMES)):
            self._draw_series(painter, plot, series)
        self._draw_labels(painter, plot)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()))

    def _place(self, plot: QRectF, number: int, value: float) -> QPointF:
        width = plot.width() / max(1, len(self._lessons))
        return QPointF(plot.left() + width * (number + 0.5), plot.bottom() - plot.height() * value / HIGHEST)

    def _draw_grid(self, painter: QPainter, plot: QRectF) -> None:
        for score in range(HIGHEST + 1):
            y = plot.bottom() - plot.height() * score / HIGHEST
            painter.setPen(QPen(color("grid"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            draw_text(painter, QRectF(0, y - 8, _LEFT - 8, 16), str(score), font(11), color("text3"), RIGHT)
        for series, name in enumerate(_NAMES):
            at = plot.left() + series * 130
            self._draw_mark(painter, QPointF(at + 6, 12), series, 4.5)
            draw_text(painter, QRectF(at + 18, 3, 110, 18), name, font(12, 500), color("text2"))

    def _draw_series(self, painter: QPainter, plot: QRectF, series: int) -> None:
        places = [
            (number, self._place(plot, number, value))
            for number, lesson in enumerate(self._lessons)
            if (value := lesson.values[series]) is not None
        ]
        pen = QPen(color(_INKS[series]), 2)
        if series:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([place for _, place in places])
        for number, place in places:
            self._draw_mark(painter, place, series, 6.0 if number == self._current else 4.5)

    def _draw_mark(self, painter: QPainter, place: QPointF, series: int, size: float) -> None:
        """A circle for the own rating, a square for the supervisor's: color alone tells nobody apart."""
        painter.setPen(QPen(color("surface"), 1.5))
        painter.setBrush(color(_INKS[series]))
        if series:
            painter.drawRect(QRectF(place.x() - size, place.y() - size, 2 * size, 2 * size))
        else:
            painter.drawEllipse(place, size, size)

    def _draw_labels(self, painter: QPainter, plot: QRectF) -> None:
        width = plot.width() / max(1, len(self._lessons))
        every = max(1, -(-_NARROWEST_LABEL // width))
        for number, lesson in enumerate(self._lessons):
            if (len(self._lessons) - 1 - number) % every == 0:
                x = self._place(plot, number, 0).x()
                under = QRectF(x - 30, plot.bottom() + 6, 60, 15)
                draw_text(painter, under, lesson.label, font(11), color("text3"), CENTER)
