"""When a session really began and ended, put right afterwards."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.rules.record import clock_text
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.sessions import SessionService
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted


class SessionTimesDialog(FormDialog):
    """``confirmed`` carries the start and the end as typed; an empty text leaves that time as it is."""

    confirmed = Signal(str, str)

    def __init__(self, head: SessionHead, parent: QWidget) -> None:
        super().__init__("Correct the times of the session", "Save times", parent)
        begun, ended = (
            clock_text(moment, head.zone) if moment is not None else "" for moment in (head.started_at, head.ended_at)
        )
        self.begins, self.ends = QLineEdit(begun), QLineEdit(ended)
        self.begins.setPlaceholderText(clock_text(head.starts_at, head.zone))
        self.ends.setPlaceholderText(clock_text(head.ends_at, head.zone))
        self.fill(
            FormRow("Began at", self.begins),
            FormRow("Ended at", self.ends),
            muted("A field left empty changes nothing. Minutes are counted again from these times.", wrap=True),
        )

    def confirm(self) -> None:
        """Hand over what was typed; the service reads and checks it."""
        self.confirmed.emit(self.begins.text().strip(), self.ends.text().strip())


def ask_times(head: SessionHead, sessions: SessionService, tasks: Tasks, parent: QWidget) -> None:
    """Open the dialog and keep the times that are typed into it."""
    dialog = SessionTimesDialog(head, parent)

    def save(begins: str, ends: str) -> None:
        run_for(dialog, tasks, lambda: sessions.set_times(head.session_id, begins, ends))

    dialog.confirmed.connect(save)
    dialog.open()
