"""The goal of a note, chosen from the member's plan by its digit or from the list; none is chosen beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.services.note_views import GoalChoice

NO_GOAL = "Choose a goal of this member's plan"
NONE_ON_FILE = "No goal on file for this member"


class GoalBox(QComboBox):
    """``taken`` says that a goal was chosen by its digit and the author can go on."""

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Goal")
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    @property
    def goal_id(self) -> str:
        """The goal that is chosen, or ``""``."""
        return str(self.currentData() or "")

    def show_goals(self, goals: Sequence[GoalChoice], chosen: str, *, editable: bool) -> None:
        """Offer the goals of a plan; ``chosen`` is the one the note names."""
        self.clear()
        self.addItem(NO_GOAL if goals else NONE_ON_FILE, "")
        for number, goal in enumerate(goals, start=1):
            self.addItem(f"{number}   {goal.label}  {goal.text}", goal.goal_id)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setEnabled(editable and bool(goals))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isascii() and digit.isdigit() and 0 < int(digit) < self.count():
            self.setCurrentIndex(int(digit))
            self.taken.emit()
        else:
            super().keyPressEvent(event)
