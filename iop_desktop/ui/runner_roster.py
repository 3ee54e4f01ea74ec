"""The roster beside a lesson: the group page's own table with its keys, and a line for a word about a member."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.roster_table import RosterTable
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import label, muted


class _NoteField(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.hide()
            event.accept()
        else:
            super().keyPressEvent(event)


class RunnerRoster(Card):
    """Holds the table while a lesson is given. What is written goes the table's own way to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=0, parent=parent)
        self._table: RosterTable | None = None
        self.note = _NoteField()
        self.note.setAccessibleName("Observation")
        self.note.setMaxLength(300)
        self.note.returnPressed.connect(self._write)
        self.note.hide()
        self.add(row(label("Roster", 13, 600), None, muted("Ctrl+R"), margins=(14, 10, 12, 6)))
        self._place = column(spacing=0)
        self.body.addLayout(self._place, 1)
        self.add(row(self.note, margins=(8, 4, 8, 8)))

    def borrow(self, table: RosterTable) -> None:
        """Take the table in."""
        self._table = table
        table.set_narrow(True)
        table.note_asked.connect(self._ask)
        self._place.addWidget(table)

    def give_back(self) -> RosterTable | None:
        """Let the table go, as wide as it was."""
        table, self._table = self._table, None
        if table is not None:
            table.note_asked.disconnect(self._ask)
            table.set_narrow(False)
            self.note.hide()
        return table

    def has_keyboard(self) -> bool:
        """Whether keys go to the roster or to its line."""
        return self.note.hasFocus() or (self._table is not None and self._table.hasFocus())

    def _ask(self) -> None:
        row = self._table.current_row if self._table is not None else None
        if row is not None:
            self.note.setPlaceholderText(f"A word about {row.name.split()[0]}, Enter to keep")
            self.note.setText(row.attendance.observation)
            self.note.show()
            self.note.setFocus()

    def _write(self) -> None:
        table = self._table
        row = table.current_row if table is not None else None
        if table is not None and row is not None:
            table.edited.emit(row.client_id, "note", self.note.text())
            self.note.hide()
            table.setFocus()
