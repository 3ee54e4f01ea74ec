"""The use cases of one person from the command line, with the pass phrase that was typed once for all of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from iop_desktop.cli.opening import now, read_passphrase
from iop_desktop.cli.second_code import unlock_asking

if TYPE_CHECKING:
    from iop_desktop.services.bundle import Services


@dataclass(frozen=True, slots=True)
class Opened:
    """The use cases, and what opens and signs packets."""

    services: Services
    passphrase: str = field(repr=False)


@contextlib.contextmanager
def opened_vault(data_dir: Path | None, login: str | None) -> Iterator[Opened]:
    """The records of the clinic, opened by one person and locked again at the end.

    Raises what VaultService raises, each with a sentence.
    """
    from iop_desktop import paths
    from iop_desktop.services.bundle import services_of
    from iop_desktop.services.vault import VaultService

    vault = VaultService((data_dir or paths.data_dir()).expanduser().resolve(), now)
    vault.state()
    passphrase = read_passphrase()
    name = login.strip().lower() if login else ""
    unlocked = unlock_asking(
        lambda code: vault.unlock(name, passphrase, code) if name else vault.unlock_any(passphrase, code)
    )
    try:
        yield Opened(services_of(unlocked, now), passphrase)
    finally:
        vault.lock(unlocked)
