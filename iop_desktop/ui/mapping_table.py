"""Which column of the file is which field; one choice for each column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from iop_desktop.rules.roster_fields import Field
from iop_desktop.services.roster_preview import Column
from iop_desktop.ui.widgets.elided_label import ElidedLabel

NOT_IMPORTED = "Not imported"


class MappingTable(QScrollArea):
    """``changed`` carries the whole mapping after a choice."""

    changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName("Columns of the file")
        self._boxes: dict[int, QComboBox] = {}
        self._headers: tuple[str, ...] = ()

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show the columns as they are mapped now."""
        headers = tuple(column.header for column in columns)
        if headers != self._headers:
            self._headers = headers
            self._build(columns)
        for column in columns:
            box = self._boxes[column.index]
            box.setCurrentIndex(max(0, box.findData(column.field)))

    def _build(self, columns: Sequence[Column]) -> None:
        grid, sheet = QGridLayout(), QWidget()
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setVerticalSpacing(6)
        self._boxes = {}
        for place, column in enumerate(columns):
            box = QComboBox()
            box.setAccessibleName(f"Column {column.header}")
            box.addItem(NOT_IMPORTED, None)
            for field in Field:
                box.addItem(field.label, field)
            box.activated.connect(lambda _, index=column.index: self._chosen(index))
            self._boxes[column.index] = box
            grid.addWidget(ElidedLabel(column.header or f"Column {column.index + 1}"), place // 2, place % 2 * 2)
            grid.addWidget(box, place // 2, place % 2 * 2 + 1)
        grid.setRowStretch(len(columns), 1)
        sheet.setLayout(grid)
        self.setWidget(sheet)

    def _chosen(self, index: int) -> None:
        """A field stands for one column only: the newest choice wins."""
        field = _field(self._boxes[index])
        mapping: dict[Field, int] = {}
        for place, box in self._boxes.items():
            chosen = _field(box)
            if chosen is not None and (place == index or chosen != field):
                mapping[chosen] = place
        self.changed.emit(mapping)


def _field(box: QComboBox) -> Field | None:
    """What is chosen; Qt keeps the bare text of a word."""
    chosen = box.currentData()
    return Field(chosen) if chosen is not None else None
