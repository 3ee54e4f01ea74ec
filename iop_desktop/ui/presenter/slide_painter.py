"""One slide on paper of any size and shape; what is painted here is all that the room gets to see."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from iop_desktop.rules.slides import Layout, Slide
from iop_desktop.ui.presenter.look import BLANK, PAPER
from iop_desktop.ui.presenter.sheet import Sheet
from iop_desktop.ui.presenter.sheet_lists import paint_compare, paint_points, paint_steps
from iop_desktop.ui.presenter.sheet_words import paint_break, paint_question, paint_statement

_WIDTH, _HEIGHT = 1366.0, 768.0
_LAYOUTS = {
    Layout.STATEMENT: paint_statement,
    Layout.POINTS: paint_points,
    Layout.STEPS: paint_steps,
    Layout.QUESTION: paint_question,
    Layout.COMPARE: paint_compare,
    Layout.BREAK: paint_break,
}


def paint_slide(painter: QPainter, rect: QRectF, slide: Slide, heading: str = "") -> None:
    """Paint ``slide`` over all of ``rect``; ``heading`` is the title of the lesson, in small letters above."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(rect, QColor(PAPER))
    unit = min(rect.width() / _WIDTH, rect.height() / _HEIGHT)
    _LAYOUTS[slide.layout](Sheet(painter, rect, unit, heading), slide)
    painter.restore()


def paint_blank(painter: QPainter, rect: QRectF) -> None:
    """Nothing to look at, so that people look at each other."""
    painter.fillRect(QRectF(QPointF(rect.topLeft()), rect.size()), QColor(BLANK))
