"""The roster beside a lesson: the group page's own table with its keys, and a line for what they ask."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.services.room_views import AttendanceRow
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.roster_quick_field import QuickField, answers_for
from iop_desktop.ui.roster_table import RosterTable
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import label, muted

_TIMES = {"time_in": "Time in, such as 9:10", "time_out": "Time out, such as 11:40"}
_LONGEST = 300


class LineField(QuickField):
    """A field of the roster below the table; ``left`` says that nothing shall be kept."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class RunnerRoster(Card):
    """Holds the table while a lesson is given. What is written goes the table's own way to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self._table: RosterTable | None = None
        self._line: LineField | None = None
        self.add(row(label("Roster", 13, 600), None, muted("Ctrl+R"), margins=(14, 10, 12, 6)))
        self._place = column(spacing=0)
        self.body.addLayout(self._place, 1)
        self._foot = column(spacing=0, margins=(8, 0, 8, 4))
        self.body.addLayout(self._foot)

    def borrow(self, table: RosterTable) -> None:
        """Take the table in."""
        self._table = table
        table.set_narrow(True)
        table.line_asked.connect(self._ask)
        self._place.addWidget(table)

    def give_back(self) -> RosterTable | None:
        """Let the table go, as wide as it was."""
        table, self._table = self._table, None
        if table is not None:
            table.line_asked.disconnect(self._ask)
            table.set_narrow(False)
            self._close()
        return table

    def has_keyboard(self) -> bool:
        """Whether keys go to the roster or to its line."""
        in_line = self._line is not None and self._line.hasFocus()
        return in_line or (self._table is not None and self._table.hasFocus())

    def _ask(self, field: str, text: str) -> None:
        """Open the line for one field of the member one stands on: an observation or reason, a caller, a time."""
        found = self._table.current_row if self._table is not None else None
        if found is None:
            return
        self._close()
        line = _line_for(field, text, found, self)
        line.returnPressed.connect(lambda: self._write(found, field, text, line.text().strip()))
        line.picked.connect(lambda place: self._pick(found, field, place))
        line.left.connect(self._leave)
        self._line = line
        self._foot.addWidget(line)
        line.show()
        line.setFocus()

    def _write(self, found: AttendanceRow, field: str, before: str, text: str) -> None:
        table = self._table
        self._leave()
        if table is not None and (field == "out" or text != before):
            table.edited.emit(found.client_id, field, text)

    def _pick(self, found: AttendanceRow, field: str, place: int) -> None:
        table = self._table
        self._leave()
        if table is not None:
            table.picked.emit(found.client_id, field, place)

    def _leave(self) -> None:
        """Close the line and go back to the table."""
        if self._table is not None:
            self._table.setFocus()
        self._close()

    def _close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.hide()
            line.deleteLater()


def _line_for(field: str, text: str, found: AttendanceRow, parent: QWidget) -> LineField:
    """A line that says what is asked of whom; what stands already is in it."""
    question, answers = (_TIMES[field], ()) if field in _TIMES else answers_for(field, found)
    line = LineField(question, answers, parent)
    line.setPlaceholderText(f"{found.name.split()[0]}: {question}")
    line.setMaxLength(_LONGEST)
    line.setText(text)
    line.selectAll()
    return line
