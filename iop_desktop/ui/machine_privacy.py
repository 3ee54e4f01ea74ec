"""What the program does for privacy on this computer: its settings, and which signs it can watch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iop_desktop.rules.lock_causes import OWN_CAUSES, LockCause
from iop_desktop.ui.settings_file import Settings


def _forget(_settings: Settings) -> None:
    """Keep nothing."""


@dataclass(frozen=True, slots=True)
class MachinePrivacy:
    """``keep`` puts settings in force and into their file; without arguments a computer that keeps nothing."""

    settings: Callable[[], Settings] = Settings
    keep: Callable[[Settings], None] = _forget
    watched: Callable[[], frozenset[LockCause]] = lambda: OWN_CAUSES
