"""Making the archive of a program: the form, the folder, the work with its progress, the key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.archive import ArchiveFacts, refusals_of_archive
from iop_desktop.rules.retention import years_later
from iop_desktop.services.archive_views import ArchiveForm, MadeArchive
from iop_desktop.services.people_views import ProgramRow
from iop_desktop.services.program_archive import ProgramArchiveService
from iop_desktop.services.written_file import write_file
from iop_desktop.ui.archive_dialogs import ArchiveDialog, KeyDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.paper import print_paper
from iop_desktop.ui.tasks import Job, Tasks, sentence_of

YEARS = 7
BESIDE = "That is the folder of the archive. Choose another place for the key sheet."
PRINTED, SAVED = "The key sheet is printed.", "The key sheet is saved."


class ArchiveDesk(QObject):
    """Belongs to a page; the dialogs open over it."""

    def __init__(
        self,
        archives: ProgramArchiveService,
        tasks: Tasks,
        dialogs: Dialogs,
        today: Callable[[], date],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._archives, self._tasks, self._dialogs = archives, tasks, dialogs
        self._today, self._page = today, page
        self._job: Job | None = None

    def ask(self) -> None:
        """Show the form."""
        self._tasks.run(self._page, self._archives.programs, done=self._open)

    def _open(self, programs: tuple[ProgramRow, ...]) -> None:
        until = years_later(self._today(), YEARS)
        dialog = ArchiveDialog(self._archives.clinic_name, programs, until, self._page)
        dialog.confirmed.connect(lambda form: self._choose_folder(dialog, form))
        dialog.program_chosen.connect(lambda _key: self._outline(dialog))
        dialog.progress.stopped.connect(self._stop)
        dialog.rejected.connect(self._stop)
        self._outline(dialog)
        dialog.open()

    def _outline(self, dialog: ArchiveDialog) -> None:
        key = dialog.program_id
        self._tasks.run(dialog, lambda: self._archives.outline(key), done=dialog.show_outline)

    def _choose_folder(self, dialog: ArchiveDialog, form: ArchiveForm) -> None:
        """Ask for the folder of a form that is whole; the use case checks it again, with what the records hold."""
        facts = ArchiveFacts(form.name, form.authority, form.keeper, form.until, self._today(), clients=1)
        missing = refusals_of_archive(facts)
        if missing:
            dialog.show_error(" ".join(refusal.text for refusal in missing))
            return
        folder = self._dialogs.choose_folder(dialog, "Folder for the archive")
        if folder is None:
            dialog.ok.setEnabled(True)
            return
        dialog.progress.show()
        dialog.progress.begin("Beginning…")
        self._job = self._tasks.run_long(
            dialog,
            lambda job: self._archives.make(form, folder, job.step),
            lambda made: self._made(dialog, made),
            lambda error: dialog.show_error(sentence_of(error)),
            dialog.progress.show_step,
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _made(self, dialog: ArchiveDialog, made: MadeArchive) -> None:
        self._job = None
        dialog.accept()
        shown = KeyDialog(made, self._page)
        shown.print_asked.connect(lambda: self._print(shown, made))
        shown.save_asked.connect(lambda: self._save(shown, made))
        shown.open()

    def _print(self, dialog: KeyDialog, made: MadeArchive) -> None:
        print_paper(self._tasks, dialog, "Key sheet", lambda: made.key_sheet, lambda: dialog.show_kept(PRINTED))

    def _save(self, dialog: KeyDialog, made: MadeArchive) -> None:
        path = self._dialogs.choose_new_file(dialog, "Save the key sheet", "archive-key.pdf", "PDF (*.pdf)")
        if path is None:
            return
        if path.parent.resolve() == made.path.parent.resolve():
            dialog.show_error(BESIDE)
            return
        self._tasks.run(
            dialog,
            lambda: write_file(path, made.key_sheet),
            done=lambda _: dialog.show_kept(SAVED),
            failed=lambda error: dialog.show_error(sentence_of(error)),
        )
