"""Coverage of a group: members by lessons, and what today's roster would gain most from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from iop_desktop.rules.coverage import Suggestion
from iop_desktop.services.coverage import Coverage
from iop_desktop.ui.curriculum.coverage_header import ModuleHeader
from iop_desktop.ui.curriculum.coverage_model import CoverageModel
from iop_desktop.ui.fonts import font
from iop_desktop.ui.layouts import column, empty, holder, row
from iop_desktop.ui.painting import CENTER, draw_text, fill_rounded, smooth
from iop_desktop.ui.theme import Theme, color
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.text import section

Index = QModelIndex | QPersistentModelIndex
CELL_WIDTH, CELL_HEIGHT, NAMES_WIDTH, COMPACT_NAMES_WIDTH = 21, 27, 226, 190
SHOWN_SUGGESTIONS, SHOWN_COMPACT, TITLE_WIDTH = 3, 1, 260


class _Delegate(QStyledItemDelegate):
    """A filled square for a lesson that was had, a number in it when more than once, a dot for a gap.

    The few cells that differ are painted once and copied: a matrix has two thousand of them.
    """

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self._stamps: dict[tuple[int, int, int, float], QPixmap] = {}
        Theme.current().changed.connect(self._stamps.clear)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        assert isinstance(view, QTableView)
        rect = option.rect
        painter.drawPixmap(rect.topLeft(), self._stamp(_times(view, index), rect.size(), view.devicePixelRatioF()))
        if view.hasFocus() and view.currentIndex() == index:
            painter.save()
            smooth(painter)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 4, 4)
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(CELL_WIDTH, CELL_HEIGHT)

    def _stamp(self, times: int, size: QSize, ratio: float) -> QPixmap:
        key = (times, size.width(), size.height(), ratio)
        if key not in self._stamps:
            self._stamps[key] = _painted_cell(times, size, ratio)
        return self._stamps[key]


def _times(view: QTableView, index: Index) -> int:
    model = view.model()
    assert isinstance(model, CoverageModel)
    return model.times(index.row(), index.column())


def _painted_cell(times: int, size: QSize, ratio: float) -> QPixmap:
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(color("surface"))
    painter = smooth(QPainter(picture))
    middle, side = QRectF(0, 0, size.width(), size.height()).center(), min(size.width(), size.height()) - 4
    box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    if times:
        fill_rounded(painter, box, color("accent_soft" if times == 1 else "accent"), 4)
        ink = color("accent_text" if times == 1 else "on_accent")
        draw_text(painter, box, "✓" if times == 1 else str(times), font(11, 600), ink, CENTER)
    else:
        fill_rounded(painter, QRectF(middle.x() - 1.5, middle.y() - 1.5, 3, 3), color("text3"), 1.5)
    painter.end()
    return picture


class CoverageView(QWidget):
    """Signals carry ids: a group, a lesson for today's session, a lesson to read."""

    group_chosen = Signal(UUID)
    lesson_chosen = Signal(UUID)
    lesson_opened = Signal(UUID)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self.groups = QComboBox()
        self.groups.setAccessibleName("Group")
        self.groups.setMinimumWidth(300)
        self.model = CoverageModel(self)
        self.table = QTableView()
        self.told = ElidedLabel("", 13, ink="text2")
        self._suggested = holder(column(spacing=6))
        self._build()
        self.groups.activated.connect(lambda place: self.group_chosen.emit(self.groups.itemData(place)))
        self.table.selectionModel().currentChanged.connect(self._moved)
        self.table.activated.connect(self._open)

    def _build(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(_Delegate(table))
        table.setHorizontalHeader(ModuleHeader(table))
        table.setAccessibleName("Members and the lessons they have had")
        table.setShowGrid(False)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setMinimumSectionSize(CELL_WIDTH)
        table.horizontalHeader().setDefaultSectionSize(CELL_WIDTH)
        names = table.verticalHeader()
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultSectionSize(CELL_HEIGHT)
        names.setFixedWidth(NAMES_WIDTH)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setAccessibleName("Members")
        legend = ElidedLabel(
            "✓ once   2 more than once   · not yet   Number beside a name: lessons had", 12, ink="text2"
        )
        self.suggestions = Card(section("Serves today's roster best"), self._suggested, padding=14, spacing=8)
        matrix = Card(table, row(self.told, margins=(12, 6, 12, 8)), padding=1, spacing=0)
        matrix.body.setStretchFactor(table, 1)
        body = column(row(self.groups, None, legend), self.suggestions, matrix, spacing=10)
        body.setStretch(2, 1)
        self.setLayout(body)
        self.suggestions.hide()

    def set_compact(self, compact: bool) -> None:
        """Leave room for the matrix on a small screen."""
        self._compact = compact
        self.table.verticalHeader().setFixedWidth(COMPACT_NAMES_WIDTH if compact else NAMES_WIDTH)

    def show_groups(self, groups: Sequence[tuple[UUID, str]], chosen: UUID | None) -> UUID | None:
        """Offer these groups and return the one that is chosen; the first when none was."""
        self.groups.clear()
        for group_id, name in groups:
            self.groups.addItem(name, group_id)
        place = next((n for n, (group_id, _) in enumerate(groups) if group_id == chosen), 0 if groups else -1)
        self.groups.setCurrentIndex(place)
        return groups[place][0] if groups else None

    def show_coverage(self, coverage: Coverage) -> None:
        """Show a matrix; one goes on standing where one stood."""
        place = self.table.currentIndex()
        self.model.show(coverage)
        if coverage.members and coverage.lessons:
            wanted = self.model.index(
                max(0, min(place.row(), len(coverage.members) - 1)),
                max(0, min(place.column(), len(coverage.lessons) - 1)),
            )
            self.table.setCurrentIndex(wanted)
            self._moved(wanted)
        else:
            self.told.set_text("Nobody is in this group today, or no lessons are here.")

    def show_suggestions(self, found: Sequence[Suggestion], can_choose: bool) -> None:
        """Show which lessons serve today's session; nothing when there is none."""
        layout = self._suggested.layout()
        assert layout is not None
        empty(layout)
        for number, each in enumerate(found[: SHOWN_COMPACT if self._compact else SHOWN_SUGGESTIONS]):
            layout.addWidget(self._suggestion(each, can_choose, first=not number))
        self.suggestions.setVisible(bool(found))

    def _suggestion(self, each: Suggestion, can_choose: bool, *, first: bool) -> QWidget:
        choose = button(
            "Choose for today" if first else "Choose", "primary" if first else "", clicked=partial(self._choose, each)
        )
        choose.setAccessibleName(f"Choose {each.title} for today")
        choose.setVisible(can_choose)
        title = ElidedLabel(each.title, 14 if first else 13, 600 if first else 500)
        title.setFixedWidth(TITLE_WIDTH)
        why = ElidedLabel(each.sentence, 12, ink="text2")
        line = row(title, why, choose, spacing=12)
        line.setStretch(1, 1)
        return holder(line)

    def _choose(self, each: Suggestion) -> None:
        self.lesson_chosen.emit(each.lesson_id)

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.told.set_text(self.model.told(index.row(), index.column()))

    def _open(self, index: QModelIndex) -> None:
        lesson = self.model.lesson(index.column())
        if lesson is not None:
            self.lesson_opened.emit(lesson.lesson_id)
