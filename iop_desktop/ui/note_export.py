"""One finished note on its way into a folder."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from iop_desktop.services.changes import Changes
from iop_desktop.services.records import RecordService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.tasks import Tasks


def save_note(records: RecordService, note_id: UUID, tasks: Tasks, dialogs: Dialogs, page: QWidget) -> None:
    """Save a note as a PDF file into a folder the person chooses; the banner says under which name."""
    folder = dialogs.choose_folder(page, "Save the signed note as PDF")
    if folder is None:
        return

    def said(path: Path) -> None:
        tasks.changed.emit(Changes(frozenset(), f"Saved as {path.name}."))

    tasks.run_long(page, lambda _job: records.export_note(note_id, folder), done=said)
