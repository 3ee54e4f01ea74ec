"""A supervisor's remarks, each with the passage it is about; pressing one leads to where it was written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iop_desktop.services.note_history import RemarkRow
from iop_desktop.ui.layouts import column, empty, holder
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.task_row import TaskRow
from iop_desktop.ui.widgets.text import muted

LONGEST, ON_ONE_LINE = 90, 60


class RemarkList(QWidget):
    """``asked`` carries a ``RemarkRow``."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.buttons: list[TaskRow] = []

    def show_remarks(self, remarks: Sequence[RemarkRow], note: str = "") -> None:
        """Show these remarks; ``note`` is said below where one is about what nobody can change any more."""
        empty(self._rows)
        self.buttons = [self._button(remark) for remark in remarks]
        for made, remark in zip(self.buttons, remarks, strict=True):
            self._rows.addWidget(made)
            if len(remark.comment) > ON_ONE_LINE:
                self._rows.addWidget(holder(column(muted(remark.comment, wrap=True), margins=(50, 0, 12, 4))))
        if note:
            self._rows.addWidget(muted(note, wrap=True))
        self.setVisible(bool(remarks))

    def _button(self, remark: RemarkRow) -> TaskRow:
        made = TaskRow("message-square", "warn", remark.comment, f"{remark.section}: “{shortened(remark.passage)}”")
        made.setToolTip(plain_tip(remark.comment))
        made.clicked.connect(lambda _=False: self.asked.emit(remark))
        return made


def shortened(text: str) -> str:
    """The first words of a passage."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
