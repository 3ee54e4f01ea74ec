"""The sea at the foot of a slide: four layers of waves whose swell is of the slide's own kind."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from iop_desktop.ui.presenter.look import SEA

# A swell takes a place from 0 (left edge) to 1 (right edge) and says how far the sea stands above its rest (as a share
# of the picture's height) and how high its waves are (1 is usual).
Swell = Callable[[float], tuple[float, float]]
_LENGTHS = (273.0, 228.0, 195.0, 171.0)
_HEIGHTS = (37.0, 31.0, 25.0, 17.0)
_PHASES = (0.2, 1.9, 3.3, 1.0)
_STEP = 4.0


def flat(_place: float) -> tuple[float, float]:
    """An even sea."""
    return 0.0, 1.0


def calm(_place: float) -> tuple[float, float]:
    """An even sea with low waves."""
    return 0.0, 0.45


def rising(place: float) -> tuple[float, float]:
    """A sea that climbs toward the right, as steps do."""
    return 0.11 * place * place, 0.5 + 0.5 * place


def coming(place: float) -> tuple[float, float]:
    """One great swell at the right, beside a question."""
    share = max(0.0, (place - 0.45) / 0.55)
    return 0.2 * share * share * (3 - 2 * share), 0.6 + 0.5 * share


def settling(place: float) -> tuple[float, float]:
    """High waves at the left that come to rest at the right."""
    return 0.02 * (1 - place), 1.15 - 0.9 * place


def paint_sea(painter: QPainter, rect: QRectF, unit: float, share: float, swell: Swell = flat) -> None:
    """Fill the lowest ``share`` of ``rect`` with waves; ``unit`` is one pixel of a picture 1366 wide."""
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(Qt.PenStyle.NoPen)
    for layer, tone in enumerate(SEA):
        depth = share * (1 - layer / len(SEA)) - 0.012
        painter.setBrush(QColor(tone))
        painter.drawPolygon(_layer(rect, unit, layer, depth, swell))
    painter.restore()


def _layer(rect: QRectF, unit: float, layer: int, depth: float, swell: Swell) -> QPolygonF:
    step = _STEP * max(unit, 0.25)
    length, height = _LENGTHS[layer] * unit, _HEIGHTS[layer] * unit
    still = rect.bottom() - depth * rect.height()
    thinning = 1 - layer / (2 * len(SEA))
    outline = [rect.bottomLeft()]
    for number in range(math.ceil(rect.width() / step) + 1):
        across = number * step
        lift, rough = swell(min(1.0, across / rect.width()))
        wave = math.sin(2 * math.pi * across / length + _PHASES[layer]) * height * rough
        outline.append(QPointF(rect.left() + across, still - lift * rect.height() * thinning - wave))
    outline.append(QPointF(outline[-1].x(), rect.bottom()))
    return QPolygonF(outline)
