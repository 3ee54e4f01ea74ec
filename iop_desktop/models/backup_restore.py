"""Opening a backup, proving that it is what was written, and making a vault of it in another folder."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iop_desktop.models.atomic_file import sync_file, write_atomically
from iop_desktop.models.backup import WHOLE, Snapshot, check_copy, export, refuse_damaged_pages
from iop_desktop.models.backup_errors import BackupDamaged
from iop_desktop.models.backup_file import Manifest, Parts, Step, backup_key, digest_of, salt_of, unseal
from iop_desktop.models.cipher import DRIVER, connect, connect_with
from iop_desktop.models.database import translated
from iop_desktop.models.errors import DeviceNotEnrolled, KeyFileDamaged, VaultDamaged, WrongPassphrase
from iop_desktop.models.kdf import FLOOR, KdfCost
from iop_desktop.models.kept_keys import AUDIT_NAME, open_kept
from iop_desktop.models.keyfile_document import read_document
from iop_desktop.models.keys import VaultKeys, wipe
from iop_desktop.models.keyslot import Slot, SlotKind, SlotSecret, device_mark, open_master, open_private_key
from iop_desktop.models.login_names import tidy_login
from iop_desktop.models.recovery_code import parse_code
from iop_desktop.models.vault_folder import database_path, key_file_path
from iop_desktop.models.watched import Watch, watched


@dataclass(frozen=True, slots=True)
class OpenedBackup:
    """A backup with the keys that its slots gave. ``staff_id`` is empty for the recovery kit."""

    parts: Parts
    manifest: Manifest
    keys: VaultKeys
    staff_id: str
    key_file: bytes = dataclasses.field(repr=False)

    @property
    def expected(self) -> Snapshot:
        """What the database inside must hold."""
        found = self.manifest
        return Snapshot(dict(found.counts), found.audit_sequence, found.audit_mac, found.schema)


def open_with_passphrase(
    parts: Parts, login: str, passphrase: str, device_secret: bytes | None, floor: KdfCost = FLOOR
) -> OpenedBackup:
    """Try the pass phrase on the slots; login names are not in the file, so each slot costs one Argon2id run.

    Raises WrongPassphrase, DeviceNotEnrolled, BackupDamaged.
    """
    try:
        name = tidy_login(login)
    except ValueError:
        raise WrongPassphrase from None
    slots = [slot for slot in parts.ways_in.slots if slot.kind is SlotKind.PASSPHRASE]
    mark = device_mark(device_secret)
    fitting = [slot for slot in slots if slot.device is None or slot.device == mark]
    if slots and not fitting:
        raise DeviceNotEnrolled
    secret = SlotSecret(passphrase=passphrase, device_secret=device_secret)
    named = [dataclasses.replace(slot, login=each) for each in dict.fromkeys((name.lower(), name)) for slot in fitting]
    return _open_first(parts, named, secret, floor)


def open_with_code(parts: Parts, code: str) -> OpenedBackup:
    """Open with the recovery code of that day. Raises RecoveryCodeMistyped, WrongPassphrase, BackupDamaged."""
    slots = [slot for slot in parts.ways_in.slots if slot.kind is SlotKind.RECOVERY]
    return _open_first(parts, slots, SlotSecret(recovery=parse_code(code)), FLOOR)


def open_with_keys(parts: Parts, keys: VaultKeys) -> OpenedBackup:
    """Open with the keys of the vault it was made of; they are copied. Raises BackupDamaged for other keys."""
    manifest, key_file = unseal(parts, keys)
    return OpenedBackup(parts, manifest, keys.copy(), "", key_file)


def check_backup(opened: OpenedBackup, step: Step) -> None:
    """Read every byte and compare it with the manifest.

    Raises BackupDamaged, VaultError for the disk, and what ``step`` raised.
    """
    manifest, path = opened.manifest, opened.parts.path
    whole = max(1, manifest.database_bytes)
    text = "Reading the backup"
    with _damage_told():
        found = digest_of(path, whole, lambda read: step(40 * read // whole, WHOLE, text))
        if found != manifest.sha256:
            raise BackupDamaged
        with _inside(opened) as connection, watched(connection, Watch(lambda: step(40, WHOLE, "Checking the backup"))):
            check_copy(connection, opened.expected)


def restore_into(opened: OpenedBackup, place: Path, step: Step) -> None:
    """Make the vault's two files in the empty folder ``place`` and prove them against the manifest."""
    target = database_path(place)
    whole = max(1, opened.manifest.database_bytes)

    def tell() -> None:
        step(40 + min(30, 30 * target.stat().st_size // whole), WHOLE, "Writing the records")

    with _damage_told():
        with _inside(opened) as connection, watched(connection, Watch(tell)):
            key = opened.keys.database_key()
            try:
                export(connection, target, key)
            finally:
                wipe(key)
            connection.execute("COMMIT")
            connection.execute("DETACH copy")
        sync_file(target)
        step(72, WHOLE, "Checking the records")
        _check_restored(opened, target, step)
        write_atomically(key_file_path(place), opened.key_file)


def _check_restored(opened: OpenedBackup, target: Path, step: Step) -> None:
    connection = connect(target, opened.keys)
    try:
        refuse_damaged_pages(connection)
        with watched(connection, Watch(lambda: step(80, WHOLE, "Checking the records"))):
            check_copy(connection, opened.expected)
    finally:
        with contextlib.suppress(DRIVER.Error):
            connection.close()


def _open_first(parts: Parts, slots: list[Slot], secret: SlotSecret, floor: KdfCost) -> OpenedBackup:
    ways = parts.ways_in
    for slot in slots:
        try:
            private = open_private_key(ways.vault_id, slot, secret, floor)
            master = open_master(ways.vault_id, slot, ways.key_id, private)
        except WrongPassphrase:
            continue
        except KeyFileDamaged:
            raise BackupDamaged from None
        return _open(parts, slot.staff_id, master)
    raise WrongPassphrase


def _open(parts: Parts, staff_id: str, master: bytearray) -> OpenedBackup:
    ways = parts.ways_in
    bare = VaultKeys(ways.vault_id, ways.key_id, master, bytearray(32))
    manifest, key_file = unseal(parts, bare)
    try:
        document = read_document(key_file)
        if not document.fits_seal(master):
            raise BackupDamaged
        audit = open_kept(bare.derive("kept"), AUDIT_NAME, document.kept)
    except KeyFileDamaged:
        raise BackupDamaged from None
    return OpenedBackup(parts, manifest, VaultKeys(ways.vault_id, ways.key_id, master, audit), staff_id, key_file)


@contextlib.contextmanager
def _inside(opened: OpenedBackup) -> Iterator[Any]:
    """The database inside the file, read where it is; what follows it is past its end for SQLite."""
    path = opened.parts.path.absolute()
    connection = connect_with(f"{path.as_uri()}?mode=ro&immutable=1", backup_key(opened.keys, salt_of(path)))
    try:
        yield connection
    finally:
        with contextlib.suppress(DRIVER.Error):
            connection.close()


def look_inside(opened: OpenedBackup, read: Callable[[Any], str]) -> str:
    """What ``read`` finds in the database of the backup. Raises BackupDamaged."""
    with _damage_told(), _inside(opened) as connection:
        return read(connection)


@contextlib.contextmanager
def _damage_told() -> Iterator[None]:
    try:
        with translated():
            yield
    except VaultDamaged:
        raise BackupDamaged from None
