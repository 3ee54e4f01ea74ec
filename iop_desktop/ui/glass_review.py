"""Charts that were opened from outside: for supervisors and administrators, each to be reviewed by somebody else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.break_glass import GlassVerdict
from iop_desktop.services.break_glass import BreakGlassService
from iop_desktop.services.glass_views import GlassRow
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

HINT = (
    "Who opened a chart outside their groups and cases, and why. Somebody else says whether it was justified; ask the "
    "person where the reason is not clear."
)
_WIDTHS, _OPEN_FOR = (135, 95, 120, 120, 120, 200), 1
_CHOOSE = "Choose what the review found."
_OWN = "You opened this one: somebody else reviews it."


def _state(row: GlassRow) -> str:
    if row.verdict is None:
        return "To be reviewed"
    return f"{row.verdict.label}, {row.reviewed_by}" + (f": {row.comment}" if row.comment else "")


COLUMNS = (
    Column[GlassRow]("When", lambda r: r.when),
    Column[GlassRow]("Open for", lambda r: r.lasted),
    Column[GlassRow]("Person", lambda r: r.person),
    Column[GlassRow]("Client", lambda r: r.client),
    Column[GlassRow]("Why", lambda r: r.kind.label),
    Column[GlassRow]("Reason", lambda r: r.reason),
    Column[GlassRow]("Review", _state),
)


class VerdictDialog(FormDialog):
    """``confirmed`` carries a verdict and the comment."""

    confirmed = Signal(object, str)

    def __init__(self, opening: GlassRow, parent: QWidget) -> None:
        super().__init__("Review this opening", "Keep the review", parent)
        self.verdict = QComboBox()
        self.verdict.addItem("Choose…", None)
        for verdict in GlassVerdict:
            self.verdict.addItem(verdict.label, verdict)
        self.comment = TextField("Comment")
        self.comment.setMinimumHeight(72)
        self.fill(
            muted(f"{opening.person}, {opening.when}. {opening.kind.label}: {opening.reason}", 13, wrap=True),
            FormRow("Was it justified?", self.verdict),
            FormRow("Comment", self.comment, "Needed when it was not justified. It is kept and never changed."),
        )
        self.verdict.setFocus()

    def confirm(self) -> None:
        """Hand over the verdict."""
        verdict = self.verdict.currentData()
        if verdict is None:
            self.show_error(_CHOOSE)
            return
        self.ok.setEnabled(False)
        self.confirmed.emit(GlassVerdict(verdict), self.comment.toPlainText())


class GlassReview(QWidget):
    """Read when it is opened and when something changed. Return on a row opens its review."""

    def __init__(self, glass: BreakGlassService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glass, self._tasks = glass, tasks
        self.state, self.last, self.why_not = Chip("", "neutral"), label("", 15, 600), muted("")
        self.review = button("Review…", "primary", "clipboard-check", clicked=self._ask)
        self._model = RowsModel(COLUMNS, self)
        self.table = FittedTable("Charts opened from outside", self._model, _WIDTHS, spare=(_OPEN_FOR,))
        say_when_empty(self.table, "No chart was opened from outside.")
        self.table.selectionModel().currentChanged.connect(lambda *_: self._allow())
        self.table.activated.connect(lambda _index: self._ask())
        body = column(
            muted(HINT, wrap=True),
            row(self.last, self.state, None, self.why_not, self.review),
            self.table,
            spacing=10,
            margins=(16, 12, 16, 12),
        )
        body.setStretch(2, 1)
        self.setLayout(body)
        self.review.setEnabled(False)

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.run(self, self._glass.rows, done=self._show)

    def _show(self, rows: tuple[GlassRow, ...]) -> None:
        self._model.set_rows(rows)
        waiting = sum(row.verdict is None for row in rows)
        self.last.setText(count_of(len(rows), "opening"))
        tone, icon_name = ("warn", "triangle-alert") if waiting else ("ok", "circle-check")
        self.state.set_text(f"{waiting} to be reviewed" if waiting else "All reviewed", tone, icon_name)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._allow()

    def _current(self) -> GlassRow | None:
        return self._model.row_at(self.table.currentIndex())

    def _allow(self) -> None:
        opening = self._current()
        self.review.setEnabled(opening is not None and opening.may_review)
        waits = opening is not None and opening.verdict is None and not opening.may_review
        self.why_not.setText(_OWN if waits else "")

    def _ask(self) -> None:
        opening = self._current()
        if opening is None or not opening.may_review:
            return
        dialog = VerdictDialog(opening, self)
        key = opening.access_id
        keep_words(dialog, f"verdict:{key}")
        dialog.confirmed.connect(
            lambda verdict, comment: run_for(dialog, self._tasks, lambda: self._glass.review(key, verdict, comment))
        )
        dialog.finished.connect(lambda _result: self.refresh())
        dialog.open()
