"""How long a note may wait for its co-signature, and how often interns are observed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.supervision import LONGEST_DAYS, SupervisionLimits
from iop_desktop.services.supervision import SupervisionService
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

WAIT_HINT = "Notes that wait longer are marked late in the queue."
OBSERVE_HINT = (
    "For staff whose notes are co-signed. A supervisor's rating of a lesson they led counts as an observation."
)
ONLY = "Only supervisors and administrators change this."


class SupervisionSettings(QWidget):
    """Two numbers of the clinic; everybody may see them."""

    def __init__(self, supervision: SupervisionService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._supervision, self._tasks = supervision, tasks
        default = SupervisionLimits()
        self.wait = number_field(1, LONGEST_DAYS, default.cosign_days)
        self.observe = number_field(1, LONGEST_DAYS, default.observation_days)
        self.save = button("Save limits", "primary", "check", clicked=self._save)
        self._error = label("", 13, 500, "error", wrap=True)
        self._error.hide()
        for field in (self.wait, self.observe):
            field.setMaximumWidth(160)
            field.setEnabled(supervision.may_set)
        self.save.setEnabled(supervision.may_set)
        rows = (
            FormRow("Days a note may wait for its co-signature", self.wait, WAIT_HINT),
            FormRow("Days between observations by a supervisor", self.observe, OBSERVE_HINT),
        )
        note = muted("" if supervision.may_set else ONLY)
        buttons = row(self.save, None)
        self.setLayout(column(*rows, note, self._error, buttons, None, spacing=10, margins=(16, 16, 16, 16)))

    def refresh(self) -> None:
        """Show what the clinic has chosen."""
        self._tasks.run(self, self._supervision.limits, done=self._show)

    def _show(self, limits: SupervisionLimits) -> None:
        self.wait.setValue(limits.cosign_days)
        self.observe.setValue(limits.observation_days)

    def _save(self) -> None:
        limits = SupervisionLimits(self.wait.value(), self.observe.value())
        self._tasks.run(
            self, lambda: self._supervision.set_limits(limits), done=lambda _: self._say(""), failed=self._failed
        )

    def _failed(self, error: BaseException) -> None:
        self._say(sentence_of(error))

    def _say(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
