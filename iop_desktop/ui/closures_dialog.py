"""The days on which the clinic is closed: a list, one more, one taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.services.schedule_views import ClosureRow
from iop_desktop.services.wall_text import long_day
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.grid_view import GridView
from iop_desktop.ui.group_forms import ClosureDialog
from iop_desktop.ui.group_tab import GroupTools
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import heading, muted

COLUMNS = (
    Column[ClosureRow]("First day", lambda r: long_day(r.first_on)),
    Column[ClosureRow]("Last day", lambda r: long_day(r.last_on)),
    Column[ClosureRow]("Reason", lambda r: r.reason),
)


class ClosuresDialog(QDialog):
    """Everybody may look; administrators change."""

    def __init__(self, tools: GroupTools, may_change: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._tools = tools
        self.setWindowTitle("Clinic closures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 380)
        self._model = RowsModel(COLUMNS, self)
        self.table = GridView("Closures", self._model, "", (190, 190))
        self.add = button("Close the clinic…", "", "plus", clicked=self._add)
        self.remove = button("Take back", "", "undo-2", clicked=self._remove)
        self.close_button = button("Done", "primary", clicked=self.accept)
        self._who = "" if may_change else "Only an administrator closes the clinic for a day."
        self.words = muted(self._who)
        for each in (self.add, self.remove):
            each.setEnabled(may_change)
        body = column(
            heading("Clinic closures", 18),
            Card(self.table, padding=1, spacing=0),
            self.words,
            row(self.add, self.remove, None, self.close_button),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(1, 1)
        self.setLayout(body)
        self.table.setFocus()
        self._read()

    def _read(self) -> None:
        self._tools.tasks.run(self, self._tools.services.closures.rows, done=self._show)

    def _show(self, rows: tuple[ClosureRow, ...]) -> None:
        self._model.set_rows(rows)
        self.table.go_to(max(0, self.table.currentIndex().row()))
        nothing = "" if rows else "No day is closed."
        self.words.setText(" ".join(part for part in (nothing, self._who) if part))

    def _add(self) -> None:
        dialog, closures = ClosureDialog(self._tools.today(), self), self._tools.services.closures
        dialog.accepted.connect(self._read)
        dialog.confirmed.connect(
            lambda first, last, reason: run_for(dialog, self._tools.tasks, lambda: closures.add(first, last, reason))
        )
        dialog.open()

    def _remove(self) -> None:
        found = self._model.row_at(self.table.currentIndex())
        if found is not None:
            closures = self._tools.services.closures
            self._tools.tasks.run(self, lambda: closures.remove(found.closure_id), done=lambda _changes: self._read())
