"""A field in a row of the roster with quick answers: a digit takes one, letters write something else."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from iop_desktop.rules.vocabulary import EXCUSES, AttendanceStatus
from iop_desktop.services.room_views import AttendanceRow
from iop_desktop.ui.layouts import row
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.text import label, muted

TAGS = ("shared", "quiet", "risk", "homework")
CALLERS = ("case manager", "nurse", "physician", "court or probation", "family")
REASONS = tuple(reason.label for reason in EXCUSES)
_GAP = 4


def answers_for(field: str, row_now: AttendanceRow) -> tuple[str, tuple[str, ...]]:
    """What the field asks and its quick answers, for one member."""
    if field == "out":
        return "Called out by whom?", CALLERS
    if row_now.status.attended or row_now.status is AttendanceStatus.UNMARKED:
        return "Quick observation", TAGS
    return "Reason", REASONS


class QuickField(QLineEdit):
    """``picked`` carries the place of a quick answer. A digit picks only while nothing is typed yet.

    A text that shall begin with a digit begins with a space.
    """

    picked = Signal(int)

    def __init__(self, question: str, answers: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._answers = answers
        self.setPlaceholderText(question)
        said = ", ".join(f"{_key_of(place)} {answer}" for place, answer in enumerate(answers))
        self.setAccessibleName(question)
        self.setAccessibleDescription(f"Press {said}; or write your own words." if answers else "")
        self._hint = _Hint(question, answers, parent.window())
        self.destroyed.connect(self._hint.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self._place_of(event.text())
        if place is None or (self.text() and self.selectedText() != self.text()):
            super().keyPressEvent(event)
        else:
            self.picked.emit(place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The view puts the field in its place after it has shown it.
        QTimer.singleShot(0, self, self._show_hint)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if isValid(self._hint):
            self._hint.hide()

    def _show_hint(self) -> None:
        if self._answers and self.isVisible() and isValid(self._hint):
            self._hint.put_beside(self)

    def _place_of(self, text: str) -> int | None:
        keys = [_key_of(place) for place in range(len(self._answers))]
        return keys.index(text) if text in keys else None


class _Hint(Card):
    """The quick answers with their digits, under the field or above it; takes neither keyboard nor mouse."""

    def __init__(self, question: str, answers: tuple[str, ...], parent: QWidget) -> None:
        rows = [row(KeyCap(_key_of(place)), label(answer, 13), None) for place, answer in enumerate(answers)]
        foot = muted("or your own words · Enter keeps · Esc closes")
        super().__init__(label(question, 12, 600, "muted"), *rows, foot, kind="raised", padding=12, spacing=5)
        self.setParent(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def put_beside(self, field: QWidget) -> None:
        """Show it under the field, or above it where there is no room below."""
        self.adjustSize()
        window = field.window()
        corner = field.mapTo(window, QPoint(0, field.height() + _GAP))
        if corner.y() + self.height() > window.height():
            corner = field.mapTo(window, QPoint(0, -self.height() - _GAP))
        self.move(max(0, min(corner.x(), window.width() - self.width() - _GAP)), max(0, corner.y()))
        self.show()
        self.raise_()


def _key_of(place: int) -> str:
    """The digit of a quick answer: 1 to 9, then 0."""
    return str((place + 1) % 10)
