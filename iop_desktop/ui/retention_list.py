"""The list of charts and their days, by record number and initials."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.retention import ChartStanding
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.grid_view import FadingModel, GridView
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.widgets.text import muted

WIDTHS = (120, 80, 160, 160, 190)
LETTERS = "HYPC"
NOTHING = "No chart is here."
COLUMNS = (
    Column[RetentionRow]("Record", lambda r: r.record_number),
    Column[RetentionRow]("Initials", lambda r: r.initials),
    Column[RetentionRow]("Discharged", lambda r: long_date(r.discharged_on) if r.discharged_on else "", "not yet"),
    Column[RetentionRow]("Keep through", lambda r: long_date(r.kept_until) if r.kept_until else "", "no day yet"),
    Column[RetentionRow]("Standing", lambda r: r.standing.label),
    Column[RetentionRow]("Decided", lambda r: r.detail, "nothing", tooltip=lambda r: r.detail),
)
_FADED = frozenset({ChartStanding.IN_TREATMENT, ChartStanding.KEPT})


class RetentionList(QWidget):
    """All charts, or those with one standing. ``chosen_changed`` is sent when one may stand on another chart."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RetentionRow, ...] = ()
        self.shown, self.count = QComboBox(), muted("")
        self.shown.setAccessibleName("Charts shown")
        self.shown.addItem("All charts")
        for each in ChartStanding:
            self.shown.addItem(each.label)
        self.shown.setMinimumWidth(200)
        self.model = FadingModel(COLUMNS, lambda found: found.standing in _FADED, parent=self)
        self.table = GridView("Charts and until when they are kept", self.model, LETTERS, WIDTHS, spare=(1,))
        say_when_empty(self.table, NOTHING)
        self.shown.currentIndexChanged.connect(lambda _number: self._show())
        self.setLayout(column(row(self.shown, self.count, None), self.table, spacing=10))

    @property
    def chosen(self) -> RetentionRow | None:
        """The chart one stands on."""
        return self.model.row_at(self.table.currentIndex())

    def show_rows(self, rows: tuple[RetentionRow, ...]) -> None:
        """Show other rows; one goes on standing on the same line."""
        self._rows = rows
        self._show()

    def _show(self) -> None:
        wanted = self.shown.currentIndex() - 1
        standing = tuple(ChartStanding)[wanted] if wanted >= 0 else None
        rows = [found for found in self._rows if standing in {None, found.standing}]
        place = max(self.table.currentIndex().row(), 0)
        self.model.set_rows(rows)
        self.table.go_to(place)
        self.count.setText(count_of(len(rows), "chart"))
        # As many charts as before leave one on the same line, though on another chart: the table says nothing then.
        self.chosen_changed.emit()
