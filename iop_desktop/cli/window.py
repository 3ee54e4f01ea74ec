"""Opening the window from the command line, or saying why there is none."""

from __future__ import annotations

from pathlib import Path

from iop_desktop.cli.speaking import plain_errors, say

_NO_SCREEN = (
    "There is no screen to open a window on. Nothing was changed. "
    "To see the program at work without one: iop-desktop demo --data-dir FOLDER --headless"
)
_NO_QT = "The window system of this computer lacks a library the program needs. Nothing was changed. Run: make setup"


def show_window(data_dir: Path | None) -> int:
    """Open the program's window and wait until it is closed; the exit code, 1 when no window can be shown.

    Once it is open, the window says itself what goes wrong, and keeps the log.
    """
    if not _has_qt():
        say(_NO_QT)
        return 1
    with plain_errors():
        from iop_desktop.app import has_display, open_window
    if not has_display():
        say(_NO_SCREEN)
        return 1
    return open_window(data_dir)


def _has_qt() -> bool:
    """Whether Qt loads: on a bare system the libraries it draws with may be missing."""
    import importlib

    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError:
        return False
    return True
