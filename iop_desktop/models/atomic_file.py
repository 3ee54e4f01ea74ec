"""Writing a small file so that a power cut or a full disk leaves either the old content or the new one."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

# Virus scanners and indexers on Windows hold a file open for moments; 10 tries wait 50 ms, 100 ms ... 25 s in all.
_REPLACE_TRIES = 10
_FIRST_WAIT_SECONDS = 0.05


def write_atomically(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` and make it durable; readable by the owner alone on POSIX.

    Raises OSError (for example a full disk) and then leaves the old content and no other file.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            sync_descriptor(stream.fileno())
        _replace(temporary, path)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def backup_path(path: Path) -> Path:
    """Where the content before the last change is kept, for files that keep it."""
    return path.with_name(path.name + ".bak")


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read; SQLite would make it readable by everyone on the computer."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def sync_descriptor(descriptor: int) -> None:
    """Make what was written durable; on macOS fsync alone stops at the disk's own cache."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_file(path: Path) -> None:
    """Make a finished file durable."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        sync_descriptor(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows has no such call and does not need it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(temporary: Path, path: Path) -> None:
    wait = _FIRST_WAIT_SECONDS
    for attempt in range(1, _REPLACE_TRIES + 1):
        try:
            temporary.replace(path)
            return
        except PermissionError:
            if sys.platform != "win32" or attempt == _REPLACE_TRIES:
                raise
            time.sleep(wait)
            wait *= 2
