"""What happened to the vault, and the word that it was seen."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.services.security_notices import Notice, SecurityNoticeService
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.layouts import column, holder
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.text import label, muted

OTHERS = "Somebody else who works here marks this as seen, because it was you who did it."


class NoticeDialog(FormDialog):
    """``confirmed`` is sent when the person has seen it."""

    confirmed = Signal()
    way_out = "Close"

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(notice.title, "Mark as seen", parent)
        others = muted(OTHERS, wrap=True)
        others.setHidden(notice.may_mark)
        self.fill(holder(column(label(f"{notice.when}. {notice.story}", wrap=True), others, spacing=8)))
        self.ok.setEnabled(notice.may_mark)
        self.ok.setFocus()

    def confirm(self) -> None:
        """It was seen."""
        self.ok.setEnabled(False)
        self.confirmed.emit()


class NoticeDesk(QObject):
    """Shows a notice from Today."""

    def __init__(self, service: SecurityNoticeService, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._service, self._tasks, self._window = service, tasks, parent

    def ask(self, notice_id: UUID) -> None:
        """Show a notice; one that somebody else has ended meanwhile is gone."""
        self._tasks.run(self, self._service.rows, done=lambda found: self._show(found, notice_id))

    def _show(self, found: tuple[Notice, ...], notice_id: UUID) -> None:
        notice = next((each for each in found if each.notice_id == notice_id), None)
        if notice is None:
            return
        dialog = NoticeDialog(notice, self._window)
        dialog.confirmed.connect(
            lambda: run_for(dialog, self._tasks, lambda: self._service.mark_seen(notice.notice_id))
        )
        dialog.open()
