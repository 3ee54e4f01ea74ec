"""Making a verified backup: check the source, copy it under a key of its own, check the copy, seal, put in place.

The driver's ``backup()`` is not used: with SQLCipher it copies a damaged page into a file that looks sound.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iop_desktop import __version__
from iop_desktop.models import vault_folder
from iop_desktop.models.atomic_file import backup_path, make_private, sync_file, sync_folder
from iop_desktop.models.backup_errors import BackupFull, BackupUnwritable, backup_problem
from iop_desktop.models.backup_file import (
    Manifest,
    Step,
    WaysIn,
    backup_key,
    closing,
    digest_of,
    file_name,
    new_salt,
)
from iop_desktop.models.cipher import DRIVER, connect_with
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import KeyFileDamaged, VaultClosed, VaultDamaged, VaultError, VaultInUse
from iop_desktop.models.keyfile_document import Document, read_document
from iop_desktop.models.keys import VaultKeys, wipe
from iop_desktop.models.vault_copy import row_counts
from iop_desktop.models.watched import Watch, watched

WORK_NAME = "making-backup"
_ROOM_FACTOR = 1.1
_PARTIAL = ".partial"
# The daily backup may still run when the one at closing begins.
_ONE_AT_A_TIME = threading.Lock()
WHOLE = 100
"""Progress runs to this."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the copy must have: rows of every table, the end of the audit chain, the schema."""

    counts: dict[str, int]
    audit_sequence: int
    audit_mac: str
    schema: str


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A verified backup in its place."""

    path: Path
    manifest: Manifest
    file_bytes: int


def make_backup(vault: Vault, folder: Path, *, clinic: str, now: datetime, step: Step) -> MadeBackup:
    """Make one verified backup in ``folder`` (made if needed); nothing appears there before it is whole.

    The vault stays in use meanwhile; locking it stops the backup. ``step`` may raise to stop. Raises
    BackupSourceDamaged, BackupFull, BackupUnwritable, KeyFileDamaged and VaultClosed; then nothing is left behind.
    """
    work = vault.folder / WORK_NAME

    def tell(done: int, whole: int, text: str) -> None:
        if vault.is_closed:
            raise VaultClosed
        step(done, whole, text)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _ONE_AT_A_TIME, _work_folder(work), _copied(vault.keys) as keys:
            _require_room(vault.path, work, folder)
            made = work / file_name(vault.keys.vault_id, now)
            manifest = _make_whole(vault, keys, made, clinic, now, tell)
            path = _deliver(made, folder)
    except Exception as error:
        problem = VaultClosed() if vault.is_closed else backup_problem(error)
        if problem is None:
            raise
        raise problem from error
    return MadeBackup(path, manifest, path.stat().st_size)


@contextlib.contextmanager
def without_backups() -> Iterator[None]:
    """No backup begins inside the block. Raises VaultInUse while one is made."""
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise VaultInUse
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


@contextlib.contextmanager
def _copied(keys: VaultKeys) -> Iterator[VaultKeys]:
    """Locking wipes the vault's own keys, and a file sealed with wiped keys would open for nobody."""
    copied = keys.copy()
    try:
        yield copied
    finally:
        copied.wipe()


def snapshot(connection: Any) -> Snapshot:
    """What an open database holds, read in the transaction that is open."""
    head = connection.execute("SELECT sequence, mac FROM audit_head").fetchone() or (0, b"")
    schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return Snapshot(row_counts(connection), int(head[0]), bytes(head[1]).hex(), str(schema[0]) if schema else "")


def check_copy(connection: Any, expected: Snapshot) -> None:
    """Raise VaultDamaged unless the structure of a copy is sound and it holds exactly what is expected."""
    if [row[0] for row in connection.execute("PRAGMA quick_check(1)").fetchall()] != ["ok"]:
        raise VaultDamaged
    if snapshot(connection) != expected:
        raise VaultDamaged


def export(connection: Any, target: Path, key: bytearray) -> None:
    """Copy everything into a new encrypted file under ``key``, in the transaction that ``connection`` then has open.

    The caller ends the transaction and detaches ``copy``. What SQLCipher's export leaves out is copied as well.
    """
    make_private(target)
    connection.execute("ATTACH ? AS copy KEY ?", (str(target), key))
    # The file is not in its place yet: it is made durable once, at the end.
    connection.execute("PRAGMA copy.journal_mode=OFF")
    connection.execute("PRAGMA copy.synchronous=OFF")
    connection.execute("BEGIN")
    for pragma in ("user_version", "application_id"):
        value = int(connection.execute(f"PRAGMA main.{pragma}").fetchone()[0])
        connection.execute(f"PRAGMA copy.{pragma}={value}")
    connection.execute("SELECT sqlcipher_export('copy')").fetchall()


