"""How many are here, late, excused: letter, shape, color and number."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.layouts import row
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.status_chip import StatusChip
from iop_desktop.ui.widgets.text import label, muted

SHOWN = tuple(status for status in AttendanceStatus if status is not AttendanceStatus.UNMARKED)


class TallyCard(Card):
    """Only statuses that occur are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._line = muted("")
        self.add(row(label("Tally", 13, 600), None, self._line))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._cells = {status: (StatusChip(status), label("0", 13, 600, tabular=True)) for status in SHOWN}
        for chip, number in self._cells.values():
            chip.setParent(self)
            number.setParent(self)
        self.add(self._grid)
        self._words = muted("", wrap=True)
        self._words.hide()
        self.add(self._words)
        self._compact = False
        self._tally: dict[AttendanceStatus, int] = {}

    def set_compact(self, compact: bool) -> None:
        """The counts in words on a small screen."""
        self._compact = compact
        self.show_tally(self._tally)

    def show_tally(self, tally: dict[AttendanceStatus, int]) -> None:
        """Show the counts of one session."""
        self._tally = tally
        shown = [status for status in SHOWN if tally.get(status)]
        self._words.setText(" · ".join(f"{tally[status]} {status.label.lower()}" for status in shown))
        self._words.setVisible(self._compact and bool(shown))
        members, unmarked = sum(tally.values()), tally.get(AttendanceStatus.UNMARKED, 0)
        self._line.setText(f"All {members} marked" if not unmarked else f"{unmarked} of {members} not marked")
        for chip, number in self._cells.values():
            self._grid.removeWidget(chip)
            self._grid.removeWidget(number)
            chip.hide()
            number.hide()
        for place, status in enumerate(() if self._compact else shown):
            chip, number = self._cells[status]
            number.setText(str(tally[status]))
            self._grid.addWidget(chip, place // 2, place % 2 * 2)
            self._grid.addWidget(number, place // 2, place % 2 * 2 + 1)
            chip.show()
            number.show()
