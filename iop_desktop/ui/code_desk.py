"""Between the pass phrase and the shell: the second factor's code, for who has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from iop_desktop.ui.second_factor_page import SecondFactorPage
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked


class CodeDesk(QObject):
    """``opened`` carries the open vault, ``cancelled`` leads back to the pass phrase."""

    opened = Signal(object)
    cancelled = Signal()

    def __init__(self, window: MainWindow, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._tasks = window, tasks

    def ask(self, login: str, unlock: Callable[[str], Unlocked]) -> None:
        """Ask for the code; ``unlock`` tries it with the pass phrase it holds. The records are closed meanwhile."""
        page = SecondFactorPage(login)
        page.cancelled.connect(self.cancelled)
        page.code_given.connect(lambda code: self._try(page, lambda: unlock(code)))
        self._window.show_front(page)
        page.setFocus()

    def _try(self, page: SecondFactorPage, unlock: Callable[[], Unlocked]) -> None:
        self._tasks.run(page, unlock, done=self.opened.emit, failed=lambda error: self._refuse(page, error))

    @staticmethod
    def _refuse(page: SecondFactorPage, error: BaseException) -> None:
        page.show_error(sentence_of(error))
        page.set_delay(float(getattr(error, "wait_seconds", 0.0)))
