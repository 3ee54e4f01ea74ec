"""The program on a folder of records, before anybody has unlocked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from iop_desktop.app import Program
from tests.factories import CHEAP
from tests.support.clock import MovableClock
from tests.ui.recorder import RecordedDialogs

Start = Callable[[Path], Program]


@contextlib.contextmanager
def at_the_door(qapp: QApplication, folder: Path, clock: MovableClock, dialogs: RecordedDialogs) -> Iterator[Program]:
    """The window on this folder; closed at the end."""
    made = Program(qapp, folder, clock, dialogs, kdf_cost=CHEAP, keyring=lambda: None)
    made.start()
    settle(made)
    try:
        yield made
    finally:
        made.window.close()
        made.tasks.wait_idle()
        for gone in (made.idle, made.window, made.tasks):
            gone.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: Program) -> None:
    """Serve events until nothing is waiting, running or about to be shown."""
    calm = 0
    while calm < 3:
        QApplication.processEvents()
        calm = calm + 1 if program.tasks.idle() else 0
        assert program.tasks.wait_idle(20)
