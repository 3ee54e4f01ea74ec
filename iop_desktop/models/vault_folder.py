"""The folder of a vault: its file names, what is in it, and whether it is a safe place."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.errors import (
    DatabaseMissing,
    KeyFileMissing,
    NetworkFolder,
    SyncFolder,
    VaultExists,
    VaultMissing,
    VaultReadOnly,
    translate,
)

DATABASE_NAME = "clinic.db"
KEY_FILE_NAME = "clinic.vault"
LOCK_NAME = "clinic.lock"
COPIES_NAME = "copies"
_SIDE_FILES = ("-wal", "-shm")

# File systems on which SQLite's write-ahead log or locks cannot be trusted: https://www.sqlite.org/wal.html#overview
_UNSAFE_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "davfs", "vfat", "msdos", "exfat"}
)
_SAFE_FUSE = frozenset({"fuseblk"})
_CLOUD_FOLDER = re.compile(
    r"^(onedrive( - .*)?|dropbox( \(.*\))?|google ?drive|googledrive|my drive|icloud ?drive|iclouddrive"
    r"|mobile documents|cloudstorage|box( sync)?|nextcloud|owncloud|pcloud ?drive|syncthing|sync)$",
    re.IGNORECASE,
)
_CLOUD_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
# What their programs leave in a folder that they copy, whatever it is called.
_CLOUD_MARKS = (".stfolder", ".dropbox.cache", ".nextcloudsync.log", ".owncloudsync.log")
_WINDOWS_REMOTE_DRIVE = 4


def database_path(folder: Path) -> Path:
    """The encrypted database."""
    return folder / DATABASE_NAME


def key_file_path(folder: Path) -> Path:
    """The key file."""
    return folder / KEY_FILE_NAME


def has_vault(folder: Path) -> bool:
    """Whether any part of a vault is here, so that set-up must not be offered."""
    return _exists(database_path(folder)) or _key_file_exists(folder)


def require_vault(folder: Path) -> None:
    """Raise VaultMissing, KeyFileMissing or DatabaseMissing unless both files are here."""
    database, key_file = _exists(database_path(folder)), _key_file_exists(folder)
    if not database and not key_file:
        raise VaultMissing
    if not key_file:
        raise KeyFileMissing
    if not database:
        raise DatabaseMissing


def require_no_vault(folder: Path) -> None:
    """Raise VaultExists if a database or key file is here."""
    if has_vault(folder):
        raise VaultExists


def require_writable(folder: Path) -> None:
    """Raise VaultReadOnly, or VaultFull, unless a file can be made here; permission bits alone do not say so."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")
            probe.flush()
    except OSError as error:
        raise translate(error) or VaultReadOnly() from None


def require_safe_place(
    folder: Path, *, mounts: str | None = None, environment: Mapping[str, str] | None = None
) -> None:
    """Raise NetworkFolder for a network drive or FAT, and SyncFolder for one that a service copies elsewhere.

    ``mounts`` is the text of ``/proc/self/mountinfo``, ``environment`` that of the process; tests give their own.
    """
    place = folder.absolute()
    if _is_cloud_folder(place, os.environ if environment is None else environment):
        raise SyncFolder
    if _is_network_path(place):
        raise NetworkFolder
    text = _read_mounts() if mounts is None else mounts
    if _is_unsafe_file_system(_file_system_of(place, text)):
        raise NetworkFolder


def database_files(folder: Path) -> Iterator[Path]:
    """The database and the files SQLite keeps beside it."""
    yield database_path(folder)
    for suffix in _SIDE_FILES:
        yield database_path(folder).with_name(DATABASE_NAME + suffix)


def _exists(path: Path) -> bool:
    return path.is_file()


def _key_file_exists(folder: Path) -> bool:
    path = key_file_path(folder)
    return _exists(path) or _exists(backup_path(path))


def _is_network_path(place: Path) -> bool:
    if str(place).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(place.anchor)) == _WINDOWS_REMOTE_DRIVE
    return False


def _is_cloud_folder(place: Path, environment: Mapping[str, str]) -> bool:
    if any(_CLOUD_FOLDER.match(part) for part in place.parts):
        return True
    if any((parent / mark).exists() for parent in (place, *place.parents) for mark in _CLOUD_MARKS):
        return True
    roots = [Path(environment[name]) for name in _CLOUD_VARIABLES if environment.get(name)]
    return any(place == root or root in place.parents for root in roots)


def _read_mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _file_system_of(place: Path, mounts: str) -> str:
    """File-system type of the longest mount point above ``place``; fields as in proc_pid_mountinfo(5)."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split()
        if not separator or len(fields) < 5:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        if len(point.parts) >= best and (place == point or point in place.parents):
            best, kind = len(point.parts), after.split()[0]
    return kind


def _is_unsafe_file_system(kind: str) -> bool:
    if kind in _UNSAFE_FILE_SYSTEMS:
        return True
    return kind.startswith("fuse.") and kind not in _SAFE_FUSE
