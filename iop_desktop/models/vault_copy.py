"""A checked copy of an open vault beside it, with the same keys: the way back from a failed change of schema."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

from iop_desktop.models import vault_folder
from iop_desktop.models.atomic_file import make_private, sync_file, sync_folder, write_atomically
from iop_desktop.models.cipher import connect
from iop_desktop.models.database import Vault, translated
from iop_desktop.models.errors import VaultDamaged, VaultFull
from iop_desktop.models.integrity import integrity_of

# VACUUM INTO needs the size of the result; the rest is room for the change that follows.
_ROOM_FACTOR = 2


def copy_vault(vault: Vault, *, label: str, now: datetime.datetime) -> Path:
    """Copy database and key file into ``copies`` and prove the copy; returns the database copy.

    Raises VaultDamaged if a page of the source or of the copy is damaged (nothing is kept then) and VaultFull when
    there is not room for the copy and the change after it.
    """
    folder = vault.folder / vault_folder.COPIES_NAME
    stamp = now.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    final = folder / f"clinic-{label}-{stamp}.db"
    partial = final.with_suffix(".partial")
    with translated():
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            _clear_unfinished(folder)
            require_room(vault.path, free=shutil.disk_usage(folder).free)
            _copy_database(vault, partial)
            sync_file(partial)
            partial.replace(final)
            _copy_key_file(vault.folder, final.with_suffix(".vault"))
            sync_folder(folder)
        finally:
            partial.unlink(missing_ok=True)
    return final


def _clear_unfinished(folder: Path) -> None:
    """Remove what a power cut during an earlier copy left."""
    for path in folder.glob("*.partial"):
        path.unlink()


def require_room(database: Path, *, free: int) -> None:
    """Raise VaultFull unless ``free`` bytes hold a copy and the change after it."""
    if free < _ROOM_FACTOR * database.stat().st_size:
        raise VaultFull


def _copy_database(vault: Vault, partial: Path) -> None:
    # VACUUM INTO stops at a damaged page; the driver's backup() would copy it into a file that looks sound.
    with vault.raw_connection() as source:
        if not integrity_of(source).ok:
            raise VaultDamaged
        make_private(partial)
        source.execute("VACUUM INTO ?", (str(partial),))
        counts = row_counts(source)
    copy = connect(partial, vault.keys)
    try:
        if not integrity_of(copy).ok or row_counts(copy) != counts:
            raise VaultDamaged
    finally:
        copy.close()


def row_counts(connection: Any) -> dict[str, int]:
    """Rows of every table, to compare a copy with its source."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _copy_key_file(folder: Path, target: Path) -> None:
    key_file = vault_folder.key_file_path(folder)
    if key_file.is_file():
        write_atomically(target, key_file.read_bytes())
