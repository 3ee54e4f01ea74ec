"""Restoring a backup: beside the present records, proven there, then put in their place; the earlier ones are kept."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit_chain import AuditEntry, append, verify
from iop_desktop.models.backup import WHOLE
from iop_desktop.models.backup_errors import OtherClinic, RestoreFull, UnknownClinic
from iop_desktop.models.backup_file import Step, salt_of
from iop_desktop.models.backup_restore import OpenedBackup, check_backup, restore_into
from iop_desktop.models.canonical import Json
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultError, VaultFull, VaultNewer, translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.migrate import Schema, refuse_newer
from iop_desktop.models.vault_folder import (
    database_path,
    has_vault,
    key_file_path,
    require_safe_place,
    require_writable,
)
from iop_desktop.models.vault_swap import KEPT_PREFIX, begin_swap, finish_swap, is_begun, waiting_place
from iop_desktop.rules.security_notices import NoticeKind
from iop_desktop.services import backup_settings
from iop_desktop.services.backup_opening import BackupInside
from iop_desktop.services.backup_views import LastBackup
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.security_notices import raise_notice
from iop_desktop.services.staging import make_folder, only_one
from iop_desktop.services.unlocked import Clock

_ADMINISTRATORS = (
    "Only an administrator of that day, or the recovery code, puts a backup in the place of records that are here. "
    "Nothing was changed."
)
_SENT_AWAY = (
    "You cannot open the records that are here now, so you do not put a backup in their place. Nothing was changed: an "
    "administrator of today or the recovery code does it."
)
_ROOM_FACTOR = 1.2


@dataclass(frozen=True, slots=True)
class Restored:
    """The backup is in place. ``kept`` is where the earlier records are; ``whole`` says that its audit chain holds."""

    kept: Path | None
    made_at: datetime
    audit_entries: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """The records that were here before: their folder's new name, and who could open them (None: not to be read)."""

    kept_name: str
    ways_in: frozenset[str] | None


