"""Settings: after how long this computer locks, and what else locks it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from iop_desktop.rules.lock_causes import LockCause
from iop_desktop.services.privacy import PrivacyService
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.machine_privacy import MachinePrivacy
from iop_desktop.ui.settings_file import LONGEST_IDLE, SHORTEST_IDLE, USUAL_IDLE
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted, section

IDLE_LABEL = "Minutes without keyboard or mouse until it locks"
IDLE_HINT = f"At most {LONGEST_IDLE}. A session that runs goes on; what you typed is kept and comes back."
ONLY = "Only an administrator changes this."
WATCHED, UNWATCHED = "Watched", "Not on this computer"


class PrivacyTab(QWidget):
    """Everybody may look; ``attend`` gives it the computer it is about."""

    def __init__(self, privacy: PrivacyService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._privacy, self._tasks, self._machine = privacy, tasks, MachinePrivacy()
        self.idle = number_field(SHORTEST_IDLE, LONGEST_IDLE, USUAL_IDLE)
        self.idle.setMaximumWidth(160)
        self.save = button("Save", "primary", "check", clicked=self._save)
        self.error = label("", 13, 500, "error", wrap=True)
        self.error.hide()
        for part in (self.idle, self.save):
            part.setEnabled(privacy.may_set)
        self.causes = {cause: Chip("") for cause in LockCause}
        self.setLayout(self._laid_out())

    def attend(self, machine: MachinePrivacy) -> None:
        """Show and change this computer."""
        self._machine = machine
        self.refresh()

    def refresh(self) -> None:
        """Show what is chosen and what is watched."""
        self.idle.setValue(self._machine.settings().idle_minutes)
        watched = self._machine.watched()
        for cause, chip in self.causes.items():
            seen = cause in watched
            chip.set_text(WATCHED if seen else UNWATCHED, "ok" if seen else "neutral", "circle-check" if seen else "x")

    def _laid_out(self) -> QVBoxLayout:
        note = muted("" if self._privacy.may_set else ONLY)
        choice = Card(section("Locking"), FormRow(IDLE_LABEL, self.idle, IDLE_HINT), row(self.save, note, None))
        choice.add(self.error)
        causes = [row(label(cause.label, 13), None, chip) for cause, chip in self.causes.items()]
        watched = Card(section("What locks the records"), *causes, spacing=8)
        return column(choice, watched, None, spacing=12, margins=(16, 16, 16, 16))

    def _save(self) -> None:
        machine = self._machine
        settings = machine.settings()
        chosen = settings.with_privacy(self.idle.value(), hides_from_capture=settings.hides_from_capture)

        def done(_changes: object) -> None:
            self._say("")
            machine.keep(chosen)
            self.refresh()

        self._tasks.run(
            self,
            lambda: self._privacy.chosen(chosen.idle_minutes, hides_from_capture=chosen.hides_from_capture),
            done=done,
            failed=lambda error: self._say(sentence_of(error)),
        )

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
