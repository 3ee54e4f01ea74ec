"""The shape of each attendance status: readable in gray and with any color vision."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.painting import smooth

_Painting = Callable[[QPainter, QRectF, QColor], None]


def draw_status_shape(painter: QPainter, status: AttendanceStatus, rect: QRectF, ink: QColor) -> None:
    """Draw the shape of ``status`` into ``rect``."""
    painter.save()
    smooth(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    _SHAPES[status](painter, rect.adjusted(0.5, 0.5, -0.5, -0.5), ink)
    painter.restore()


def _disc(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.drawEllipse(box)


def _half_clock(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.drawPie(box, 90 * 16, -180 * 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.6))
    painter.drawEllipse(box.adjusted(0.4, 0.4, -0.4, -0.4))


def _left_triangle(painter: QPainter, box: QRectF, ink: QColor) -> None:
    right = box.right() - box.width() * 0.1
    corners = [
        QPointF(right, box.top()),
        QPointF(right, box.bottom()),
        QPointF(box.left(), box.center().y()),
    ]
    painter.drawPolygon(QPolygonF(corners))


def _square(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)


def _diamond(painter: QPainter, box: QRectF, ink: QColor) -> None:
    middle = box.center()
    corners = [
        QPointF(middle.x(), box.top() - 0.5),
        QPointF(box.right() + 0.5, middle.y()),
        QPointF(middle.x(), box.bottom() + 0.5),
        QPointF(box.left() - 0.5, middle.y()),
    ]
    painter.drawPolygon(QPolygonF(corners))


def _cross(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.setPen(QPen(ink, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    inner = box.adjusted(1, 1, -1, -1)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


def _dashed_circle(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.2, Qt.PenStyle.DashLine))
    painter.drawEllipse(box)


def _three_bars(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """Sound: a low, a high and a low bar."""
    width, middle = box.width() * 0.24, box.center().y()
    for place, share in enumerate((0.5, 1.0, 0.5)):
        height = box.height() * share
        left = box.left() + place * (box.width() - width) / 2
        painter.drawRect(QRectF(left, middle - height / 2, width, height))


def _struck_circle(painter: QPainter, box: QRectF, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.6))
    ring = box.adjusted(0.4, 0.4, -0.4, -0.4)
    painter.drawEllipse(ring)
    step = ring.width() * 0.35
    middle = ring.center()
    painter.drawLine(QPointF(middle.x() - step, middle.y() + step), QPointF(middle.x() + step, middle.y() - step))


def _bar(painter: QPainter, box: QRectF, ink: QColor) -> None:
    height = box.height() * 0.36
    painter.drawRect(QRectF(box.left(), box.center().y() - height / 2, box.width(), height))


def _target(painter: QPainter, box: QRectF, ink: QColor) -> None:
    inner = box.width() * 0.32
    painter.drawEllipse(box.adjusted(inner, inner, -inner, -inner))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.4))
    painter.drawEllipse(box.adjusted(0.4, 0.4, -0.4, -0.4))


_SHAPES: dict[AttendanceStatus, _Painting] = {
    AttendanceStatus.PRESENT: _disc,
    AttendanceStatus.LATE: _half_clock,
    AttendanceStatus.LEFT_EARLY: _left_triangle,
    AttendanceStatus.TELEHEALTH: _square,
    AttendanceStatus.TELEHEALTH_AUDIO: _three_bars,
    AttendanceStatus.CANCELLED_BY_CLIENT: _struck_circle,
    AttendanceStatus.CANCELLED_BY_PROGRAM: _bar,
    AttendanceStatus.MAKE_UP: _target,
    AttendanceStatus.EXCUSED: _diamond,
    AttendanceStatus.NO_SHOW: _cross,
    AttendanceStatus.UNMARKED: _dashed_circle,
}
