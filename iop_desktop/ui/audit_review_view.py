"""The weekly review: what happened since the last one, the hours that count as night, and that it was looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.audit_review import NightHours
from iop_desktop.rules.day_names import long_date
from iop_desktop.services.audit_review import AuditReviewService
from iop_desktop.services.audit_views import ReviewItem, ReviewList
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import label, muted

HINT = (
    "For the privacy officer, once a week: failed unlocks, charts opened from outside, exports, packets, overrides, "
    "decisions before signing, notes entered in error, uses of the recovery kit, and work at night."
)
_WIDTHS = (190, 190, 160, 300)
COLUMNS = (
    Column[ReviewItem]("Why", lambda r: r.topic.label),
    Column[ReviewItem]("When", lambda r: r.when),
    Column[ReviewItem]("Person", lambda r: r.person),
    Column[ReviewItem]("What", lambda r: r.what),
    Column[ReviewItem]("About", lambda r: r.about, "nothing else"),
)


class AuditReviewView(QWidget):
    """Read when it is opened and when something changed; an administrator marks it as reviewed."""

    def __init__(
        self, reviews: AuditReviewService, tasks: Tasks, dialogs: Dialogs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reviews, self._tasks, self._dialogs = reviews, tasks, dialogs
        self._seen: ReviewList | None = None
        self.state, self.last = Chip("", "neutral"), label("", 15, 600)
        self.begins, self.ends = number_field(0, 23, 22), number_field(0, 23, 6)
        self.begins.setAccessibleName("Night begins at")
        self.ends.setAccessibleName("Night ends at")
        self.keep = button("Keep these hours", "ghost", clicked=self._keep_hours)
        self.done = button("Mark as reviewed", "primary", "clipboard-check", clicked=self._review)
        self._model = RowsModel(COLUMNS, self)
        self.table = FittedTable("Weekly review", self._model, _WIDTHS)
        say_when_empty(self.table, "Nothing that has to be looked at.")
        night = row(
            label("Night from", 13), self.begins, label("to", 13), self.ends, label("o'clock", 13), self.keep, None
        )
        body = column(
            muted(HINT, wrap=True),
            row(self.last, self.state, None, self.done),
            self.table,
            night,
            spacing=10,
            margins=(16, 12, 16, 12),
        )
        body.setStretch(2, 1)
        self.setLayout(body)
        for each in (self.done, self.keep):
            each.setEnabled(False)

    def refresh(self) -> None:
        """Read the list again; months without a review make it long."""
        self._tasks.run(self, self._reviews.list, done=self._show, lane="long")

    def _show(self, found: ReviewList) -> None:
        self._seen = found
        self._model.set_rows(found.items)
        lines = count_of(len(found.items), "line")
        if found.last_reviewed is None:
            self.last.setText(f"Never reviewed: {lines} of the last week")
        else:
            day = long_date(found.last_reviewed)
            self.last.setText(f"Last reviewed {day} by {found.reviewed_by}: {lines} since")
        tone, icon_name = ("warn", "triangle-alert") if found.due else ("ok", "circle-check")
        self.state.set_text("Due" if found.due else "Up to date", tone, icon_name)
        self.begins.setValue(found.hours.begins)
        self.ends.setValue(found.hours.ends)
        for each in (self.done, self.keep, self.begins, self.ends):
            each.setEnabled(found.may_review)

    def _review(self) -> None:
        seen = self._seen
        if seen is not None:
            self._tasks.run(self, lambda: self._reviews.mark_reviewed(seen), done=lambda _changes: self.refresh())

    def _keep_hours(self) -> None:
        hours = NightHours(self.begins.value(), self.ends.value())
        self._tasks.run(self, lambda: self._reviews.set_night(hours), done=lambda _changes: self.refresh())
