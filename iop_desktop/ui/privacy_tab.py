"""Settings: when this computer locks, what else locks it, who can capture the screen, and its disk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from iop_desktop.rules.disk_encryption import DiskState
from iop_desktop.rules.lock_causes import LockCause
from iop_desktop.services.privacy import PrivacyService
from iop_desktop.ui.day_fields import number_field
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.machine_privacy import MachinePrivacy
from iop_desktop.ui.screen_capture import can_hide
from iop_desktop.ui.settings_file import LONGEST_IDLE, SHORTEST_IDLE, USUAL_IDLE
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted, section

IDLE_LABEL = "Minutes without keyboard or mouse until it locks"
IDLE_HINT = f"At most {LONGEST_IDLE}. A session that runs goes on; notes you were writing are kept and come back."
ONLY = "Only an administrator changes this."
_CAUSE_WIDTH = 350
DISK = {
    DiskState.ENCRYPTED: ("Encrypted", "ok", "shield-check"),
    DiskState.OPEN: ("Not encrypted", "danger", "triangle-alert"),
    DiskState.UNKNOWN: ("Cannot be told", "warn", "triangle-alert"),
}
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
        self.hides = QCheckBox("Leave this program out of screenshots and shared screens")
        self.hides.setVisible(can_hide())
        self.disk_state, self.disk = Chip("Looking", "neutral", "clock"), label("", 13, 500, wrap=True)
        self.disk_advice = muted("", 13, wrap=True)
        for part in (self.idle, self.hides, self.save):
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
        self.hides.setChecked(self._machine.settings().hides_from_capture)
        self._tasks.run(self, self._privacy.disk, done=self.show_disk, failed=lambda _error: None, lane="long")
        watched = self._machine.watched()
        for cause, chip in self.causes.items():
            seen = cause in watched
            chip.set_text(WATCHED if seen else UNWATCHED, "ok" if seen else "neutral", "circle-check" if seen else "x")

    def show_disk(self, state: DiskState) -> None:
        """Say whether the disk is encrypted, and what the clinic must do."""
        self.disk_state.set_text(*DISK[state])
        self.disk.setText(state.sentence)
        self.disk_advice.setText(state.advice)

    def _laid_out(self) -> QVBoxLayout:
        note = muted("" if self._privacy.may_set else ONLY)
        choice = Card(section("Locking"), FormRow(IDLE_LABEL, self.idle, IDLE_HINT))
        choice.add(self.hides)
        choice.add(row(self.save, note, None))
        choice.add(self.error)
        causes = [row(_wide(cause.label), chip, None) for cause, chip in self.causes.items()]
        watched = Card(section("What locks the records"), *causes, spacing=8)
        disk = Card(
            row(section("Disk of this computer"), self.disk_state, None), self.disk, self.disk_advice, spacing=8
        )
        area = QScrollArea()
        area.setAccessibleName("Privacy")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder(column(choice, watched, disk, None, spacing=12, margins=(16, 16, 16, 16))))
        return column(area)

    def _save(self) -> None:
        machine = self._machine
        settings = machine.settings()
        chosen = settings.with_privacy(self.idle.value(), hides_from_capture=self.hides.isChecked())

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


def _wide(text: str) -> QLabel:
    made = label(text, 13)
    made.setMinimumWidth(_CAUSE_WIDTH)
    return made
