"""Erasing all records: the form, the place of the certificate, the second question, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.services.erasure import ErasureService
from iop_desktop.services.erasure_views import ErasureForm, ErasureOutline
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.erasure_dialog import ErasureDialog
from iop_desktop.ui.tasks import Tasks, sentence_of

LAST = "Erase all records now?"
LAST_DETAIL = "This is the last question. There is no way back."


class ErasureDesk(QObject):
    """``ended`` is sent when the vault is closed for good, and the pages have to go."""

    ended = Signal()

    def __init__(self, erasure: ErasureService, tasks: Tasks, dialogs: Dialogs, page: QWidget) -> None:
        super().__init__(page)
        self._erasure, self._tasks, self._dialogs, self._page = erasure, tasks, dialogs, page

    def ask(self) -> None:
        """Show what would be erased."""
        self._tasks.run(self._page, self._erasure.outline, done=self._open)

    def _open(self, outline: ErasureOutline) -> None:
        dialog = ErasureDialog(outline, self._page)
        dialog.confirmed.connect(lambda form, secret: self._erase(dialog, form, secret))
        dialog.open()

    def _erase(self, dialog: ErasureDialog, form: ErasureForm, secret: str) -> None:
        title, proposed = "Save the certificate", "certificate-of-erasure.pdf"
        path = self._dialogs.choose_new_file(dialog, title, proposed, "PDF (*.pdf)")
        if path is None or not self._dialogs.ask(dialog, LAST, LAST_DETAIL, "Erase for good"):
            dialog.ok.setEnabled(True)
            return
        self._tasks.run(
            dialog,
            lambda: self._erasure.erase(form, secret, path),
            done=self._over,
            failed=lambda error: self._failed(dialog, error),
            lane="long",
        )

    def _failed(self, dialog: ErasureDialog, error: BaseException) -> None:
        if self._erasure.is_over:
            self._over(sentence_of(error))
        else:
            dialog.show_error(sentence_of(error))

    def _over(self, sentence: str) -> None:
        self._dialogs.tell(self._page, sentence)
        self.ended.emit()
