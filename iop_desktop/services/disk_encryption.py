"""Asks the operating system whether the disk under a folder is encrypted. Windows and macOS were not run here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from iop_desktop.rules.disk_encryption import DiskState, of_bitlocker, of_filevault, of_linux

_PATIENCE = 10
_MOST_LAYERS = 8
_ASK_SHELL = (
    "(New-Object -ComObject Shell.Application).NameSpace('{}').Self"
    ".ExtendedProperty('System.Volume.BitLockerProtection')"
)


def disk_state(folder: Path, platform: str = sys.platform, root: Path = Path("/")) -> DiskState:
    """The state of the disk; UNKNOWN for whatever cannot be asked. ``root`` is where ``sys`` and ``proc`` are."""
    try:
        if platform.startswith("linux"):
            return _of_linux(folder, root)
        if platform == "win32":
            drive = folder.resolve().drive
            shell = Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32/WindowsPowerShell/v1.0/powershell.exe"
            return of_bitlocker(_answer(str(shell), "-NoProfile", "-Command", _ASK_SHELL.format(drive)))
        if platform == "darwin":
            return of_filevault(_answer("/usr/bin/fdesetup", "status"))
    except (OSError, ValueError, subprocess.SubprocessError):
        return DiskState.UNKNOWN
    return DiskState.UNKNOWN


def _answer(*command: str) -> str:
    # Fixed words and a drive letter, run without a shell.
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=True)  # noqa: S603
    return done.stdout


def _of_linux(folder: Path, root: Path) -> DiskState:
    mount = _mount_of(folder.resolve(), (root / "proc/self/mountinfo").read_text(encoding="utf-8"))
    if mount is None:
        return DiskState.UNKNOWN
    number, filesystem, source = mount
    device = root / "sys/dev/block" / number
    if not device.exists() and source.startswith("/dev/"):
        # Some file systems have a number of their own instead of their disk's.
        device = root / "sys/class/block" / Path(source).resolve().name
    return of_linux(filesystem, _ways(device) if device.exists() else ())


def _mount_of(folder: Path, mounts: str) -> tuple[str, str, str] | None:
    """Device number, file system and source of the last and deepest mount that holds the folder."""
    best: tuple[int, tuple[str, str, str]] | None = None
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        place = Path(left.split()[4].replace("\\040", " "))
        if folder.is_relative_to(place) and (best is None or len(place.parts) >= best[0]):
            filesystem, source = right.split()[:2]
            best = (len(place.parts), (left.split()[2], filesystem, source))
    return best[1] if best else None


def _ways(device: Path, mapped: str = "", layer: int = 0) -> Iterator[str | None]:
    """For each disk below, the ids of what is mapped on the way to it."""
    own = device / "dm/uuid"
    mapped += own.read_text(encoding="ascii") if own.exists() else ""
    slaves = device / "slaves"
    below = sorted(slaves.iterdir()) if slaves.is_dir() else []
    if layer > _MOST_LAYERS:
        yield None
    elif not below:
        yield mapped
    else:
        for each in below:
            yield from _ways(each, mapped, layer + 1)
