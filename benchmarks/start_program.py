"""The program started as people start it, up to the paint of its unlock page."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from benchmarks.first_paint import FirstPaint
from iop_desktop.__main__ import main


def start(folder: str) -> None:
    """Start the command line on a folder; the process ends at the first paint."""
    app = QApplication.instance() or QApplication(["iop-desktop"])
    watcher = FirstPaint("UnlockPage")
    app.installEventFilter(watcher)
    sys.argv = ["iop-desktop", "--data-dir", folder]
    main()


if __name__ == "__main__":
    start(sys.argv[1])
