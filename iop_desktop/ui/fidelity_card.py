"""Beside the note: how its lesson was given, and the supervisor's five scores."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from iop_desktop.rules.fidelity import average
from iop_desktop.services.fidelity import FidelityRecord, FidelityService
from iop_desktop.ui.fidelity_dialog import FidelityDialog
from iop_desktop.ui.fidelity_panel import FidelityPanel, count_words
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import label, muted

WIDTH = 276


class FidelityCard(Card):
    """Reads and keeps by itself. On a small screen it is out of sight until it is asked for."""

    def __init__(self, fidelity: FidelityService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=8, parent=parent)
        self.setFixedWidth(WIDTH)
        self._fidelity, self._tasks = fidelity, tasks
        self._record: FidelityRecord | None = None
        self._wanted, self._compact, self._asked = False, False, False
        self._lesson, self._count = label("", 13, 600, wrap=True), muted("", wrap=True)
        self._own = muted("", wrap=True)
        self.panel = FidelityPanel()
        self.save = button("Save rating", "primary", "check", clicked=self._save)
        self.history = button("Over time…", "link", "trending-up", clicked=self._ask_history)
        self.panel.changed.connect(self._look)
        head = column(
            label("Fidelity", 15, 600), self._lesson, self._count, self._own, spacing=4, margins=(16, 14, 16, 0)
        )
        self.add(head)
        scrolled = QScrollArea()
        sheet = holder(column(self.panel, None, margins=(16, 4, 10, 4)))
        sheet.setAutoFillBackground(False)
        scrolled.setWidget(sheet)
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.viewport().setAutoFillBackground(False)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(scrolled)
        self.add(row(self.history, None, self.save, margins=(10, 0, 12, 12)))
        self.body.setStretch(1, 1)
        self._show(None)

    def set_wanted(self, wanted: bool) -> None:
        """Whether there is a note it could stand beside."""
        self._wanted = wanted
        self._place()

    def set_compact(self, compact: bool) -> None:
        """On a small screen it waits to be asked for."""
        self._compact = compact
        self._place()

    def toggle(self) -> None:
        """Bring it into sight with the keyboard in it; on a small screen also put it away again."""
        self._asked = not self._asked
        self._place()
        if self.isVisible():
            self.panel.focus_first()

    def show_note(self, note_id: UUID) -> None:
        """Show the lesson of the session a note is about."""
        self._tasks.run(self, lambda: self._fidelity.record_of_note(note_id), done=self._show)

    def _show(self, record: FidelityRecord | None) -> None:
        before, self._record = self._record, record
        if record is None:
            self._lesson.setText("No lesson was begun in that session.")
        elif before is None or before.session_id != record.session_id or record.supervisor_scores:
            self.panel.show_items(record.items, record.supervisor_scores, record.may_rate_as_supervisor)
        self.panel.setVisible(record is not None)
        for shown in (self._count, self._own, self.save, self.history):
            shown.setVisible(record is not None)
        if record is not None:
            own = average(record.own_scores)
            self._lesson.setText(f"{record.title} · {record.facilitator}")
            self._count.setText(count_words(record.count))
            self._own.setText(f"Own rating: {own} of 4" if own is not None else "No own rating yet.")
        self._look()
        self._place()

    def _place(self) -> None:
        self.setVisible(self._wanted and (self._asked or not self._compact))

    def _look(self) -> None:
        record = self._record
        may = record is not None and record.may_rate_as_supervisor
        new = record is not None and self.panel.scores != (record.supervisor_scores or None)
        self.save.setEnabled(may and new and self.panel.scores is not None)

    def _save(self) -> None:
        record, scores = self._record, self.panel.scores
        if record is None or scores is None:
            return

        def work() -> FidelityRecord | None:
            self._fidelity.rate(record.session_id, scores)
            return self._fidelity.record(record.session_id)

        self._tasks.run(self, work, done=self._show)

    def _ask_history(self) -> None:
        if self._record is not None:
            FidelityDialog(self._fidelity, self._record.session_id, self._tasks, self.window()).open()
