"""Using the recovery kit: the page, the use case behind it, and the new kit that is shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.kits import confirm_put_away
from iop_desktop.services.passphrases import Strength, scored
from iop_desktop.services.recovery import Recovered
from iop_desktop.services.unlock_attempts import WrongRecoveryCode
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.vault import VaultService
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.kit_desk import Kit, KitDesk
from iop_desktop.ui.recovery_page import RecoveryForm, RecoveryPage
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.window import MainWindow


class RecoveryDesk(QObject):
    """``made`` carries the open vault as soon as it is open, ``opened`` once the new kit is in a safe place."""

    made = Signal(object)
    opened = Signal(object)
    cancelled = Signal()

    def __init__(self, window: MainWindow, vault: VaultService, tasks: Tasks, dialogs: Dialogs, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._vault, self._tasks = window, vault, tasks
        self._kits = KitDesk(tasks, dialogs, clock, self)

    def begin(self, logins: Sequence[str], chosen: str, measure: Callable[[str], Strength]) -> None:
        """Show the page, with one login chosen already."""
        page = RecoveryPage(logins, chosen, scored(measure))
        page.submitted.connect(lambda form: self._recover(page, form))
        page.cancelled.connect(self.cancelled)
        self._kits.serve(page)
        self._window.show_front(page)
        page.focus_first()

    def _recover(self, page: RecoveryPage, form: RecoveryForm) -> None:
        self._tasks.run(
            page,
            lambda: self._vault.recover(form.login, form.code, form.passphrase, form.repeated),
            done=lambda recovered: self._recovered(page, recovered),
            failed=lambda error: self._refuse(page, error),
        )

    def _recovered(self, page: RecoveryPage, recovered: Recovered) -> None:
        unlocked = recovered.unlocked
        self.made.emit(unlocked)
        page.finished.connect(lambda: self._put_away(unlocked))
        self._kits.show(page, Kit(unlocked.clinic_name, recovered.recovery_code, (unlocked.actor.name,)))

    def _put_away(self, unlocked: Unlocked) -> None:
        """Until it is written down, Today asks an administrator for a kit that somebody has on paper."""

        def opened() -> None:
            self.opened.emit(unlocked)

        self._tasks.run(
            self, lambda: confirm_put_away(unlocked), done=lambda _: opened(), failed=lambda _error: opened()
        )

    @staticmethod
    def _refuse(page: RecoveryPage, error: BaseException) -> None:
        """What is wrong with login or code is said beside them, everything else where one is."""
        if isinstance(error, WrongRecoveryCode):
            page.show_code_error(error.sentence, error.wait_seconds)
        elif isinstance(error, NotAllowed):
            page.show_code_error(error.sentence)
        else:
            page.show_error(sentence_of(error))
