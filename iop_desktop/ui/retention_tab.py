"""Settings: until when charts are kept, which are held, and which may go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.retention import ChartStanding, RetentionPolicy
from iop_desktop.services.bundle import Services
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.ui.archive_desk import ArchiveDesk
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.disposal_desk import DisposalDesk
from iop_desktop.ui.erasure_desk import ErasureDesk
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.kept_words import keep_words
from iop_desktop.ui.layouts import column, row, stretched
from iop_desktop.ui.retention_dialogs import HOLDING, LIFTING, ChartPeriodDialog, PeriodDialog, ReasonDialog
from iop_desktop.ui.retention_list import RetentionList
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

CLOSING = "When a program closes, its records go into one sealed, labelled file (42 CFR 2.19); the key is kept apart."
ONLY = "Only an administrator changes the period and holds charts."


class RetentionTab(QWidget):
    """Supervisors and administrators read it.

    In the list, H holds a chart or lifts the hold, Y gives it years of its own,
    P proposes to destroy it or withdraws that, C confirms.
    """

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        dialogs: Dialogs,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._retention, self._disposals, self._tasks = services.retention, services.disposals, tasks
        self.desk = DisposalDesk(services.disposals, tasks, dialogs, self)
        self.archives = ArchiveDesk(services.archives, tasks, dialogs, today, self)
        self.erasure = ErasureDesk(services.erasure, tasks, dialogs, self)
        self._may = services.retention.may_manage
        self._policy = RetentionPolicy()
        self._sentence = muted("", 13, wrap=True)
        self.period = button("Change period…", "", "clock", clicked=self._ask_period)
        self.hold = button("Hold…", "", "lock", clicked=self._ask_hold)
        self.longer = button("Keep longer…", "", "calendar-days", clicked=self._ask_longer)
        self.list = RetentionList()
        self.list.table.acted.connect(self._act)
        self.list.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self.list.chosen_changed.connect(self._look)
        self.propose = button("Propose to destroy…", "", "x", clicked=self._ask_proposal)
        self.confirm = button("Confirm destruction…", "", "check-check", clicked=self._ask_confirmation)
        self.look_up = button("Look up a record…", "ghost", "search", clicked=self.desk.look_up)
        only = muted("" if self._may else ONLY)
        tools = WrappingRow(self.period, self.hold, self.longer, self.propose, self.confirm, self.look_up)
        self.archive = button("Archive a program…", "", "save", clicked=self.archives.ask)
        closing = muted(CLOSING, wrap=True)
        self.erase = button("Erase all records…", "ghost", "x", clicked=self.erasure.ask)
        end = stretched(row(closing, self.archive, self.erase, spacing=14), 0)
        body = column(self._sentence, only, tools, self.list, end, spacing=10, margins=(16, 16, 16, 16))
        self.setLayout(stretched(body, 3))
        # Only now: a widget that is shown without a parent is a window.
        only.setVisible(not self._may)
        for part in (closing, self.archive, self.erase):
            part.setVisible(self._may)
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

    def _look(self) -> None:
        chosen = self.list.chosen
        held = chosen is not None and chosen.standing is ChartStanding.HELD
        self.hold.setText("Lift hold…" if held else "Hold…")
        self.hold.setEnabled(self._may and chosen is not None)
        self.longer.setEnabled(self._may and chosen is not None)
        self.period.setEnabled(self._may)
        proposal = chosen.proposal if chosen is not None else None
        due = chosen is not None and chosen.standing is ChartStanding.DUE
        self.propose.setText("Withdraw proposal…" if proposal else "Propose to destroy…")
        self.propose.setEnabled(self._disposals.may_confirm if proposal else due and self._disposals.may_propose)
        proposed = chosen is not None and chosen.standing is ChartStanding.PROPOSED
        mine = proposal is not None and proposal.is_mine
        self.confirm.setEnabled(proposed and not mine and self._disposals.may_confirm)
        self.confirm.setToolTip("Somebody else confirms what you proposed." if mine else "")

    def _act(self, key: str) -> None:
        tool = {"H": self.hold, "Y": self.longer, "P": self.propose, "C": self.confirm}[key]
        if tool.isEnabled():
            tool.click()

    def _ask_proposal(self) -> None:
        chosen = self.list.chosen
        if chosen is not None:
            (self.desk.withdraw if chosen.proposal else self.desk.propose)(chosen)

    def _ask_confirmation(self) -> None:
        chosen = self.list.chosen
        if chosen is not None:
            self.desk.confirm(chosen)

    def _ask_period(self) -> None:
        dialog = PeriodDialog(self._policy, self)
        dialog.confirmed.connect(lambda policy: run_for(dialog, self._tasks, lambda: self._retention.choose(policy)))
        dialog.open()

    def _ask_longer(self) -> None:
        chosen, retention = self.list.chosen, self._retention
        if chosen is None:
            return
        dialog = ChartPeriodDialog(chosen, self._policy, self)
        dialog.confirmed.connect(
            lambda years, why: run_for(dialog, self._tasks, lambda: retention.choose_for(chosen.client_id, years, why))
        )
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
        keep_words(dialog, f"{'lift' if held else 'hold'}:{chosen.client_id}")
        dialog.open()
