"""Backups of the clinic: how things stand, making one, trying one out, where they are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.services.backup_views import BackupOverview, BackupRow
from iop_desktop.services.backups import BackupService, sentence_of_backup
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.pens import SecretAsked
from iop_desktop.services.wall_text import day_and_time
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.kit_card import KitCard
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.progress_row import ProgressRow
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Job, Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.text import label, muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

_CHOOSE = "Folder for the clinic's backups"
_STICK = "USB stick or other folder for one backup"
_CARRY = "Copy to a USB stick"
VOUCHING = (
    "With your pass phrase or PIN you sign the audit log as it stands: this copy can then show later that no entry was "
    "made anew. Leave it empty to copy without signing."
)
_RESTORE = "Restore a backup?"
_RESTORE_DETAIL = (
    "The records are locked first. You then choose the backup, see what is inside, and decide. What is here now is "
    "kept beside it."
)
Work = Callable[[Job], Changes]


class BackupSettings(QWidget):
    """Reads and works on the long lane; ``restore_asked`` is sent after the person agreed to lock the records."""

    restore_asked = Signal()

    def __init__(
        self,
        backups: BackupService,
        kit: KitCard,
        tasks: Tasks,
        dialogs: Dialogs,
        zone: tzinfo,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._backups, self._tasks, self._dialogs, self._zone, self._clock = backups, tasks, dialogs, zone, clock
        self.kit = kit
        self._job: Job | None = None
        self._may_choose = False
        self.state = Chip("", "neutral")
        self.last, self.place = label("", 15, 600), ElidedLabel("", 13, ink="text2")
        self.stick, self.drill_line, self.advice = muted("", 13), muted("", 13), label("", 13, 500, "error", wrap=True)
        self.make = button("Back up now", "primary", "save", clicked=self._make)
        self.carry = button("Copy to a USB stick…", "", "hard-drive", clicked=self._carry)
        self.drill = button("Try a restore", "", "test-tube-diagonal", clicked=self._drill)
        self.choose = button("Choose the folder…", "", clicked=self._choose)
        self.restore = button("Restore a backup…", "ghost", "history", clicked=self._restore)
        self.progress = ProgressRow()
        self.progress.stopped.connect(self._stop)
        columns = (
            Column[BackupRow]("Made", lambda each: self._moment(each.made_at)),
            Column[BackupRow]("Size", lambda each: f"{each.file_bytes / 1e6:.1f} MB"),
            Column[BackupRow]("File", lambda each: each.path.name),
        )
        self._model = RowsModel(columns, self)
        self.table = FittedTable("Backups in the clinic's folder", self._model, (220, 110))
        say_when_empty(self.table, "No backup is in the clinic's folder yet.")
        self._fill()
        self._set_busy(False)

    def refresh(self) -> None:
        """Look again; the clinic's folder may be slow to answer."""
        self.kit.refresh()
        self._tasks.run(self, self._backups.overview, done=self.show_overview, failed=lambda _error: None, lane="long")

    def show_overview(self, seen: BackupOverview) -> None:
        """Show how things stand."""
        self._may_choose = seen.may_choose
        tone, icon_name = ("warn", "triangle-alert") if seen.overdue else ("ok", "circle-check")
        self.state.set_text("Overdue" if seen.overdue else "Verified", tone, icon_name)
        self.last.setText(f"Last verified backup: {self._moment(seen.last.at)}" if seen.last else "Never backed up")
        self.place.set_text(f"Kept in {seen.folder}" if seen.folder else "No folder for backups is chosen yet.")
        self.stick.setText(_line("Last copy elsewhere", seen.stick_at, self._moment, due=seen.stick_due))
        self.drill_line.setText(_line("Last restore drill", seen.drill_at, self._moment))
        advice = _advice(seen)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self._model.set_rows(seen.rows)
        self._set_busy(self._job is not None)

    def _fill(self) -> None:
        facts = column(row(self.last, self.state, None), self.place, self.stick, self.drill_line, spacing=6)
        actions = WrappingRow(self.make, self.carry, self.drill)
        others = WrappingRow(self.choose, self.restore)
        about = muted(
            "A backup is one encrypted file, read back and compared before it counts. One is made daily, and on "
            "closing when something changed; 7 daily, 4 weekly and 12 monthly ones are kept.",
            13,
            wrap=True,
        )
        card = Card(facts, self.advice, actions, others, self.progress)
        cards = row(card, self.kit, spacing=12)
        cards.setStretch(0, 5)
        cards.setStretch(1, 3)
        body = column(cards, about, self.table, spacing=12, margins=(16, 16, 16, 16))
        body.setStretch(2, 1)
        self.setLayout(body)

    def _moment(self, moment: datetime) -> str:
        return day_and_time(moment, self._zone, self._clock().astimezone(self._zone).date())

    def _set_busy(self, busy: bool) -> None:
        for each in (self.make, self.carry, self.drill, self.restore):
            each.setEnabled(not busy)
        self.choose.setEnabled(not busy and self._may_choose)
        self.progress.setVisible(busy)

    def _make(self) -> None:
        self._run(lambda job: _told(sentence_of_backup(self._backups.back_up(job.step))))

    def _carry(self) -> None:
        folder = self._dialogs.choose_folder(self, _STICK)
        if folder is not None:
            self._tasks.run(self, self._backups.asked, done=lambda asked: self._ask_to_vouch(folder, asked))

    def _ask_to_vouch(self, folder: Path, asked: SecretAsked) -> None:
        """The log signed before the copy is what nobody can make anew later; without it the copy is as good a copy."""
        dialog = PassphraseDialog(_CARRY, "Copy", VOUCHING, self, by_token=asked.by_token, optional=True)

        def copy() -> None:
            dialog.accept()
            self._run(lambda job: _told(sentence_of_backup(self._backups.back_up_to(folder, job.step))))

        def sign(secret: str) -> None:
            work = partial(self._backups.vouch, secret)
            self._tasks.run(dialog, work, done=lambda _: copy(), failed=dialog.show_failure, lane="long")

        dialog.confirmed.connect(lambda secret: sign(secret) if secret else copy())
        dialog.open()

    def _drill(self) -> None:
        self._run(lambda job: self._backups.drill(job.step))

    def _choose(self) -> None:
        folder = self._dialogs.choose_folder(self, _CHOOSE)
        if folder is not None:
            self._tasks.run(self, lambda: self._backups.choose_folder(folder))

    def _restore(self) -> None:
        if self._dialogs.ask(self, _RESTORE, _RESTORE_DETAIL, "Lock and choose a backup"):
            self.restore_asked.emit()

    def _run(self, work: Work) -> None:
        self._set_busy(True)
        self.progress.begin("Beginning…")
        self._job = self._tasks.run_long(self, work, self._done, self._failed, self.progress.show_step)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _done(self, _changes: Changes) -> None:
        self._job = None
        self._set_busy(False)
        self.make.setFocus()

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self._set_busy(False)
        self.advice.setText(sentence_of(error))
        self.advice.show()
        self.make.setFocus()


def _told(sentence: str) -> Changes:
    return Changes(frozenset({Topic.BACKUPS}), sentence)


def _line(what: str, moment: datetime | None, words: Callable[[datetime], str], *, due: bool = False) -> str:
    when = words(moment) if moment is not None else "never"
    return f"{what}: {when}{' · due this week' if due else ''}"


def _advice(seen: BackupOverview) -> str:
    """What is most worth doing about it."""
    if seen.short_of_room:
        return "The disk of the records is nearly full: less is free than twice their size."
    if seen.folder is not None and not seen.found:
        return "That folder cannot be reached now. Connect its disk, or choose another folder."
    if seen.folder is not None and seen.same_disk:
        return "That folder is on the same disk as the records. Copy a backup to a USB stick every week as well."
    if seen.folder is None and not seen.may_choose:
        return "Ask an administrator to choose a folder for backups."
    return ""
