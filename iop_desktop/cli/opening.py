"""Opening the clinic's records for a command; the pass phrase is typed, or the first line of standard input."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from iop_desktop.cli.asking import first_line_of_input
from iop_desktop.cli.second_code import unlock_asking
from iop_desktop.cli.speaking import say

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked

_NOTHING_GIVEN = (
    "No pass phrase was given. Nothing was opened: type it, or give it as the first line of standard input."
)


def now() -> datetime:
    """The clock of this computer."""
    return datetime.now(UTC)


def read_passphrase() -> str:
    """Ask at a terminal; otherwise take the first line of standard input. Exits with a sentence when there is none."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    passphrase = getpass.getpass("Pass phrase: ") if at_terminal else first_line_of_input()
    if not passphrase:
        say(_NOTHING_GIVEN)
        raise typer.Exit(1)
    return passphrase


@contextlib.contextmanager
def opened_records(folder: Path, login: str = "") -> Iterator[Unlocked]:
    """The open vault, as ``login`` or as whoever has the pass phrase; locked again at the end of the block.

    Raises what VaultService raises, each with a sentence.
    """
    from iop_desktop.services.vault import VaultService

    vaults = VaultService(folder, now)
    vaults.state()
    passphrase = read_passphrase()
    unlocked = unlock_asking(
        lambda code: vaults.unlock(login, passphrase, code) if login else vaults.unlock_any(passphrase, code)
    )
    try:
        yield unlocked
    finally:
        vaults.lock(unlocked)
