"""A new vault key: whoever kept a copy of the key file from before opens nothing that is written from then on.

Key file and database cannot change in one step. The key file first names the new key beside the old one, then the
database is encrypted anew, then the key file forgets the old one. ``settle_vault_key``, called whenever the vault is
opened, finishes or takes back a change that was cut off: the database decides, by the key that opens it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.backup import without_backups
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import RecoveryCodeMistyped, VaultError, WrongPassphrase, translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.rekey import key_fits, rekey_database
from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.clinic_root import root_under
from iop_desktop.services.errors import Refused
from iop_desktop.services.invitation_rows import open_invitations
from iop_desktop.services.kit_keys import kit_keys, remember_kit_key
from iop_desktop.services.unlocked import Unlocked

_CODE = "code"
_NEEDS_CODE = Refusal(
    "kit_unknown",
    "Type the recovery code of the clinic's kit: its kit was made before the program could do without it, and it "
    "must go on working with the new vault key. Nothing was changed.",
    _CODE,
)
_WRONG_CODE = Refusal(
    "kit_wrong",
    "That is not the code of the recovery kit that is valid now. Nothing was changed: compare it with the printed kit.",
    _CODE,
)


def needs_kit_code(unlocked: Unlocked) -> bool:
    """Whether the recovery code has to be typed once, because the kit is older than its kept public key."""
    with unlocked.reading() as db:
        known = kit_keys(db)
    return any(slot_id not in known for slot_id in _kit_slots(unlocked.doorkeeper.key_file()))


def change_vault_key(unlocked: Unlocked, code: str = "") -> None:
    """Give the vault a new key; about a second for 100 MB, during which nothing else reads or writes.

    Pass phrases and the recovery kit stay as they are; slots of people who left are dropped. Raises Refused without the
    recovery code where it is needed, VaultInUse, VaultFull, VaultDamaged and VaultError. All or nothing: after an error
    or a power cut the old key is valid, or the next opening finishes the change.
    """
    vault, key_file = unlocked.vault, unlocked.doorkeeper.key_file()
    publics = _publics(unlocked, key_file, code.strip())
    old, new, now = vault.keys.copy(), vault.keys.successor(), unlocked.clock()
    try:
        with without_backups(), _disk_told():
            key_file.begin_new_key(new, publics)
            _save_twice(key_file, old)
            _rekey(vault, key_file, old, new, now)
            _finish(vault, key_file, old, now, unlocked.actor.staff_id)
    finally:
        old.wipe()
        new.wipe()


def settle_vault_key(vault: Vault, key_file: KeyFile, opened: Opened, now: datetime) -> None:
    """End a change of the vault key that a power cut left half done; ``vault`` was opened with the key that fits."""
    if opened.pending is None:
        return
    actor = UUID(opened.staff_id) if opened.staff_id else None
    with _disk_told():
        if vault.keys.key_id == opened.pending.key_id:
            _finish(vault, key_file, opened.keys, now, actor)
            opened.wipe()
            return
        key_file.undo_new_key()
        _save_twice(key_file, vault.keys)
    opened.pending.wipe()
    with vault.transaction() as db:
        remember_key_file(db, key_file, at=now)
        append(db, AuditEntry(now, "vault_key.undone", actor, "vault_key"))


def keys_of_backup(unlocked: Unlocked, key_id: str) -> VaultKeys | None:
    """A copy of the vault's keys of the day of a backup, to be wiped; None when it never had them."""
    keys = unlocked.vault.keys
    return keys.copy() if key_id == keys.key_id else unlocked.doorkeeper.key_file().retired_keys(keys, key_id)


def _publics(unlocked: Unlocked, key_file: KeyFile, code: str) -> dict[str, bytes]:
    """Public keys of the slots that stay, by id: those of active staff, of open invitations and of the kit."""
    with unlocked.reading() as db:
        rows = db.execute(select(Staff.slot_id, Staff.slot_public_key).where(Staff.active)).all()
        publics = {row.slot_id: row.slot_public_key for row in rows} | kit_keys(db)
        publics |= {row.slot_id: row.slot_public_key for row in open_invitations(db)}
    unknown = [slot_id for slot_id in _kit_slots(key_file) if slot_id not in publics]
    if unknown:
        slot_id, public = _kit_of(key_file, code)
        with unlocked.transaction() as db:
            remember_kit_key(db, slot_id, public)
        publics[slot_id] = public
    return publics


def _kit_slots(key_file: KeyFile) -> list[str]:
    return [slot.slot_id for slot in key_file.slots() if slot.kind is SlotKind.RECOVERY]


def _kit_of(key_file: KeyFile, code: str) -> tuple[str, bytes]:
    if not code:
        raise Refused((_NEEDS_CODE,))
    try:
        opened = key_file.unlock_with_recovery(code)
    except (RecoveryCodeMistyped, WrongPassphrase):
        raise Refused((_WRONG_CODE,)) from None
    opened.wipe()
    return opened.slot_id, opened.private_key.public_key().public_bytes_raw()


def _rekey(vault: Vault, key_file: KeyFile, old: VaultKeys, new: VaultKeys, now: datetime) -> None:
    def change() -> None:
        try:
            rekey_database(vault.path, old, new)
        except BaseException:
            # An error after the last page was written: the new key is the valid one all the same.
            if not key_fits(vault.path, new):
                raise

    try:
        vault.change_key(new, change)
    except BaseException:
        # When even this fails, the next opening does it.
        with contextlib.suppress(OSError, VaultError):
            key_file.undo_new_key()
            _save_twice(key_file, old)
            with vault.transaction() as db:
                remember_key_file(db, key_file, at=now)
        raise


def _finish(vault: Vault, key_file: KeyFile, old: VaultKeys, now: datetime, actor: UUID | None) -> None:
    """What is sealed under the old key is sealed anew, then the key file forgets the old key."""
    with vault.transaction() as db:
        if _reseal_root(db, old, vault.keys):
            details = {"earlier": old.key_id, "key": vault.keys.key_id}
            append(db, AuditEntry(now, "vault_key.changed", actor, "vault_key", None, details))
    key_file.finish_new_key(old, vault.keys)
    _save_twice(key_file, vault.keys)
    with vault.transaction() as db:
        remember_key_file(db, key_file, at=now)


def _reseal_root(db: Database, old: VaultKeys, new: VaultKeys) -> bool:
    """Seal the clinic's root key under the new keys; False when an earlier try, cut off after this, has done it."""
    clinic_id, sealed = db.execute(select(Clinic.id, Clinic.sealed_root_key)).one()
    resealed = root_under(sealed, old, new)
    if resealed is None:
        return False
    db.execute(update(Clinic).where(Clinic.id == clinic_id).values(sealed_root_key=resealed))
    return True


def _save_twice(key_file: KeyFile, keys: VaultKeys) -> None:
    """Twice, so that the copy of the file before its last change is as good as the file itself."""
    key_file.save(keys)
    key_file.save(keys)


@contextlib.contextmanager
def _disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise translate(error) or error from None
