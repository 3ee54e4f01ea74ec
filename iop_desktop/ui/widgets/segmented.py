"""A row of choices of which at most one is taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from iop_desktop.ui.fonts import use_font


class Segmented(QWidget):
    """Exclusive choices; nothing is preselected.

    Digits choose while the keyboard is inside; Delete takes the choice back. ``chosen`` carries
    the value, or an empty string when it was taken back; it is not sent by ``set_value``.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """``choices`` are (value, what people read)."""
        super().__init__(parent)
        self._values = tuple(value for value, _ in choices)
        self._name = name
        self._group = QButtonGroup(self)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for number, (_, text) in enumerate(choices):
            layout.addWidget(self._segment(number, text))
        layout.addStretch(1)
        self._group.idClicked.connect(self._clicked)
        if choices:
            self.setFocusProxy(self._group.button(0))

    def value(self) -> str | None:
        """The value taken, or None."""
        number = self._group.checkedId()
        return None if number < 0 else self._values[number]

    def set_value(self, value: str | None) -> None:
        """Show ``value`` as taken (None or an unknown value: nothing)."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
            return
        self._group.setExclusive(False)
        for segment in self._group.buttons():
            segment.setChecked(False)
        self._group.setExclusive(True)

    def choose(self, number: int) -> bool:
        """Take choice ``number`` counted from 1, as a click would; False if there is none."""
        if not self.isEnabled() or not 1 <= number <= len(self._values):
            return False
        self._group.button(number - 1).click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isascii() and digit.isdigit() and self.choose(int(digit)):
            self._group.button(int(digit) - 1).setFocus()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_value(None)
            self.chosen.emit("")
        else:
            super().keyPressEvent(event)

    def _segment(self, number: int, text: str) -> QPushButton:
        segment = QPushButton(text.replace("&", "&&"))
        segment.setProperty("kind", "segment")
        segment.setCheckable(True)
        use_font(segment, 13, 500)
        segment.setAccessibleName(f"{self._name}: {text}")
        segment.setToolTip(f"Key {number + 1}" if number < 9 else "")
        self._group.addButton(segment, number)
        return segment

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._values[number])
