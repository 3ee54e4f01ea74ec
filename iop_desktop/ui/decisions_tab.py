"""Settings: every decision by which somebody passed a gate before signing, for who supervises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from iop_desktop.services.gates import GateReportRow, GateService
from iop_desktop.services.wall_text import count_of, short_day
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.text import label, muted

HINT = (
    "Who kept a text that is like another note, and why; and who said that a word is not a name. These decisions are "
    "printed nowhere and can never be changed."
)
_AT_FIRST = timedelta(days=30)
_WIDTHS = (130, 170, 130, 260)
COLUMNS = (
    Column[GateReportRow]("Date", lambda r: short_day(r.on)),
    Column[GateReportRow]("Author", lambda r: r.author),
    Column[GateReportRow]("Gate", lambda r: r.gate.label),
    Column[GateReportRow]("Note", lambda r: r.about, tooltip=lambda r: f"Note {r.note_id}"),
    Column[GateReportRow]("Reason", lambda r: r.reason, "none needed", tooltip=lambda r: r.reason),
)


class DecisionsTab(QWidget):
    """The decisions from one day to another; the last thirty days at first."""

    def __init__(
        self, gates: GateService, tasks: Tasks, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gates, self._tasks = gates, tasks
        self.first, self.last = day_field(today() - _AT_FIRST), day_field(today())
        self.first.setAccessibleName("From")
        self.last.setAccessibleName("To")
        self.count = muted("")
        self._model = RowsModel(COLUMNS, self)
        self.table = FittedTable("Decisions before signing", self._model, _WIDTHS)
        say_when_empty(self.table, "Nothing was decided in these days.")
        for field in (self.first, self.last):
            field.dateChanged.connect(lambda _: self.refresh())
        days = row(label("From", 13), self.first, label("to", 13), self.last, self.count, None)
        self.setLayout(column(muted(HINT, wrap=True), days, self.table, spacing=10, margins=(16, 16, 16, 16)))

    def refresh(self) -> None:
        """Read the decisions of the chosen days."""
        first, last = day_in(self.first), day_in(self.last)
        self._tasks.run(self, lambda: self._gates.report(first, last), done=self._show)

    def _show(self, rows: tuple[GateReportRow, ...]) -> None:
        self._model.set_rows(rows)
        self.count.setText(count_of(len(rows), "decision"))
