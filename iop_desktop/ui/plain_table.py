"""A quiet table of rows: one is chosen, nothing is edited, Tab leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QTableView

from iop_desktop.ui.table import RowsModel


def plain_table(name: str, model: RowsModel[Any], widths: Sequence[int] = (220, 170, 190, 90, 90)) -> QTableView:
    """The table; the last column takes the room that is left."""
    made = QTableView()
    made.setModel(model)
    made.setAccessibleName(name)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    for number, width in enumerate(widths[: model.columnCount() - 1]):
        made.setColumnWidth(number, width)
    return made