def refuse_damaged_pages(connection: Any) -> None:
    """Raise VaultDamaged when the seal of a page does not fit."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise VaultDamaged


def _make_whole(vault: Vault, keys: VaultKeys, made: Path, clinic: str, now: datetime, step: Step) -> Manifest:
    salt = new_salt()
    # Not before this is asked do the copied keys count: they may have been wiped a moment ago.
    step(0, WHOLE, "Checking the records")
    with vault.raw_connection() as source:
        _refuse_damaged_source(source)
        step(12, WHOLE, "Copying the records")
        expected = _copy(source, vault.path, made, backup_key(keys, salt), step)
        document, key_file = sealed_document(vault.folder, keys)
    step(60, WHOLE, "Checking the copy")
    _check(made, backup_key(keys, salt), expected, step)
    step(92, WHOLE, "Sealing the backup")
    manifest = Manifest(
        program=__version__,
        schema=expected.schema,
        created=now,
        vault_id=keys.vault_id,
        clinic=clinic,
        counts=expected.counts,
        audit_sequence=expected.audit_sequence,
        audit_mac=expected.audit_mac,
        database_bytes=made.stat().st_size,
        sha256=digest_of(made, made.stat().st_size),
    )
    step(99, WHOLE, "Putting the backup in its place")
    with made.open("ab") as stream:
        stream.write(closing(WaysIn.of(document), keys, manifest, key_file))
    sync_file(made)
    return manifest


def _refuse_damaged_source(source: Any) -> None:
    try:
        refuse_damaged_pages(source)
    except VaultDamaged:
        # A page that is written at this very moment looks damaged; with the writers held off it does not.
        source.execute("BEGIN IMMEDIATE")
        try:
            refuse_damaged_pages(source)
        finally:
            source.execute("ROLLBACK")


def _copy(source: Any, database: Path, made: Path, key: bytearray, step: Step) -> Snapshot:
    whole = max(1, database.stat().st_size)

    def tell() -> None:
        step(min(59, 12 + 47 * made.stat().st_size // whole), WHOLE, "Copying the records")

    with watched(source, Watch(tell)):
        try:
            export(source, made, key)
        finally:
            wipe(key)
        # Still the view of the database that was copied.
        expected = snapshot(source)
        source.execute("COMMIT")
        source.execute("DETACH copy")
    sync_file(made)
    return expected


def _check(made: Path, key: bytearray, expected: Snapshot, step: Step) -> None:
    copy = connect_with(f"{made.absolute().as_uri()}?mode=ro", key)
    try:
        refuse_damaged_pages(copy)
        step(72, WHOLE, "Checking the copy")
        with watched(copy, Watch(lambda: step(72, WHOLE, "Checking the copy"))):
            check_copy(copy, expected)
    finally:
        with contextlib.suppress(DRIVER.Error):
            copy.close()


def sealed_document(folder: Path, keys: VaultKeys) -> tuple[Document, bytes]:
    """The key file that these keys have sealed, or the one before it. Raises KeyFileDamaged when neither is."""
    path = vault_folder.key_file_path(folder)
    for candidate in (path, backup_path(path)):
        with contextlib.suppress(OSError, VaultError):
            content = candidate.read_bytes()
            document = read_document(content)
            if document.vault_id == keys.vault_id and document.fits_seal(keys.master):
                return document, content
    raise KeyFileDamaged


def _require_room(database: Path, work: Path, folder: Path) -> None:
    need = int(_ROOM_FACTOR * database.stat().st_size)
    if any(shutil.disk_usage(place).free < need for place in (work, folder)):
        raise BackupFull


@contextlib.contextmanager
def _work_folder(work: Path) -> Iterator[None]:
    """A folder beside the records: whatever a power cut left in it was never a backup."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _deliver(made: Path, folder: Path) -> Path:
    """Put the whole file into the folder at once; on another disk it is copied, read again, and then renamed."""
    final = folder / made.name
    partial = folder / (made.name + _PARTIAL)
    try:
        if made.stat().st_dev == folder.stat().st_dev:
            made.replace(final)
        else:
            _copy_file(made, partial)
            partial.replace(final)
        sync_folder(folder)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return final


def _copy_file(made: Path, partial: Path) -> None:
    size = made.stat().st_size
    shutil.copyfile(made, partial)
    sync_file(partial)
    _forget_cache(partial)
    if partial.stat().st_size != size or digest_of(partial, size) != digest_of(made, size):
        raise BackupUnwritable


def _forget_cache(path: Path) -> None:
    """Let the check read the disk, not what is still in memory; where that cannot be asked, it reads what it gets."""
    if not hasattr(os, "posix_fadvise"):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
