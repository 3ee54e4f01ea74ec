"""The window in a process of its own whose memory the test reads: ``python -m tests.faults.memory_child VAULT LOGIN``.

Pass phrases come letter by letter, one a line, so that only the program itself ever puts them together; the line
``enter`` tries them, ``lock`` locks, ``typed`` waits. It answers ``typed``, ``unlocked``, ``refused`` and ``locked``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt  # the platform is chosen before
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from iop_desktop import app as program
from iop_desktop.models.kdf import KdfCost
from iop_desktop.ui.unlock_page import UnlockPage
from tests.support.clock import MovableClock

CHEAP = KdfCost(memory_kib=64, iterations=1, lanes=1)


def settle(opened: program.Program) -> None:
    for _ in range(5):
        QApplication.processEvents()
        opened.tasks.wait_idle(20)


def main(vault: Path, login: str) -> None:
    app = program.make_application()
    opened = program.Program(app, vault, MovableClock(), kdf_cost=CHEAP, keyring=lambda: None)
    opened.start()
    settle(opened)
    for line in sys.stdin:
        word = line.rstrip("\n")
        page = opened.window.findChild(UnlockPage)
        if word == "lock":
            opened.window.lock("asked")
            settle(opened)
            sys.stdout.write("locked\n")
        elif word == "enter":
            assert isinstance(page, UnlockPage)
            page.login.setCurrentText(login)
            QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
            settle(opened)
            sys.stdout.write("unlocked\n" if opened.desk is not None else "refused\n")
        elif word == "typed":
            sys.stdout.write("typed\n")
        else:
            assert isinstance(page, UnlockPage)
            QTest.keyClicks(page.passphrase, word)
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
