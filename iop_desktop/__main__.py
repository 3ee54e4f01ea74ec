"""``python -m iop_desktop`` and the command ``iop-desktop``."""

from __future__ import annotations

import sys
from pathlib import Path

from iop_desktop.cli.crash_dumps import forbid_crash_dumps
from iop_desktop.cli.window import asks_for_window, show_window


def main() -> None:
    """Run the command line; without a command it opens the window."""
    forbid_crash_dumps()
    arguments = sys.argv[1:]
    if asks_for_window(arguments):
        sys.exit(show_window(Path(arguments[1]) if arguments else None))
    from iop_desktop.cli.main import run

    run()


if __name__ == "__main__":
    main()
