"""Printing and saving the recovery kit while a page shows it; afterwards it is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject

from iop_desktop.services.recovery_kit import kit_pdf
from iop_desktop.services.recovery_sheets import sheets_of, sheets_pdf
from iop_desktop.services.unlocked import Clock
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.paper import Make, print_paper, save_paper
from iop_desktop.ui.sheets_dialog import SheetsDialog
from iop_desktop.ui.step_page import StepPage
from iop_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from iop_desktop.ui.new_kit_dialog import NewKitDialog

    KitPage: TypeAlias = StepPage | NewKitDialog


@dataclass(frozen=True, slots=True)
class Kit:
    """What the printed page says."""

    clinic_name: str
    code: str = field(repr=False)
    names: tuple[str, ...]


class KitDesk(QObject):
    """Serves the two buttons of one page at a time."""

    def __init__(self, tasks: Tasks, dialogs: Dialogs, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._dialogs, self._clock = tasks, dialogs, clock
        self._kit: Kit | None = None
        self._sheets: tuple[str, ...] = ()

    def serve(self, page: KitPage) -> None:
        """Print and save what ``show`` is given while this page is on screen."""
        page.print_requested.connect(lambda: self._print(page))
        page.save_requested.connect(lambda: self._save(page))
        page.sheets_requested.connect(lambda: self._ask_keepers(page))
        page.finished.connect(self._forget)

    def show(self, page: KitPage, kit: Kit) -> None:
        """Show the new code on the page."""
        self._kit, self._sheets = kit, ()
        page.show_recovery(kit.code)

    def _forget(self) -> None:
        self._kit, self._sheets = None, ()

    def _print(self, page: KitPage) -> None:
        if self._kit is not None:
            print_paper(self._tasks, page, "Recovery kit", self._paper(self._kit))

    def _save(self, page: KitPage) -> None:
        if self._kit is not None:
            self._save_as(page, "Save the recovery kit", "recovery-kit.pdf", self._paper(self._kit))

    def _ask_keepers(self, page: KitPage) -> None:
        kit = self._kit
        if kit is None:
            return
        # Sheets that were printed and those that were saved have to fit together.
        self._sheets = self._sheets or sheets_of(kit.code)
        dialog = SheetsDialog(page)
        dialog.print_asked.connect(
            lambda keepers: print_paper(self._tasks, page, "Recovery sheets", self._sheets_paper(kit, keepers))
        )
        dialog.save_asked.connect(
            lambda keepers: self._save_as(
                page, "Save the recovery sheets", "recovery-sheets.pdf", self._sheets_paper(kit, keepers)
            )
        )
        dialog.open()

    def _save_as(self, page: KitPage, title: str, name: str, make: Make) -> None:
        save_paper(self._tasks, self._dialogs, page, title, name, make, page.show_error)

    def _paper(self, kit: Kit) -> Make:
        return partial(kit_pdf, kit.clinic_name, kit.code, self._clock(), kit.names)

    def _sheets_paper(self, kit: Kit, keepers: tuple[str, ...]) -> Make:
        return partial(sheets_pdf, kit.clinic_name, self._sheets, keepers, self._clock(), kit.names)
