"""How far a long job is, in words and as a bar, and a button to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import muted


class ProgressRow(QWidget):
    """``stopped`` asks to stop. What is being done is spoken once, when it changes."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = muted("", 13)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.stop = button("Stop", "ghost", "x", clicked=self._ask_to_stop)
        line = row(self.bar, self.stop, spacing=12)
        line.setStretch(0, 1)
        self.setLayout(column(self.words, line, spacing=6))

    def begin(self, text: str) -> None:
        """Nothing is done yet."""
        self.stop.setEnabled(True)
        self.show_step(0, 0, text)

    def show_step(self, done: int, whole: int, text: str) -> None:
        """So much of the whole is done."""
        self.bar.setRange(0, whole)
        self.bar.setValue(done)
        if text and text != self.words.text():
            self.words.setText(text)
            announce(self, text)

    def _ask_to_stop(self) -> None:
        self.stop.setEnabled(False)
        self.words.setText("Stopping…")
        self.stopped.emit()
