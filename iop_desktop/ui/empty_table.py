"""What a table says while it has no rows."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView

from iop_desktop.ui.layouts import column
from iop_desktop.ui.widgets.text import muted


def say_when_empty(table: QTableView, sentence: str) -> None:
    """Show a sentence where the first row would be, until there is one."""
    words = muted(sentence, 13, wrap=True)
    table.viewport().setLayout(column(words, None, margins=(11, 10, 11, 0)))
    model, name = table.model(), table.accessibleName()

    def look() -> None:
        empty = model.rowCount() == 0
        words.setVisible(empty)
        table.setAccessibleName(f"{name}. {sentence}" if empty else name)

    for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
        changed.connect(look)
    look()
