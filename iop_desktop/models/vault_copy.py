"""A checked copy of an open vault beside it, with the same keys: the way back from a failed change of schema."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

from iop_desktop.models import vault_folder
from iop_desktop.models.atomic_file import sync_file, sync_folder
from iop_desktop.models.cipher import DRIVER, connect
from iop_desktop.models.database import Vault, integrity_of
from iop_desktop.models.errors import VaultDamaged, VaultFull, translate

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
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        require_room(vault.path, free=shutil.disk_usage(folder).free)
        _copy_database(vault, partial)
        sync_file(partial)
        partial.replace(final)
        _copy_key_file(vault.folder, final.with_suffix(".vault"))
        sync_folder(folder)
    except (DRIVER.Error, OSError) as error:
        problem = translate(error)
        if problem is None:
            raise
        raise problem from error
    finally:
        partial.unlink(missing_ok=True)
    return final


def require_room(database: Path, *, free: int) -> None:
    """Raise VaultFull unless ``free`` bytes hold a copy and the change after it."""
    if free < _ROOM_FACTOR * database.stat().st_size:
        raise VaultFull


def _copy_database(vault: Vault, partial: Path) -> None:
    # VACUUM INTO stops at a damaged page; the driver's backup() would copy it into a file that looks sound.
    source = vault.raw_connection()
    try:
        if not integrity_of(source).ok:
            raise VaultDamaged
        source.execute("VACUUM INTO ?", (str(partial),))
        counts = row_counts(source)
    finally:
        source.close()
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
        shutil.copyfile(key_file, target)
        sync_file(target)
