"""The matrix of coverage as a model: a row for each member, a column for each lesson."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from iop_desktop.services.coverage import Coverage, CoveredLesson
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.widgets.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class CoverageModel(QAbstractTableModel):
    """Cells hold how often; their tooltips say when."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.coverage: Coverage | None = None

    def show(self, coverage: Coverage) -> None:
        """Show another matrix."""
        self.beginResetModel()
        self.coverage = coverage
        self.endResetModel()

    def lesson(self, column: int) -> CoveredLesson | None:
        """The lesson of a column."""
        return self.coverage.lessons[column] if self.coverage and 0 <= column < len(self.coverage.lessons) else None

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self.coverage is None else len(self.coverage.members)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self.coverage is None else len(self.coverage.lessons)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        coverage = self.coverage
        if coverage is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            member = coverage.members[section]
            return f"{member.name}  {member.had}" if role == Qt.ItemDataRole.DisplayRole else None
        lesson = coverage.lessons[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return lesson.code.rpartition("-")[2] or str(section + 1)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            said = f"{lesson.module}: {lesson.title}"
            return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        coverage = self.coverage
        if coverage is None or not self.hasIndex(index.row(), index.column()):
            return None
        days = coverage.members[index.row()].days[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(len(days)) if days else ""
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = self.told(index.row(), index.column())
            return plain_tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def times(self, row: int, column: int) -> int:
        """How often a member had a lesson."""
        return len(self.coverage.members[row].days[column]) if self.coverage else 0

    def told(self, row: int, column: int) -> str:
        """A cell in words."""
        coverage = self.coverage
        assert coverage is not None
        member, lesson = coverage.members[row], coverage.lessons[column]
        return f"{member.name}, {lesson.title}: {days_told(member.days[column])}"


def days_told(days: tuple[date, ...]) -> str:
    """When a lesson was had, in words."""
    if not days:
        return "not yet"
    told = ", ".join(month_day(day) for day in days)
    return told if len(days) == 1 else f"{len(days)} times: {told}"
