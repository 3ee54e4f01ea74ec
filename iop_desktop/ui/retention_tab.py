"""Settings: until when charts are kept, which are held, and which may go."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.retention import ChartStanding, RetentionPolicy
from iop_desktop.services.retention import RetentionService
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.layouts import column, row, stretched
from iop_desktop.ui.retention_dialogs import HOLDING, LIFTING, PeriodDialog, ReasonDialog
from iop_desktop.ui.retention_list import RetentionList
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import muted

ONLY = "Only an administrator changes the period and holds charts."


class RetentionTab(QWidget):
    """Supervisors and administrators read it. In the list, H holds a chart or lifts the hold."""

    def __init__(self, retention: RetentionService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retention, self._tasks = retention, tasks
        self._may = retention.may_manage
        self._policy = RetentionPolicy()
        self._sentence = muted("", 13, wrap=True)
        self.period = button("Change period…", "", "clock", clicked=self._ask_period)
        self.hold = button("Hold…", "", "lock", clicked=self._ask_hold)
        self.list = RetentionList()
        self.list.table.acted.connect(self._act)
        self.list.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        tools = row(self.period, self.hold, muted("" if self._may else ONLY), None)
        body = column(self._sentence, tools, self.list, spacing=10, margins=(16, 16, 16, 16))
        self.setLayout(stretched(body, 2))
        self._look()

    def refresh(self) -> None:
        """Read the period and the charts again."""
        self._tasks.run(
            self, lambda: (self._retention.policy(), self._retention.rows()), done=lambda found: self._show(*found)
        )

    def _show(self, policy: RetentionPolicy, rows: tuple[RetentionRow, ...]) -> None:
        self._policy = policy
        self._sentence.setText(f"{policy.sentence} Source: {policy.source}")
        self.list.show_rows(rows)
        self._look()

    def _look(self) -> None:
        chosen = self.list.chosen
        held = chosen is not None and chosen.standing is ChartStanding.HELD
        self.hold.setText("Lift hold…" if held else "Hold…")
        self.hold.setEnabled(self._may and chosen is not None)
        self.period.setEnabled(self._may)

    def _act(self, key: str) -> None:
        if key == "H" and self.hold.isEnabled():
            self._ask_hold()

    def _ask_period(self) -> None:
        dialog = PeriodDialog(self._policy, self)
        dialog.confirmed.connect(lambda policy: run_for(dialog, self._tasks, lambda: self._retention.choose(policy)))
        dialog.open()

    def _ask_hold(self) -> None:
        chosen = self.list.chosen
        if chosen is None:
            return
        held, retention = chosen.standing is ChartStanding.HELD, self._retention
        number, change = chosen.record_number, retention.lift if held else retention.hold
        title = f"Lift the hold of record {number}" if held else f"Hold record {number}"
        dialog = ReasonDialog(title, "Lift hold" if held else "Hold", LIFTING if held else HOLDING, self)
        dialog.confirmed.connect(lambda reason: run_for(dialog, self._tasks, lambda: change(chosen.client_id, reason)))
        dialog.open()
