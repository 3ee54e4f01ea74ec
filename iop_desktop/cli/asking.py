"""How the command line asks for a pass phrase and opens records: never from the arguments."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from iop_desktop.cli.speaking import say

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked

USAGE_ERROR = 2
_NOTHING_TYPED = "No pass phrase was given. Nothing was changed: type it, or put it on the first line of the input."
_NO_TEXT = "The first line of the input is no text in UTF-8. Nothing was opened or changed."
_WHO = "Several staff share these records. Say who is asking: --as NAME"


def utc_now() -> datetime:
    """The clock of the command line."""
    return datetime.now(UTC)


def ask_secret(prompt: str) -> str:
    """The pass phrase or code from the terminal, or from the first line of the input when that is no terminal."""
    if sys.stdin is not None and sys.stdin.isatty():
        typed = str(typer.prompt(prompt, hide_input=True, err=True))
    else:
        typed = first_line_of_input()
    if not typed:
        say(_NOTHING_TYPED)
        raise typer.Exit(USAGE_ERROR)
    return typed


def first_line_of_input() -> str:
    """The first line of the input without its end; empty where there is none. Leaves when it is no text."""
    try:
        # Some shells begin what they pipe with a byte order mark.
        return sys.stdin.readline().rstrip("\r\n").removeprefix("\ufeff") if sys.stdin is not None else ""
    except UnicodeDecodeError:
        say(_NO_TEXT)
        raise typer.Exit(USAGE_ERROR) from None


def who_is_asking(folder: Path, name: str | None) -> str:
    """The login to use. Leaves with a sentence when it cannot be known."""
    from iop_desktop.services.front_door import FrontDoor
    from iop_desktop.services.usual_login import usual_login

    login = (name or "").strip().lower() or usual_login(folder, FrontDoor(folder).logins())
    if not login:
        say(_WHO)
        raise typer.Exit(USAGE_ERROR)
    return login


@contextlib.contextmanager
def opened_records(
    folder: Path,
    name: str | None,
    first: Callable[[Unlocked, str], object] = lambda _unlocked, _typed: None,
    *,
    anybody: bool = False,
) -> Iterator[Unlocked]:
    """The records of a folder, opened by whoever is asking and locked at the end of the block.

    ``first`` is called with what was typed. With ``anybody`` the pass phrase tells who it is where no name is given.
    """
    from iop_desktop.cli.second_code import unlock_asking
    from iop_desktop.services.vault import VaultService

    vault = VaultService(folder, utc_now)
    if anybody and not name:
        vault.state()
        passphrase = ask_secret("Pass phrase")
        unlocked = unlock_asking(lambda code: vault.unlock_any(passphrase, code))
    else:
        login = who_is_asking(folder, name)
        passphrase = ask_secret(f"Pass phrase of {login}")
        unlocked = unlock_asking(lambda code: vault.unlock(login, passphrase, code))
    try:
        if unlocked.notice:
            say(unlocked.notice)
        first(unlocked, passphrase)
        yield unlocked
    finally:
        vault.lock(unlocked)
