"""Putting a restored vault in the place of the present one, so that a power cut leaves the one or the other.

The restored files wait, whole and proven, in a folder beside the records. A marker there says that they are to be put
in place; from then on every start goes on with it until it is done. Nothing is deleted: the earlier files are moved.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from iop_desktop.models.atomic_file import backup_path, sync_folder, write_atomically
from iop_desktop.models.vault_folder import database_files, database_path, key_file_path

WAITING_NAME = "restoring"
KEPT_PREFIX = "replaced-"
_MARKER = "ready"


def waiting_place(folder: Path) -> Path:
    """Where the restored files are made."""
    return folder / WAITING_NAME


def is_begun(folder: Path) -> bool:
    """Whether a swap was begun and is not finished."""
    return (waiting_place(folder) / _MARKER).is_file()


def begin_swap(folder: Path, kept_name: str) -> Path | None:
    """Put the waiting files in place of the present ones; returns where those are now, None if there were none.

    Raises OSError; then the next start finishes it.
    """
    write_atomically(waiting_place(folder) / _MARKER, kept_name.encode())
    finish_swap(folder)
    kept = folder / kept_name
    return kept if kept.is_dir() else None


def finish_swap(folder: Path) -> None:
    """Go on with a swap that was begun; what was not ready yet is removed. The caller holds the vault's lock."""
    place = waiting_place(folder)
    if not place.is_dir():
        return
    marker = place / _MARKER
    if marker.is_file():
        _move_aside(folder, place, folder / marker.read_text(encoding="utf-8"))
        _move_in(folder, place)
    shutil.rmtree(place, ignore_errors=True)


def _move_aside(folder: Path, place: Path, kept: Path) -> None:
    # As long as the new database waits, whatever has the vault's names is the earlier vault.
    if not database_path(place).exists():
        return
    earlier = [*_key_files(folder), *database_files(folder)]
    for path in earlier:
        if path.exists():
            kept.mkdir(mode=0o700, exist_ok=True)
            path.replace(kept / path.name)
    if kept.is_dir():
        sync_folder(kept)
    sync_folder(folder)


def _move_in(folder: Path, place: Path) -> None:
    """The database first: without a key file nobody takes it for a vault in use."""
    for target in (database_path(folder), key_file_path(folder)):
        waiting = place / target.name
        if waiting.exists():
            waiting.replace(target)
            sync_folder(folder)


def _key_files(folder: Path) -> list[Path]:
    path = key_file_path(folder)
    return [backup_path(path), path]
