"""Restoring a backup in front of the shell: the page, the file chooser, and the use cases behind them."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QObject, Signal

from iop_desktop.services.backup_opening import BackupInside
from iop_desktop.services.restoring import Restored
from iop_desktop.services.unlocked import Clock
from iop_desktop.services.vault import VaultService
from iop_desktop.services.wall_text import count_of, day_and_time
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.restore_page import RestorePage
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.window import MainWindow

_KINDS = "Backups (*.iopbackup)"
_REPLACES = (
    "The records in this folder are put aside, not deleted. Everything entered after this backup was made will be "
    "missing from the restored records. Pass phrases and the recovery kit are those of that day."
)
_FRESH = "There are no records here yet. Pass phrases and the recovery kit are those of that day."
_NOT_ALLOWED = (
    "There are records in this folder already: only an administrator of that day, or the recovery code, may put a "
    "backup in their place."
)
_BROKEN_CHAIN = " The audit log of this backup was already broken when it was made."


class RestoreDesk(QObject):
    """``ended`` is sent when the person has finished or gone back; the keys of an opened backup are wiped then.

    ``salvage_asked`` carries the login of who has no backup.
    """

    ended = Signal()
    salvage_asked = Signal(str)

    def __init__(
        self, window: MainWindow, vault: VaultService, tasks: Tasks, dialogs: Dialogs, clock: Clock, zone: tzinfo
    ) -> None:
        super().__init__(window)
        self._window, self._vault, self._tasks, self._dialogs = window, vault, tasks, dialogs
        self._clock, self._zone = clock, zone
        self._inside: BackupInside | None = None

    def begin(self, login: str) -> None:
        """Show the page, with a login filled in already."""
        page = RestorePage(login)
        page.choose_asked.connect(lambda: self._choose(page))
        page.opened.connect(lambda login, secret: self._open(page, login, secret))
        page.restore_asked.connect(lambda: self._restore(page))
        page.ended.connect(self._end)
        page.salvage_asked.connect(self._salvage)
        # Where there are no records there is nothing to salvage.
        page.salvage.setVisible(self._vault.restoring().replaces())
        self._window.show_front(page)
        page.focus_first()

    def _choose(self, page: RestorePage) -> None:
        file = self._dialogs.choose_file(page, "Choose the backup", _KINDS)
        if file is not None:
            page.set_path(file, file.name)

    def _open(self, page: RestorePage, login: str, secret: str) -> None:
        file = page.path
        assert file is not None
        self._forget()
        self._tasks.run(
            page,
            lambda: self._vault.opener().open_either(file, login, secret),
            done=lambda inside: self._show(page, inside),
            failed=lambda error: page.show_error(sentence_of(error)),
            lane="long",
        )

    def _show(self, page: RestorePage, inside: BackupInside) -> None:
        self._inside = inside
        replaces = self._vault.restoring().replaces()
        allowed = inside.may_replace or not replaces
        advice = _NOT_ALLOWED if not allowed else _REPLACES if replaces else _FRESH
        page.show_inside(self._facts(inside), advice, may_restore=allowed)

    def _facts(self, inside: BackupInside) -> list[tuple[str, str]]:
        today = self._clock().astimezone(self._zone).date()
        number = dict(inside.counts)
        people = f"{count_of(number['clients'], 'client')}, {number['staff']} staff"
        work = ", ".join(count_of(number[word], word[:-1]) for word in ("groups", "sessions", "notes", "signatures"))
        return [
            ("Clinic", inside.clinic),
            ("Made", day_and_time(inside.made_at, self._zone, today)),
            ("People", people),
            ("Work", work),
            ("Audit log", f"{count_of(inside.audit_entries, 'entry', 'entries')}, ending in {inside.audit_mark}"),
            ("Program", f"IOP Desktop {inside.program}, {inside.file_bytes / 1e6:.1f} MB"),
        ]

    def _restore(self, page: RestorePage) -> None:
        inside = self._inside
        if inside is not None:
            page.run(
                self._tasks,
                lambda job: self._vault.restoring().restore(inside, job.step),
                lambda done: self._restored(page, done),
            )

    @staticmethod
    def _restored(page: RestorePage, done: Restored) -> None:
        kept = f" What was here before is kept in the folder {done.kept.name} beside it." if done.kept else ""
        chain = "" if done.whole else _BROKEN_CHAIN
        page.show_done(f"The backup was proven and is in its place now.{kept}{chain}")

    def _salvage(self, login: str) -> None:
        self._forget()
        self.salvage_asked.emit(login)

    def _end(self) -> None:
        self._forget()
        self.ended.emit()

    def _forget(self) -> None:
        inside, self._inside = self._inside, None
        if inside is not None:
            inside.forget()
