"""Printing and saving the recovery kit while a page shows it; afterwards it is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject

from iop_desktop.services.recovery_kit import kit_pages, kit_pdf
from iop_desktop.services.recovery_sheets import sheets_of, sheets_pages, sheets_pdf
from iop_desktop.services.unlocked import Clock
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.printing import print_pages
from iop_desktop.ui.sheets_dialog import SheetsDialog
from iop_desktop.ui.step_page import StepPage
from iop_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from iop_desktop.ui.new_kit_dialog import NewKitDialog

    KitPage: TypeAlias = StepPage | NewKitDialog

PRINT_DPI = 200
_NOT_SAVED = "The kit could not be saved there. Choose another folder, or print it."


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
        kit = self._kit
        if kit is not None:
            made_at = self._clock()
            self._tasks.run(
                page,
                lambda: kit_pages(kit.clinic_name, kit.code, made_at, kit.names, PRINT_DPI / 72),
                done=lambda pages: print_pages(pages, page, "Recovery kit"),
                lane="long",
            )

    def _save(self, page: KitPage) -> None:
        kit = self._kit
        path = self._dialogs.choose_new_file(page, "Save the recovery kit", "recovery-kit.pdf", "PDF (*.pdf)")
        if kit is None or path is None:
            return
        made_at = self._clock()
        self._tasks.run(
            page,
            lambda: path.write_bytes(kit_pdf(kit.clinic_name, kit.code, made_at, kit.names)),
            failed=lambda _error: page.show_error(_NOT_SAVED),
            lane="long",
        )

    def _ask_keepers(self, page: KitPage) -> None:
        kit = self._kit
        if kit is None:
            return
        # Sheets that were printed and those that were saved have to fit together.
        self._sheets = self._sheets or sheets_of(kit.code)
        dialog = SheetsDialog(page)
        dialog.print_asked.connect(lambda keepers: self._print_sheets(page, keepers))
        dialog.save_asked.connect(lambda keepers: self._save_sheets(page, keepers))
        dialog.open()

    def _print_sheets(self, page: KitPage, keepers: tuple[str, ...]) -> None:
        kit, sheets, made_at = self._kit, self._sheets, self._clock()
        if kit is not None:
            self._tasks.run(
                page,
                lambda: sheets_pages(kit.clinic_name, sheets, keepers, made_at, kit.names, PRINT_DPI / 72),
                done=lambda pages: print_pages(pages, page, "Recovery sheets"),
                lane="long",
            )

    def _save_sheets(self, page: KitPage, keepers: tuple[str, ...]) -> None:
        kit, sheets, made_at = self._kit, self._sheets, self._clock()
        path = self._dialogs.choose_new_file(page, "Save the recovery sheets", "recovery-sheets.pdf", "PDF (*.pdf)")
        if kit is None or path is None:
            return
        self._tasks.run(
            page,
            lambda: path.write_bytes(sheets_pdf(kit.clinic_name, sheets, keepers, made_at, kit.names)),
            failed=lambda _error: page.show_error(_NOT_SAVED),
            lane="long",
        )
