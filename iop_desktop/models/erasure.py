"""Destroying the keys of a vault, and then the files they open.

Without its key file nobody can read the database: neither with every pass phrase nor with the recovery kit. The key
files are overwritten and removed first, so that a power cut at any point leaves either everything or ciphertext.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from iop_desktop.models.atomic_file import backup_path, sync_descriptor, sync_folder
from iop_desktop.models.vault_folder import COPIES_NAME, KEY_FILE_NAME, database_files, key_file_path
from iop_desktop.models.vault_swap import KEPT_PREFIX, WAITING_NAME

_HEAD_BYTES = 1 << 20
_OTHERS = ("ballast.bin", "attempts.json", "restore-drill")


def erase_vault(folder: Path) -> tuple[Path, ...]:
    """Overwrite and remove every key file of the closed vault, then its database and copies beside it.

    Answers with what could not be removed: ciphertext without a key. Raises OSError when a key file could not be
    overwritten; then the records' own key file, which is the last one, still opens them.
    """
    for path in _key_files(folder):
        _overwrite(path, path.stat().st_size)
        path.unlink()
    sync_folder(folder)
    left: list[Path] = []
    for path in (*database_files(folder), *_beside(folder)):
        try:
            _remove(path)
        except OSError:
            left.append(path)
    return tuple(left)


def _key_files(folder: Path) -> tuple[Path, ...]:
    """Those of earlier records beside it, the copy of the key file, and the key file itself as the last one."""
    places = [*folder.glob(f"{KEPT_PREFIX}*/{KEY_FILE_NAME}"), folder / WAITING_NAME / KEY_FILE_NAME]
    places += [*(folder / COPIES_NAME).glob(f"*{KEY_FILE_NAME}*"), key_file_path(folder)]
    found = [path for place in places for path in (backup_path(place), place) if path.is_file()]
    return tuple(dict.fromkeys(found))


def _beside(folder: Path) -> tuple[Path, ...]:
    return (
        *(folder / name for name in (*_OTHERS, COPIES_NAME, WAITING_NAME)),
        *folder.glob(f"{KEPT_PREFIX}*"),
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        # The first bytes hold the salt; without them not even a guessed key helps.
        _overwrite(path, min(path.stat().st_size, _HEAD_BYTES))
        path.unlink()


def _overwrite(path: Path, length: int) -> None:
    """Random bytes over the beginning of a file, durable before it is removed."""
    with contextlib.suppress(PermissionError):
        path.chmod(0o600)
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, secrets.token_bytes(length))
        sync_descriptor(descriptor)
    finally:
        os.close(descriptor)
