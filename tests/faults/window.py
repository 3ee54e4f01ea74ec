"""The window in a process of its own, for the tests that start it twice or kill it.

``python -m tests.faults.window first|second FOLDER`` or ``... writer FOLDER VAULT SESSION``; what happened is told by
files in FOLDER.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer  # the platform is chosen before
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from iop_desktop import app as program
from iop_desktop.services.demo import DEMO_PASSPHRASE
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.window import MainWindow
from tests.e2e.conftest import CHEAP
from tests.support.clock import MovableClock


def tell(path: Path, word: str) -> None:
    """A file that appears whole."""
    path.with_suffix(".part").write_text(word)
    path.with_suffix(".part").rename(path)


class ToldWindow(MainWindow):
    """Says when it is on screen and when it comes forward."""

    folder = Path()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, lambda: tell(self.folder / "shown", "yes"))

    def bring_forward(self) -> None:
        super().bring_forward()
        tell(self.folder / "forward", "yes" if self.isVisible() else "no")


def open_twice(folder: Path) -> int:
    """The program as its command opens it, on a folder without a clinic."""
    ToldWindow.folder = folder
    vars(program)["MainWindow"] = ToldWindow
    return program.open_window(folder / "clinic")


def write(folder: Path, vault: Path) -> int:
    """Unlock, go to the notes, type, and stay."""
    app = program.make_application()
    opened = program.Program(app, vault, MovableClock(), kdf_cost=CHEAP, keyring=lambda: None)
    opened.start()
    opened.tasks.wait_idle(20)
    opened.front.unlock_as("dwhitfield", DEMO_PASSPHRASE)
    wait(opened, lambda: opened.desk is not None)
    assert opened.desk is not None
    opened.desk.services.sessions.start(opened.desk.services.sessions.today()[0].session_id)
    opened.desk.shell.go("notes")
    page = opened.desk.shell.page("notes")
    assert isinstance(page, NotesPage)
    wait(opened, lambda: page._view is not None)
    QTest.keyClicks(page.note_card.form.fields["response"], "These words were typed before the power went.")
    tell(folder / "typed", "yes")
    return app.exec()


def wait(opened: program.Program, holds: object) -> None:
    """Serve events until something holds."""
    assert callable(holds)
    while not holds():
        QApplication.processEvents()
        opened.tasks.wait_idle(0.05)


if __name__ == "__main__":
    place = Path(sys.argv[2])
    sys.exit(write(place, Path(sys.argv[3])) if sys.argv[1] == "writer" else open_twice(place))
