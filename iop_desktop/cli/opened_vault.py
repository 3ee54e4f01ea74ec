"""The use cases of one person from the command line, with the pass phrase that was typed once for all of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from iop_desktop.cli.asking import opened_records, utc_now

if TYPE_CHECKING:
    from iop_desktop.services.bundle import Services


@dataclass(frozen=True, slots=True)
class Opened:
    """The use cases, and what opens and signs packets."""

    services: Services
    passphrase: str = field(repr=False)


@contextlib.contextmanager
def opened_vault(data_dir: Path | None, login: str | None) -> Iterator[Opened]:
    """The records of the clinic, opened by one person and locked again at the end."""
    from iop_desktop import paths
    from iop_desktop.services.bundle import services_of

    folder, typed = (data_dir or paths.data_dir()).expanduser().resolve(), []
    with opened_records(folder, login, lambda _, passphrase: typed.append(passphrase), anybody=True) as unlocked:
        yield Opened(services_of(unlocked, utc_now), typed[0])
