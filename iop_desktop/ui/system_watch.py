"""The operating system's own signs that nobody sits here any more: one protocol, one watch per system."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.lock_causes import LockCause

Due = Callable[[LockCause], None]


class SystemWatch(Protocol):
    """Calls ``due`` on the window's thread when the system locks, sleeps or changes to another account."""

    def begin(self) -> None:
        """Watch from now on; a sign that this computer does not give is passed over in silence."""

    def watched(self) -> frozenset[LockCause]:
        """The signs this computer gives."""

    def let_sleep(self) -> None:
        """The records are closed: the computer need not wait for them any longer."""


class NoWatch:
    """A system without such signs: the program's own clocks still lock."""

    def begin(self) -> None:
        """Nothing to watch."""

    def watched(self) -> frozenset[LockCause]:
        """No signs."""
        return frozenset()

    def let_sleep(self) -> None:
        """Nothing waits."""


def system_watch(due: Due, window: QWidget, platform: str = sys.platform) -> SystemWatch:
    """The watch of this system; what a system needs is loaded only there."""
    if platform.startswith("linux"):
        from iop_desktop.ui.linux_watch import LinuxWatch

        return LinuxWatch(due, window)
    if platform == "win32":
        from iop_desktop.ui.windows_watch import WindowsWatch

        return WindowsWatch(due, window)
    if platform == "darwin":
        from iop_desktop.ui.mac_watch import MacWatch

        return MacWatch(due)
    return NoWatch()