class RestoreService:
    """Restores into one vault folder, which must not be open."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self._clock = folder, clock

    def replaces(self) -> bool:
        """Whether there are records here that a restore would put aside."""
        return has_vault(self.folder)

    def restore(self, inside: BackupInside, step: Step) -> Restored:
        """Restore; the keys of ``inside`` are wiped at the end. ``step`` may raise to stop before anything is moved.

        Raises NotAllowed, OtherClinic, UnknownClinic, BackupDamaged, VaultNewer, RestoreFull, NetworkFolder,
        VaultReadOnly and VaultBusy; then the records here are as they were.
        """
        opened = inside.opened
        try:
            refuse_newer(inside.schema, Schema())
            self._make_folder()
            with only_one(self.folder), _room_told():
                finish_swap(self.folder)
                self._require_fit(inside)
                return self._restore(opened, step)
        finally:
            inside.forget()

    def _make_folder(self) -> None:
        require_safe_place(self.folder)
        make_folder(self.folder)
        require_writable(self.folder)

    def _require_fit(self, inside: BackupInside) -> None:
        if self.replaces():
            if not inside.may_replace:
                raise NotAllowed(_ADMINISTRATORS)
            refuse_other_clinic(self.folder, inside.opened.keys)
            refuse_sent_away(self.folder, inside.opened.staff_id)
        if shutil.disk_usage(self.folder).free < _ROOM_FACTOR * inside.opened.manifest.database_bytes:
            raise RestoreFull

    def _restore(self, opened: OpenedBackup, step: Step) -> Restored:
        now = self._clock()
        kept_name = self._free_name(f"{KEPT_PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        with self._waiting() as place:
            check_backup(opened, step)
            restore_into(opened, place, step)
            step(90, WHOLE, "Checking the audit log")
            replaced = Replaced(kept_name, ways_in_of(self.folder)) if self.replaces() else None
            whole = finish_restored(opened, place, now, replaced)
            step(98, WHOLE, "Putting the records in their place")
            kept = begin_swap(self.folder, kept_name)
        return Restored(kept, opened.manifest.created, opened.manifest.audit_sequence, whole)

    def _free_name(self, wanted: str) -> str:
        """What was put aside before is never overwritten."""
        name, number = wanted, 1
        while (self.folder / name).exists():
            number += 1
            name = f"{wanted}-{number}"
        return name

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[Path]:
        """A fresh private folder; removed after an error unless a swap that was begun still needs it."""
        place = waiting_place(self.folder)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        try:
            yield place
        except BaseException:
            if not is_begun(self.folder):
                shutil.rmtree(place, ignore_errors=True)
            raise


def refuse_other_clinic(folder: Path, keys: VaultKeys) -> None:
    """Raise OtherClinic or UnknownClinic unless the records in ``folder`` are of the vault that ``keys`` belong to."""
    try:
        vault_id = KeyFile.load(key_file_path(folder)).vault_id
    except VaultError:
        vault_id = ""
    if vault_id and vault_id != keys.vault_id:
        raise OtherClinic
    database = database_path(folder)
    if vault_id or not database.is_file() or not database.stat().st_size:
        return
    if salt_of(database) != keys.database_salt():
        raise UnknownClinic


def refuse_sent_away(folder: Path, staff_id: str) -> None:
    """Raise NotAllowed for somebody whom the records in ``folder`` let in no more: an old backup is no way back.

    A key file that cannot be read says nothing about anybody, and the kit (an empty ``staff_id``) stands above it.
    """
    present = ways_in_of(folder)
    if staff_id and present is not None and staff_id not in present:
        raise NotAllowed(_SENT_AWAY)


def ways_in_of(folder: Path) -> frozenset[str] | None:
    """Ids of the staff whose pass phrases open the records in ``folder``; None where that cannot be read."""
    try:
        slots = KeyFile.load(key_file_path(folder)).slots()
    except VaultError:
        return None
    return frozenset(slot.staff_id for slot in slots if slot.kind is SlotKind.PASSPHRASE)


def prove_chain(opened: OpenedBackup, vault: Vault) -> bool:
    """Whether the audit chain of restored records holds and ends where the manifest says."""
    anchor = Anchor(opened.manifest.audit_sequence, bytes.fromhex(opened.manifest.audit_mac))
    with vault.transaction(readonly=True) as session:
        return verify(session, (anchor,) if anchor.sequence else ()).ok


def finish_restored(opened: OpenedBackup, place: Path, now: datetime, replaced: Replaced | None) -> bool:
    """Prove the chain of the restored records, write into it that they were restored, and tell it on Today."""
    again = sorted((ways_in_of(place) or frozenset()) - replaced.ways_in) if replaced and replaced.ways_in else []
    with Vault.open(place, opened.keys.copy()) as vault:
        whole = prove_chain(opened, vault)
        with vault.transaction() as session:
            remember_key_file(session, KeyFile.load(key_file_path(place)), at=now)
            details: dict[str, Json] = {
                "made_at": opened.manifest.created.isoformat(),
                "entries": opened.manifest.audit_sequence,
                "whole": whole,
                "by_kit": not opened.staff_id,
                "kept": replaced.kept_name if replaced else "",
                "open_again": list(again),
            }
            actor = UUID(opened.staff_id) if opened.staff_id else None
            if replaced:
                others = tuple(map(UUID, again))
                raise_notice(session, NoticeKind.RESTORED, now, by=actor, about=actor, others=others)
            # The copy inside does not know of itself; it was verified, and is where it came from.
            made = (opened.manifest.created, opened.parts.path.name, opened.manifest.audit_sequence)
            backup_settings.set_last(session, LastBackup(*made, backup_settings.drafts_mark(session)))
            append(session, AuditEntry(now, "vault.restored", actor, "vault", None, details))
    return whole


@contextlib.contextmanager
def _room_told() -> Iterator[None]:
    try:
        yield
    except VaultNewer:
        raise
    except Exception as error:
        problem = translate(error)
        if isinstance(problem, VaultFull):
            raise RestoreFull from error
        if problem is None or problem is error:
            raise
        raise problem from error
