"""Salvaging in front of the shell: the page, the folder chooser, the long work and its report on paper."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QObject, Signal

from iop_desktop.services.salvage_report import lines_of, report_pdf, summary_of
from iop_desktop.services.salvaging import Salvaged
from iop_desktop.services.unlocked import Clock
from iop_desktop.services.vault import VaultService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.paper import print_paper
from iop_desktop.ui.salvage_page import SalvagePage
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.window import MainWindow


class SalvageDesk(QObject):
    """``ended`` is sent when the person has finished or gone back."""

    ended = Signal()

    def __init__(
        self, window: MainWindow, vault: VaultService, tasks: Tasks, dialogs: Dialogs, clock: Clock, zone: tzinfo
    ) -> None:
        super().__init__(window)
        self._window, self._vault, self._tasks, self._dialogs = window, vault, tasks, dialogs
        self._clock, self._zone = clock, zone
        self._done: Salvaged | None = None

    def begin(self, login: str) -> None:
        """Show the page, with a login filled in already."""
        page = SalvagePage(login)
        page.choose_asked.connect(lambda: self._choose(page))
        page.opened.connect(lambda login, secret: self._salvage(page, login, secret))
        page.print_asked.connect(lambda: self._print(page))
        page.ended.connect(self.ended)
        self._window.show_front(page)
        page.focus_first()

    def _choose(self, page: SalvagePage) -> None:
        folder = self._dialogs.choose_folder(page, "Choose a new or empty folder for what can be read")
        if folder is not None:
            page.set_path(folder, str(folder))

    def _salvage(self, page: SalvagePage, login: str, secret: str) -> None:
        folder = page.path
        assert folder is not None
        page.run(
            self._tasks,
            lambda job: self._vault.salvaging().salvage(folder, login, secret, job.step),
            lambda done: self._show(page, done),
        )

    def _show(self, page: SalvagePage, done: Salvaged) -> None:
        self._done = done
        page.show_report(summary_of(done), lines_of(done))

    def _print(self, page: SalvagePage) -> None:
        done = self._done
        if done is not None:
            print_paper(self._tasks, page, "Salvage report", lambda: report_pdf(done, self._clock(), self._zone))
