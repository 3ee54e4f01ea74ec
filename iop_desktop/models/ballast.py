"""64 MB kept on the disk for the moment when it is full, so that what was typed can still be saved."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from iop_desktop.models.vault_folder import database_files

NAME = "ballast.bin"
BYTES = 64 << 20
# Taking more than a quarter of what is left would make the disk full instead of helping.
_LEAST_FREE = 4 * BYTES
_BLOCK = bytes(1 << 20)


def ensure(folder: Path, size: int = BYTES) -> bool:
    """Put the ballast aside if there is none and room enough; whether it is there. Never raises for a full disk."""
    path = folder / NAME
    with contextlib.suppress(OSError):
        if path.is_file() and path.stat().st_size == size:
            return True
        path.unlink(missing_ok=True)
        if shutil.disk_usage(folder).free < _LEAST_FREE:
            return False
        try:
            _reserve(path, size)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return True
    return False


def release(folder: Path) -> bool:
    """Set the room free; whether there was any."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True


def free_bytes(folder: Path) -> int:
    """Room that is left on the disk of this folder."""
    return shutil.disk_usage(folder).free


def vault_bytes(folder: Path) -> int:
    """Size of the records with what SQLite keeps beside them."""
    return sum(path.stat().st_size for path in database_files(folder) if path.exists())


def _reserve(path: Path, size: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, size)
        else:
            for start in range(0, size, len(_BLOCK)):
                os.write(descriptor, _BLOCK[: size - start])
    finally:
        os.close(descriptor)
