"""Opening the records from the command line: the pass phrase comes from a prompt or the first line of input."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from iop_desktop.cli.speaking import say

if TYPE_CHECKING:
    from iop_desktop.services.bundle import Services

USAGE_ERROR = 2


@dataclass(frozen=True, slots=True)
class Opened:
    """The use cases of one person, and the pass phrase that was typed once for the whole command."""

    services: Services
    passphrase: str = field(repr=False)


@contextlib.contextmanager
def opened_vault(data_dir: Path | None, login: str | None) -> Iterator[Opened]:
    """The records of the clinic, opened by one person and locked again at the end."""
    from iop_desktop import paths
    from iop_desktop.services.bundle import services_of
    from iop_desktop.services.vault import VaultService

    def clock() -> datetime:
        return datetime.now(UTC)

    vault = VaultService((data_dir or paths.data_dir()).expanduser().resolve(), clock)
    who = _login(vault.logins(), login)
    passphrase = ask_passphrase(who)
    unlocked = vault.unlock(who, passphrase)
    try:
        yield Opened(services_of(unlocked, clock), passphrase)
    finally:
        vault.lock(unlocked)


def ask_passphrase(login: str) -> str:
    """The pass phrase, never echoed: from the terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(f"Pass phrase of {login}: ")
    return sys.stdin.readline().rstrip("\r\n")


def _login(known: tuple[str, ...], login: str | None) -> str:
    if login is None and len(known) == 1:
        return known[0]
    if login is None or login.strip().lower() not in known:
        say(f"Say who you are: --login with one of {', '.join(known)}. Nothing was changed.")
        raise typer.Exit(USAGE_ERROR)
    return login.strip().lower()
