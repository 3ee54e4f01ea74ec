"""The first thing one sees on a machine that holds no clinic."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from iop_desktop.ui.announce import announce
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.choice_card import ChoiceCard
from iop_desktop.ui.widgets.text import heading, label


class WelcomePage(QWidget):
    """Set up a clinic, look at the demo clinic first, or bring a clinic back from a backup."""

    set_up_requested = Signal()
    demo_requested = Signal()
    restore_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.set_up = ChoiceCard(
            "clipboard-list",
            "Set up a clinic",
            "Create this clinic's encrypted records on this computer. You will need a name, an address "
            "and a pass phrase that only you know. About three minutes.",
        )
        self.demo = ChoiceCard(
            "sparkles",
            "Look at the demo clinic",
            "Invented people, three groups and eight weeks of history, to try everything without risk. "
            "It can be removed at any time.",
        )
        self.set_up.clicked.connect(self.set_up_requested)
        self.demo.clicked.connect(self.demo_requested)
        self.restore = button("Restore a backup…", "link", "history", clicked=self.restore_requested.emit)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress")
        self.message = label("", 13, role="muted", wrap=True)
        self._fill()
        self.setFocusProxy(self.set_up)

    def set_busy(self, sentence: str) -> None:
        """Say what is being done; an empty sentence makes the choices available again."""
        busy = bool(sentence)
        self.set_up.setEnabled(not busy)
        self.demo.setEnabled(not busy)
        self.restore.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        self._say(sentence, "muted")

    def set_progress(self, done: int, whole: int, sentence: str = "") -> None:
        """How far the work is."""
        self.progress.setRange(0, whole)
        self.progress.setValue(done)
        if sentence:
            self._say(sentence, "muted")

    def show_error(self, sentence: str) -> None:
        """Say what went wrong and offer the choices again."""
        self.set_busy("")
        self._say(sentence, "error")

    def _say(self, sentence: str, role: str) -> None:
        self.message.setProperty("role", role)
        self.message.style().polish(self.message)
        self.message.setText(sentence)
        if sentence:
            announce(self.message, sentence, urgent=role == "error")

    def _fill(self) -> None:
        intro = "Group treatment records, kept offline and encrypted on this computer."
        title = heading("Welcome to IOP Desktop", 28)
        words = label(intro, 15, role="muted", wrap=True)
        for centered in (title, words, self.message):
            centered.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress.hide()
        self.message.setMinimumHeight(40)
        block = holder(
            column(
                title,
                words,
                16,
                row(self.set_up, self.demo, spacing=16),
                row(None, self.restore, None),
                8,
                self.progress,
                self.message,
                spacing=10,
            )
        )
        block.setFixedWidth(680)
        self.setLayout(column(None, row(None, block, None), None))
