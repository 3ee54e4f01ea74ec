"""What the front desk is given by the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iop_desktop.services.unlocked import Unlocked
    from iop_desktop.services.vault import VaultService
    from iop_desktop.ui.recovery_desk import RecoveryDesk
    from iop_desktop.ui.restore_desk import RestoreDesk
    from iop_desktop.ui.salvage_desk import SalvageDesk
    from iop_desktop.ui.set_up_desk import SetUpDesk

DemoMaker = Callable[[Callable[[int, int, str], None]], str]


@dataclass(frozen=True, slots=True)
class Opening:
    """What the front desk needs besides the window: the vault, the demo maker, and who opens the shell.

    ``vault``, ``set_up``, ``recovery``, ``restore``, ``salvage`` and ``prepare`` are called when they are needed: what
    they load is not there while the program starts. ``prepare`` runs behind the unlock page and loads what unlocking
    needs.
    """

    vault: Callable[[], VaultService]
    set_up: Callable[[], SetUpDesk]
    recovery: Callable[[], RecoveryDesk]
    restore: Callable[[], RestoreDesk]
    salvage: Callable[[], SalvageDesk]
    prepare: Callable[[], None]
    make_demo: DemoMaker
    open_shell: Callable[[Unlocked], None]
    folder: Path
    hint: Callable[[], str] = str
