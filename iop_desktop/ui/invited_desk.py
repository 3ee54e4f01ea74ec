"""Who was invited, or was given a code for a forgotten pass phrase, is let in at the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.services.passphrases import scored, strength
from iop_desktop.ui.invited_dialog import InvitedDialog, InvitedForm
from iop_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked
    from iop_desktop.services.vault import VaultService


class InvitedDesk(QObject):
    """``opened`` carries the open vault, ``code_needed`` login and new pass phrase of who has a second factor."""

    opened = Signal(object)
    code_needed = Signal(str, str)

    def __init__(self, vault: Callable[[], VaultService], tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._vault, self._tasks = vault, tasks

    def begin(self, page: QWidget) -> None:
        """Ask for login, code and a pass phrase of their own."""
        # On the window: what hangs on the page is painted in the colors of the lock.
        dialog = InvitedDialog(scored(strength), page.window())
        dialog.confirmed.connect(lambda form: self._accept(dialog, form))
        dialog.open()

    def _accept(self, dialog: InvitedDialog, form: InvitedForm) -> None:
        def work() -> Unlocked:
            return self._vault().accept(form.login, form.code, form.passphrase, form.repeated)

        def done(unlocked: Unlocked) -> None:
            dialog.accept()
            self.opened.emit(unlocked)

        def failed(error: BaseException) -> None:
            # The new pass phrase is in force already: who has a second factor goes on with its code.
            if getattr(error, "asks_code", False):
                dialog.accept()
                self.code_needed.emit(form.login, form.passphrase)
            else:
                dialog.show_failure(error)

        self._tasks.run(dialog, work, done=done, failed=failed)
