"""Opening the window from the command line, or saying why there is none.

The command line's library takes a third as long to load as the whole window, so only what fails here loads it.
"""

from __future__ import annotations

from pathlib import Path

_NO_SCREEN = (
    "There is no screen to open a window on. Nothing was changed. "
    "To see the program at work without one: iop-desktop demo --data-dir FOLDER --headless"
)
_NO_QT = "The window system of this computer lacks a library the program needs. Nothing was changed. Run: make setup"


def asks_for_window(arguments: list[str]) -> bool:
    """Whether a command line says nothing but ``--data-dir DIR`` or nothing at all."""
    return not arguments or (len(arguments) == 2 and arguments[0] == "--data-dir")


def show_window(data_dir: Path | None) -> int:
    """Open the program's window and wait until it is closed; the exit code, 1 when no window can be shown.

    Once it is open, the window says itself what goes wrong, and keeps the log.
    """
    if not _has_qt():
        return _refuse(_NO_QT)
    try:
        from iop_desktop.app import has_display, open_window
    except (Exception, KeyboardInterrupt):  # noqa: BLE001 - whatever it is, it is said in a sentence and logged
        return _say_what_failed()
    if not has_display():
        return _refuse(_NO_SCREEN)
    return open_window(data_dir)


def _has_qt() -> bool:
    """Whether Qt loads: on a bare system the libraries it draws with may be missing."""
    import importlib

    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError:
        return False
    return True


def _refuse(sentence: str) -> int:
    from iop_desktop.cli.speaking import say

    say(sentence)
    return 1


def _say_what_failed() -> int:
    """Say the exception that is being handled as every command does; the exit code."""
    import typer

    from iop_desktop.cli.speaking import plain_errors

    try:
        with plain_errors():
            raise  # noqa: PLE0704 - called while an exception is handled
    except typer.Exit as leaving:
        return leaving.exit_code
