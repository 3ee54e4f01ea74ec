"""Opening a backup with a pass phrase or the recovery code of its day, and what a person may see inside."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from iop_desktop.models import errors
from iop_desktop.models.backup_file import Manifest, Parts, Step, read_parts
from iop_desktop.models.backup_restore import (
    OpenedBackup,
    check_backup,
    look_inside,
    open_with_code,
    open_with_passphrase,
)
from iop_desktop.models.device_secret import KeyStore, read_device_secret, system_key_store
from iop_desktop.models.kdf import FLOOR, KdfCost
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.errors import NotAllowed, UserError
from iop_desktop.services.recovery import TypedCode, look_at_code
from iop_desktop.services.usual_login import demo_administrator

_WRONG = (
    "That login and pass phrase do not open this backup. Nothing was changed: use those of the day on which it was "
    "made, or the recovery code of that day."
)
_WRONG_CODE = (
    "That recovery code does not open this backup. Nothing was changed: use the kit that was valid on the day on "
    "which it was made."
)
_NO_STAFF = "This login was not active in the clinic on that day. Nothing was changed."
_COUNTED = (
    ("clients", "client"),
    ("groups", "treatment_group"),
    ("sessions", "group_session"),
    ("notes", "note"),
    ("signatures", "signature"),
    ("staff", "staff"),
)


class WrongForBackup(UserError):
    """Pass phrase or code opens no slot of the backup."""


@dataclass(frozen=True, slots=True)
class BackupInside:
    """What a person sees of an opened backup. ``may_replace``: whether these records may take the place of others."""

    file: Path
    made_at: datetime
    program: str
    schema: str
    clinic: str
    counts: tuple[tuple[str, int], ...]
    audit_entries: int
    audit_mac: str
    file_bytes: int
    may_replace: bool
    opened: OpenedBackup = dataclasses.field(repr=False, compare=False)

    @property
    def audit_mark(self) -> str:
        """The end of the audit chain, short enough to be compared by eye."""
        return self.audit_mac[:12]

    def forget(self) -> None:
        """Wipe the keys that opened it."""
        self.opened.keys.wipe()


class BackupOpener:
    """Opens backup files wherever they are; needs no vault. ``floor`` is lower only in tests."""

    def __init__(self, key_store: Callable[[], KeyStore | None] = system_key_store, floor: KdfCost = FLOOR) -> None:
        self._key_store, self._floor = key_store, floor

    def open(self, file: Path, login: str, passphrase: str) -> BackupInside:
        """Open with a person's pass phrase; one Argon2id run for each slot that is tried.

        Raises WrongForBackup, NotAllowed, DeviceNotEnrolled, NotABackup, BackupNewer, BackupDamaged, VaultError.
        """
        parts = read_parts(file)
        try:
            opened = open_with_passphrase(parts, login, passphrase, self._device_secret(parts), self._floor)
        except errors.WrongPassphrase:
            raise WrongForBackup(_WRONG) from None
        return inside_of(opened)

    def open_with_kit(self, file: Path, code: str) -> BackupInside:
        """Open with the recovery code. Raises WrongForBackup, RecoveryCodeMistyped and the errors of ``open``."""
        try:
            opened = open_with_code(read_parts(file), code)
        except errors.WrongPassphrase:
            raise WrongForBackup(_WRONG_CODE) from None
        return inside_of(opened, kit=True)

    def open_either(self, file: Path, login: str, secret: str) -> BackupInside:
        """Open with what was typed: a whole recovery code, or the pass phrase of ``login`` (or the demo's own)."""
        if look_at_code(secret) is TypedCode.WHOLE:
            return self.open_with_kit(file, secret)
        return self.open(file, login or demo_administrator(), secret)

    def check(self, inside: BackupInside, step: Step) -> None:
        """Read every byte of an opened backup and compare it. Raises BackupDamaged, and what ``step`` raised."""
        check_backup(inside.opened, step)

    def _device_secret(self, parts: Parts) -> bytes | None:
        """Asked for only when a slot may need it: the key store may show a prompt."""
        slots = [slot for slot in parts.ways_in.slots if slot.kind is SlotKind.PASSPHRASE]
        if all(slot.device is None for slot in slots):
            return None
        return read_device_secret(parts.ways_in.vault_id, self._key_store()).secret


def inside_of(opened: OpenedBackup, *, kit: bool = False) -> BackupInside:
    """The view of an opened backup. Raises NotAllowed for who was not active in the clinic on that day."""
    manifest = opened.manifest
    return BackupInside(
        file=opened.parts.path,
        made_at=manifest.created,
        program=manifest.program,
        schema=manifest.schema,
        clinic=manifest.clinic,
        counts=counted(manifest),
        audit_entries=manifest.audit_sequence,
        audit_mac=manifest.audit_mac,
        file_bytes=opened.parts.path.stat().st_size,
        may_replace=kit or not opened.staff_id or allows(_roles(opened), Right.MANAGE_STAFF),
        opened=opened,
    )


def counted(manifest: Manifest) -> tuple[tuple[str, int], ...]:
    """How many of what people know are inside, in the order in which they are shown."""
    return tuple((word, manifest.counts.get(table, 0)) for word, table in _COUNTED)


def _roles(opened: OpenedBackup) -> frozenset[Role]:
    """The roles of that day; a backup of an earlier program holds one, in a column of another name."""

    def read(connection: Any) -> str:
        found = connection.execute("SELECT * FROM staff WHERE id = ? AND active = 1", (UUID(opened.staff_id).hex,))
        row = found.fetchone()
        columns = [column[0] for column in found.description]
        return str(row[columns.index("roles" if "roles" in columns else "role")]) if row else ""

    words = look_inside(opened, read)
    if not words:
        raise NotAllowed(_NO_STAFF)
    return frozenset(Role(word) for word in words.split())
