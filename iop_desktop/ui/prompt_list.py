"""What was noted in the group, to be put into the text by a key; nothing goes in by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from iop_desktop.services.note_views import Seen
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.widgets.plain_tip import plain_tip

MOST_ROWS = 3


class PromptList(QListWidget):
    """``taken`` carries the fact of the row that was chosen by Enter, its digit, or a double click."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: tuple[Seen, ...] = ()
        self.setAccessibleName("Noted in group")
        self.setObjectName("prompts")
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        use_font(self, 13)
        self.itemDoubleClicked.connect(lambda item: self._take(self.row(item)))

    def show_seen(self, seen: tuple[Seen, ...]) -> None:
        """Show what was noted of a member; the list is as high as it needs to be."""
        if seen != self._seen or not self.count():
            self._seen = seen
            self.clear()
            for number, each in enumerate(seen, start=1):
                QListWidgetItem(f"{number}   {each.words}", self).setToolTip(plain_tip(each.words))
        self.setFixedHeight(min(len(seen), MOST_ROWS) * max(1, self.sizeHintForRow(0)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setCurrentRow(max(0, self.currentRow()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCurrentRow(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.currentRow())
        elif digit.isascii() and digit.isdigit():
            self._take(int(digit) - 1)
        else:
            super().keyPressEvent(event)

    def _take(self, place: int) -> None:
        if 0 <= place < len(self._seen):
            self.taken.emit(self._seen[place].fact)
