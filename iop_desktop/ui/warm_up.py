"""Work done while nobody waits, so that nothing is slow the first time: pages are built, libraries loaded."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from iop_desktop.services.warm_up import load_documents
from iop_desktop.ui.shell import Shell
from iop_desktop.ui.tasks import Tasks

PAUSE_MS = 250
PAGES = ("group", "notes", "cosign", "members", "groups", "curriculum")


class WarmUp(QObject):
    """One small step at a time, and only while the lanes are empty; ``last`` is done at the end."""

    def __init__(self, shell: Shell, tasks: Tasks, last: Callable[[], object]) -> None:
        super().__init__(shell)
        self._shell, self._tasks = shell, tasks
        self._cold, self._last = [key for key in PAGES if shell.offers(key)], last
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()
        # What is loaded by now stays loaded: the collector need not walk through it again and again.
        gc.freeze()

    def _step(self) -> None:
        if not self._tasks.idle():
            self._timer.start()
        elif self._cold:
            self._shell.page(self._cold.pop(0))
            self._timer.start()
        else:
            self._tasks.run(self, load_documents, lane="long")
            self._last()
