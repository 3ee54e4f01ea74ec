"""The vault cannot be opened as it is: what happened, that nothing is lost, what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.widgets.text import muted


class TroublePage(QWidget):
    """``retry`` asks to look again, ``restore`` to bring the records back from a backup."""

    retry = Signal()
    restore = Signal()

    def __init__(self, sentence: str, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        state = EmptyState("triangle-alert", sentence, "Try again")
        state.acted.connect(self.retry)
        where = muted(f"The records are kept in {folder}", wrap=True)
        self.sentence = sentence
        self.restore_button = button("Restore a backup…", "", "history", clicked=self.restore.emit)
        self.setLayout(column(state, row(None, self.restore_button, None), where, margins=(40, 40, 40, 40)))
        self.setFocusProxy(state.action)
