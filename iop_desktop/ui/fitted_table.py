"""A table that uses the width it has: a column takes what its words need, and words that are cut have a tip."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QResizeEvent
from PySide6.QtWidgets import QTableView, QToolTip, QWidget

from iop_desktop.ui.table import RowsModel
from iop_desktop.ui.widgets.plain_tip import plain_tip

ROW_HEIGHT, LAST_LEAST, ROOM_AROUND, LOOKED_AT = 34, 120, 6, 50
Index = QModelIndex | QPersistentModelIndex


def shared(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit into ``room``: who wants little gets it, the others get the same, and nobody less than ``least``.

    Where even the least widths are too much together, those are what there is.
    """

    def at(level: int) -> list[int]:
        return [min(width, max(level, floor)) for width, floor in zip(wanted, least, strict=True)]

    level = bisect_right(range(max(wanted) + 1), room, key=lambda level: sum(at(level))) - 1
    return at(max(level, 0))


class FittedTable(QTableView):
    """Whole rows are chosen, one at a time; Tab leaves it. The last column takes the room that is left.

    ``widths`` are those of a roomy table, without the last column; ``spare`` are the columns that a narrow one does
    without, the least needed first.
    """

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        widths: Sequence[int],
        parent: QWidget | None = None,
        *,
        spare: Sequence[int] = (),
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Only the first rows are measured: a long log must not be read whole to be drawn.
        header.setResizeContentsPrecision(LOOKED_AT)
        self._widths, self._spare = tuple(widths[: model.columnCount() - 1]), tuple(spare)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit)
        model.modelReset.connect(self._fit)
        model.dataChanged.connect(lambda *_: self._later.start())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole) and self.is_cut(index):
                words = plain_tip(str(index.data(Qt.ItemDataRole.DisplayRole)))
                QToolTip.showText(event.globalPos(), words, self.viewport())
                return True
        return super().viewportEvent(event)

    def is_cut(self, index: Index) -> bool:
        """Whether the words of a cell lack the room to stand in it whole."""
        return self.sizeHintForIndex(index).width() > self.visualRect(index).width()

    def _fit(self) -> None:
        """Columns take what their words need; where the table is narrow, the spare ones go and the others share."""
        last, room = len(self._widths), self.viewport().width()
        for number in self._spare:
            # What is hidden has no size that could be asked for.
            self.setColumnHidden(number, False)
        wanted = [self._wanted(number) for number in range(last)]
        least = [self._least(number) for number in range(last)]
        end = min(self._wanted(last), max(LAST_LEAST, room // 2))
        end_least = min(end, LAST_LEAST)
        self._hide_spare([min(each) for each in zip(self._widths, wanted, strict=True)], room - end_least)
        shown = [number for number in range(last) if not self.isColumnHidden(number)]
        roomy = [max(self._widths[number], wanted[number]) for number in shown]
        widths = roomy if sum(roomy) + end <= room else [wanted[number] for number in shown]
        fitting = shared([*widths, end], [*(least[number] for number in shown), end_least], room)
        for number, width in zip(shown, fitting, strict=False):
            self.setColumnWidth(number, width)

    def _hide_spare(self, needed: list[int], room: int) -> None:
        for number in self._spare:
            hidden = sum(needed) > room
            self.setColumnHidden(number, hidden)
            needed[number] *= not hidden

    def _wanted(self, number: int) -> int:
        return max(self.sizeHintForColumn(number) + ROOM_AROUND, self._least(number))

    def _least(self, number: int) -> int:
        return self.horizontalHeader().sectionSizeHint(number)
