"""No image of this process reaches the disk when it crashes: it would hold keys and notes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import Any

_PR_SET_DUMPABLE = 4
_NO_ERROR_BOXES = 0x0001 | 0x0002
_REPORT_WITHOUT_HEAP = 1


def forbid_crash_dumps() -> None:
    """Ask the operating system; what it refuses is passed over. The Windows part was not run there."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if sys.platform == "win32":
            _forbid_on_windows()
        else:
            _forbid_core_files()


def _forbid_core_files() -> None:
    import resource  # absent on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Crash collectors such as systemd's ignore the limit; they get nothing of a process that may not be dumped. It also
    # keeps other programs of the same account from reading this process. Portals identify a program by its folder
    # under /proc, which would be closed to them: there it stays open.
    if sys.platform.startswith("linux") and not _speaks_to_portals():
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _speaks_to_portals() -> bool:
    portal = os.environ.get("QT_QPA_PLATFORMTHEME", "") == "xdgdesktopportal"
    return portal or any(os.environ.get(name) for name in ("FLATPAK_ID", "SNAP"))


def _forbid_on_windows() -> None:
    libraries: Any = getattr(ctypes, "windll", None)
    if libraries is None:
        return
    kernel = libraries.kernel32
    kernel.SetErrorMode(_NO_ERROR_BOXES)
    kernel.WerSetFlags(_REPORT_WITHOUT_HEAP)
