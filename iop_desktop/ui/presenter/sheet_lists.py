"""Slides of several lines: points, steps, two columns side by side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from iop_desktop.rules.slides import Slide, SlideColumn
from iop_desktop.ui.presenter.look import CARD, CARD_EDGE, CLAY, INK, ON_TEAL, SEA, TEAL, TEAL_INK
from iop_desktop.ui.presenter.sheet import Sheet
from iop_desktop.ui.presenter.typesetting import SetText, Style, face, fitted_size, set_text
from iop_desktop.ui.presenter.waves import calm, paint_sea, rising, settling

LINE = Style(48, 27, 500, 1.24, balanced=True)
COLUMN_HEADING = Style(42, 26, 700, 1.2, display=True)
COLUMN_LINE = Style(38, 24, 500, 1.26, balanced=True)
NUMBER = Style(32, 20, 700)
_GAP = 0.62
_TITLE_ROOM = 0.28


def paint_points(sheet: Sheet, slide: Slide) -> None:
    """Round points above a calm sea."""
    paint_sea(sheet.painter, sheet.rect, sheet.unit, 0.13, calm)
    top = sheet.paint_head(slide.title, _TITLE_ROOM)
    indent = 46 * sheet.unit
    for text, at, px in _rows(sheet, slide.lines, top, sheet.line(0.86), sheet.width - indent):
        _dot(sheet, QPointF(sheet.left + 13 * sheet.unit, at + px * 0.64), 9.5 * sheet.unit, TEAL)
        sheet.put(text, at, INK, sheet.left + indent)


def paint_steps(sheet: Sheet, slide: Slide) -> None:
    """Numbers on a thread, above a sea that climbs."""
    paint_sea(sheet.painter, sheet.rect, sheet.unit, 0.1, rising)
    top = sheet.paint_head(slide.title, _TITLE_ROOM)
    indent, radius = 78 * sheet.unit, 26 * sheet.unit
    rows = _rows(sheet, slide.lines, top, sheet.line(0.86), sheet.width - indent)
    centers = [QPointF(sheet.left + radius, at + px * 0.62) for _, at, px in rows]
    sheet.painter.setPen(QPen(QColor(SEA[1]), 5 * sheet.unit))
    sheet.painter.drawPolyline(centers)
    for number, ((text, at, _), center) in enumerate(zip(rows, centers, strict=True), 1):
        _dot(sheet, center, radius, TEAL)
        sheet.painter.setPen(QColor(ON_TEAL))
        sheet.painter.setFont(face(NUMBER.largest * sheet.unit, NUMBER))
        box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        sheet.painter.drawText(box, Qt.AlignmentFlag.AlignCenter.value, str(number))
        sheet.put(text, at, INK, sheet.left + indent)


def paint_compare(sheet: Sheet, slide: Slide) -> None:
    """Two cards side by side over waves that come to rest."""
    paint_sea(sheet.painter, sheet.rect, sheet.unit, 0.12, settling)
    top = sheet.paint_head(slide.title, 0.2)
    columns = slide.columns or (SlideColumn("", slide.lines),)
    gap, padding = 28 * sheet.unit, 34 * sheet.unit
    width = (sheet.width - gap * (len(columns) - 1)) / len(columns)
    room = QRectF(0, 0, width - 2 * padding, sheet.line(0.9) - top)
    heading_px, line_px = _column_sizes(sheet, columns, room, padding)
    tallest = max(_column_height(sheet, column, room, heading_px, line_px) for column in columns)
    for number, column in enumerate(columns):
        card = QRectF(sheet.left + number * (width + gap), top, width, min(room.height(), tallest + 1.7 * padding))
        ink = CLAY if number == 0 and len(columns) > 1 else TEAL_INK
        _paint_column(sheet, column, card, padding, (heading_px, line_px), ink)


def _rows(
    sheet: Sheet, lines: tuple[str, ...], top: float, bottom: float, width: float
) -> list[tuple[SetText, float, float]]:
    """Each line with its height on the sheet and the size of its letters, all alike, with air shared between them."""
    if not lines:
        return []
    px = fitted_size([(line, width) for line in lines], LINE, sheet.unit, bottom - top, _GAP)
    texts = [set_text(line, LINE, px, width) for line in lines]
    free = bottom - top - sum(text.height for text in texts)
    gap = min(free / (len(texts) + 0.6), px * 1.0) if len(texts) > 1 else 0.0
    rows = []
    top += max(0.0, free - gap * (len(texts) - 1)) * 0.25
    for text in texts:
        rows.append((text, top, px))
        top += text.height + gap
    return rows


def _column_sizes(sheet: Sheet, columns: tuple[SlideColumn, ...], room: QRectF, padding: float) -> tuple[float, float]:
    """Sizes of headings and of points at which the fuller column fits."""
    heading = min(
        fitted_size([(column.heading, room.width())], COLUMN_HEADING, sheet.unit, 60 * sheet.unit) for column in columns
    )
    height = room.height() - 2 * padding - heading * 1.7
    indent = 34 * sheet.unit
    line = min(
        fitted_size([(point, room.width() - indent) for point in column.points], COLUMN_LINE, sheet.unit, height, 0.5)
        for column in columns
    )
    return heading, line


def _column_height(sheet: Sheet, column: SlideColumn, room: QRectF, heading_px: float, line_px: float) -> float:
    heading = set_text(column.heading, COLUMN_HEADING, heading_px, room.width()).height
    width = room.width() - 34 * sheet.unit
    points = sum(set_text(point, COLUMN_LINE, line_px, width).height + line_px * 0.5 for point in column.points)
    return heading + heading_px * 0.5 + points


def _paint_column(
    sheet: Sheet, column: SlideColumn, card: QRectF, padding: float, sizes: tuple[float, float], ink: str
) -> None:
    painter, unit = sheet.painter, sheet.unit
    painter.setPen(QPen(QColor(CARD_EDGE), max(1.0, 1.5 * unit)))
    painter.setBrush(QColor(CARD))
    painter.drawRoundedRect(card, 20 * unit, 20 * unit)
    left, width = card.left() + padding, card.width() - 2 * padding
    heading = set_text(column.heading, COLUMN_HEADING, sizes[0], width)
    top = sheet.put(heading, card.top() + padding * 0.8, ink, left) + sizes[0] * 0.5
    indent = 34 * unit
    for point in column.points:
        _dot(sheet, QPointF(left + 9 * unit, top + sizes[1] * 0.65), 7 * unit, ink)
        top = sheet.put(set_text(point, COLUMN_LINE, sizes[1], width - indent), top, INK, left + indent)
        top += sizes[1] * 0.5


def _dot(sheet: Sheet, center: QPointF, radius: float, tone: str) -> None:
    sheet.painter.setPen(Qt.PenStyle.NoPen)
    sheet.painter.setBrush(QColor(tone))
    sheet.painter.drawEllipse(center, radius, radius)
