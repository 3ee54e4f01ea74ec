"""Hours of each member against the program's minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.fonts import font
from iop_desktop.ui.painting import (
    CENTER,
    LEFT,
    draw_focus_ring,
    draw_text,
    smooth,
    text_width,
)
from iop_desktop.ui.theme import color

_GUTTER = 36.0
_WIDEST_BAR = 26.0
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class HoursBar:
    """One bar: a short label for the axis, the whole name and the hours."""

    label: str
    name: str
    hours: float


class HoursChart(QWidget):
    """Bars with a dashed minimum; bars below it are hatched as well as amber.

    Left and right arrows read the values; the accessible name says the chart in words.
    """

    def __init__(
        self,
        bars: Sequence[HoursBar] = (),
        minimum: float = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setMinimumHeight(120)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_bars(bars, minimum)

    def set_bars(self, bars: Sequence[HoursBar], minimum: float) -> None:
        """Show these hours against ``minimum`` hours (0: no minimum)."""
        self._bars = tuple(bars)
        self._minimum = minimum
        self._current: int | None = None
        self.setAccessibleName(self._in_words())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 220)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self._bars:
            super().keyPressEvent(event)
            return
        start = -1 if step > 0 else len(self._bars)
        at = (start if self._current is None else self._current) + step
        self._select(max(0, min(len(self._bars) - 1, at)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        plot = self._plot()
        inside = plot.contains(QPointF(event.position().x(), plot.center().y()))
        if not inside or not self._bars:
            self._select(None)
            return
        share = (event.position().x() - plot.left()) / plot.width()
        self._select(min(len(self._bars) - 1, int(share * len(self._bars))))

    def leaveEvent(self, event: QEvent) -> None:
        self._select(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        plot = self._plot()
        for number, bar in enumerate(self._bars):
            self._draw_bar(painter, plot, number, bar)
        if self._minimum > 0:
            self._draw_minimum(painter, plot)
        for number, bar in enumerate(self._bars):
            self._draw_value(painter, self._box(plot, number), bar)
        if self._current is not None:
            self._draw_reading(painter, plot, self._current)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()))

    def _select(self, number: int | None) -> None:
        if number == self._current:
            return
        self._current = number
        if number is not None:
            self.setAccessibleDescription(self._reading(self._bars[number]))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _in_words(self) -> str:
        if not self._bars:
            return "Hours this week: nothing yet"
        below = [bar for bar in self._bars if self._is_low(bar)]
        low = ", ".join(self._reading(bar) for bar in below) or "nobody"
        return (
            f"Hours this week of {len(self._bars)} members, minimum {self._minimum:g} hours. "
            f"Below the minimum: {low}. Left and right arrows read the values."
        )

    def _reading(self, bar: HoursBar) -> str:
        return f"{bar.name} {round(bar.hours, 1):g} h"

    def _is_low(self, bar: HoursBar) -> bool:
        return bar.hours < self._minimum

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_GUTTER, 22, -4, -26)

    def _top_value(self) -> float:
        highest = max((bar.hours for bar in self._bars), default=0.0)
        return max(highest, self._minimum, 1.0)

    def _box(self, plot: QRectF, number: int) -> QRectF:
        slot = plot.width() / max(1, len(self._bars))
        width = min(_WIDEST_BAR, slot * 0.5)
        share = self._bars[number].hours / self._top_value()
        height = max(3.0, plot.height() * share)
        left = plot.left() + slot * (number + 0.5) - width / 2
        return QRectF(left, plot.bottom() - height, width, height)

    def _draw_bar(self, painter: QPainter, plot: QRectF, number: int, bar: HoursBar) -> None:
        box = self._box(plot, number)
        path = QPainterPath()
        path.addRoundedRect(box, 3, 3)
        if self._is_low(bar):
            _hatch(painter, path, box)
        else:
            painter.fillPath(path, color("series1"))
        slot = plot.width() / len(self._bars)
        name = QRectF(box.center().x() - slot / 2, plot.bottom() + 4, slot, 18)
        draw_text(
            painter,
            name.adjusted(2, 0, -2, 0),
            bar.label,
            font(11, 500),
            color("text2"),
            CENTER,
        )

    def _draw_value(self, painter: QPainter, box: QRectF, bar: HoursBar) -> None:
        """Above the bar, with a gap in the dashed line where the two meet."""
        words, made = f"{round(bar.hours, 1):g}", font(11, 600)
        width = text_width(words, made) + 6
        value = QRectF(box.center().x() - width / 2, box.top() - 17, width, 14)
        painter.fillRect(value, color("surface"))
        draw_text(painter, value, words, made, color("warn" if self._is_low(bar) else "text2"), CENTER)

    def _draw_minimum(self, painter: QPainter, plot: QRectF) -> None:
        y = plot.bottom() - plot.height() * self._minimum / self._top_value()
        painter.setPen(QPen(color("text2"), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        box = QRectF(0, y - 8, _GUTTER, 16)
        words = f"{self._minimum:g} h"
        draw_text(painter, box, words, font(11, 600), color("text2"), LEFT)

    def _draw_reading(self, painter: QPainter, plot: QRectF, number: int) -> None:
        words = self._reading(self._bars[number])
        made = font(12, 600)
        width = text_width(words, made) + 20
        middle = self._box(plot, number).center().x()
        left = min(plot.right() - width, max(plot.left(), middle - width / 2))
        bubble = QRectF(left, plot.top() + 6, width, 26)
        painter.setPen(QPen(color("border_strong"), 1))
        painter.setBrush(color("raised"))
        painter.drawRoundedRect(bubble, 6, 6)
        draw_text(painter, bubble, words, made, color("text"), CENTER)


def _hatch(painter: QPainter, path: QPainterPath, box: QRectF) -> None:
    painter.fillPath(path, color("warn_soft"))
    painter.save()
    painter.setClipPath(path)
    painter.setPen(QPen(color("warn"), 1))
    at = box.left() - box.height()
    while at < box.right():
        painter.drawLine(QPointF(at, box.bottom()), QPointF(at + box.height(), box.top()))
        at += 6
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color("warn"), 1.2))
    painter.drawPath(path)
