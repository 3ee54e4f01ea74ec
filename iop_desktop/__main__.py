"""``python -m iop_desktop`` and the command ``iop-desktop``."""

from __future__ import annotations


def main() -> None:
    """Run the command line; without a command it opens the window."""
    from iop_desktop.cli.main import run

    run()


if __name__ == "__main__":
    main()
