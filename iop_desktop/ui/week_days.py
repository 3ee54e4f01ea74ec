"""The days of the week as a row of switches."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from iop_desktop.rules.day_names import DAYS
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.layouts import row


class WeekDays(QWidget):
    """Any number of days may be taken; Monday is 0."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days = [self._switch(name) for name in DAYS]
        self.setLayout(row(*self._days, None, spacing=6))
        self.setFocusProxy(self._days[0])

    def days(self) -> tuple[int, ...]:
        """The days taken."""
        return tuple(number for number, switch in enumerate(self._days) if switch.isChecked())

    def set_days(self, days: Iterable[int]) -> None:
        """Take these days and no others."""
        wanted = set(days)
        for number, switch in enumerate(self._days):
            switch.setChecked(number in wanted)

    def _switch(self, name: str) -> QPushButton:
        made = QPushButton(name[:3])
        made.setProperty("kind", "segment")
        made.setCheckable(True)
        use_font(made, 13, 500)
        made.setAccessibleName(f"{name}s")
        made.toggled.connect(lambda _on: self.changed.emit())
        return made
