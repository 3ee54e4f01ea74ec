"""Opening the window from the command line, or saying why there is none."""

from __future__ import annotations

from pathlib import Path

from iop_desktop.cli.speaking import say

_NO_SCREEN = (
    "There is no screen to open a window on. Nothing was changed. "
    "To see the program at work without one: iop-desktop demo --data-dir FOLDER --headless"
)
_NO_QT = "The window system of this computer lacks a library the program needs. Nothing was changed. Run: make setup"


def show_window(data_dir: Path | None) -> int:
    """Open the program's window and wait until it is closed; the exit code, 1 when no window can be shown."""
    try:
        from iop_desktop.app import has_display, open_window
    except ImportError as error:
        # A missing system library shows itself as an import error of Qt; any other one is a mistake of ours.
        if "PySide6" not in f"{error.name} {error.path}":
            raise
        say(_NO_QT)
        return 1
    if not has_display():
        say(_NO_SCREEN)
        return 1
    return open_window(data_dir)
