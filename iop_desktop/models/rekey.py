"""Giving the database another key in place, by SQLCipher's own rekey in the write-ahead log.

A process that dies inside leaves a file that exactly one of the two keys opens; which one is found by trying, because
the first bytes of the file may still be those of the other.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from iop_desktop.models.cipher import connect, use_write_ahead_log
from iop_desktop.models.database import Vault, translated
from iop_desktop.models.errors import VaultDamaged, VaultFull, VaultMismatch
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.models.keys import VaultKeys, wipe

# The log grows by the whole database before it is moved into it.
_ROOM_FACTOR = 1.2


def rekey_database(path: Path, old: VaultKeys, new: VaultKeys) -> None:
    """Encrypt everything anew under ``new``; nobody else may have the file open.

    Raises VaultDamaged before anything is changed when a page is damaged, VaultFull, and VaultError for the disk.
    """
    if shutil.disk_usage(path.parent).free < _ROOM_FACTOR * path.stat().st_size:
        raise VaultFull
    with translated():
        connection = connect(path, old)
        try:
            use_write_ahead_log(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise VaultDamaged
            key = new.database_key()
            try:
                connection.reset_key(key)
            finally:
                wipe(key)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()


def key_fits(path: Path, keys: VaultKeys) -> bool:
    """Whether these keys open the database; trying changes nothing. Raises VaultError for anything but the key."""
    try:
        connect(path, keys).close()
    except (VaultMismatch, VaultDamaged):
        return False
    return True


def fitting_keys(path: Path, opened: Opened) -> VaultKeys:
    """The keys of the two that open a database in which a change of them may have been cut off."""
    return opened.pending if opened.pending is not None and key_fits(path, opened.pending) else opened.keys


def open_with_either(folder: Path, opened: Opened) -> Vault:
    """Open the vault with the keys that fit where a change of them was cut off. Raises as ``Vault.open`` does."""
    if opened.pending is not None:
        try:
            return Vault.open(folder, opened.pending.copy())
        except (VaultMismatch, VaultDamaged):
            pass
    return Vault.open(folder, opened.keys)
