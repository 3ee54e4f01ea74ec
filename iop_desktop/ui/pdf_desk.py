"""Opens the signed versions of a note, or its draft, in the viewer."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.vocabulary import ADDED_KINDS
from iop_desktop.services.error_notices import ErrorNotice
from iop_desktop.services.note_views import VersionRow
from iop_desktop.services.records import RecordService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.note_export import save_note
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.tasks import Tasks


class PdfDesk(QObject):
    """Reads what the viewer shows; dies with the window it opens in."""

    def __init__(self, records: RecordService, tasks: Tasks, dialogs: Dialogs, window: QWidget) -> None:
        super().__init__(window)
        self._records, self._tasks, self._dialogs, self._window = records, tasks, dialogs, window

    def show(self, note_id: UUID) -> None:
        """Show the signed versions of a note, newest first, or the draft when none is signed."""
        records = self._records
        self._tasks.run(
            self,
            lambda: (records.versions(note_id), records.error_notice(note_id)),
            done=lambda found: self._open(note_id, *found),
        )

    def _open(self, note_id: UUID, versions: tuple[VersionRow, ...], error: ErrorNotice | None) -> None:
        records = self._records
        newest_first = sorted(versions, key=lambda row: -row.number)
        if newest_first:
            viewer = PdfViewer(
                newest_first[0].title if newest_first[0].kind in ADDED_KINDS else "Signed note",
                [_version_words(row) for row in newest_first],
                lambda index, scale: records.preview(newest_first[index].version_id, scale),
                lambda index: records.verify(newest_first[index].version_id),
                self._tasks,
                self._window,
                returned=[bool(row.returned) for row in newest_first],
                saving=lambda _index: save_note(records, note_id, self._tasks, self._dialogs, self._window),
                error=(error.reason, error.signed_by) if error else None,
            )
        else:
            viewer = PdfViewer(
                "Draft",
                ["Draft"],
                lambda _index, scale: records.draft_preview(note_id, scale),
                None,
                self._tasks,
                self._window,
            )
        viewer.open()


def _version_words(row: VersionRow) -> str:
    state = "returned" if row.returned else "complete" if row.complete else "waiting for co-signature"
    return f"Version {row.number}, {state}"
