"""The program started as people start it, up to the paint of its unlock page."""

from __future__ import annotations

import sys
from typing import Any

from benchmarks.first_paint import FirstPaint


def start(folder: str) -> None:
    """Start the program on a folder; the process ends at the first paint."""
    from PySide6.QtWidgets import QApplication

    serve = QApplication.exec
    watcher = FirstPaint("UnlockPage")

    def watched(*_arguments: Any) -> int:
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(watcher)
        return int(serve())

    # The program makes its own application; from the moment it serves events the watcher sees them all.
    QApplication.exec = watched  # type: ignore[method-assign]  # only in this process, which ends at the first paint
    sys.argv = ["iop-desktop", "--data-dir", folder]
    from iop_desktop.__main__ import main

    main()


if __name__ == "__main__":
    start(sys.argv[1])
