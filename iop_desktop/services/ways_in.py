"""The slots of the key file against what the records say about each of them.

Records and key file cannot be written in one step. Inviting, accepting and suspending each leave, when they are cut
off, slots that the records do not stand behind. ``settle_ways_in``, called whenever the vault is opened, takes them
out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append, mac_at
from iop_desktop.models.clinic import Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultError, translate
from iop_desktop.models.key_file_record import KeyFileStanding, compare_key_file, remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import SlotInfo
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.staffing import Invitation
from iop_desktop.models.suspended_logins import naming_suspended, suspended_logins, without_slots
from iop_desktop.rules.invitations import InvitationEnd
from iop_desktop.services.invitation_rows import (
    end_invitation,
    has_expired,
    is_closed,
    open_invitation_of,
    open_invitations,
)
from iop_desktop.services.suspension_rows import open_suspension_of, suspended_staff

SUSPENDED = (
    "You are suspended, so the records do not open for you now. Nothing of yours is lost; ask an administrator of your "
    "clinic."
)
NO_LONGER_STAFF = "This login is no longer active in this clinic. Ask an administrator. Nothing was changed."
CUT_OFF = (
    "Setting this pass phrase was cut off before its end, so it opens nothing. Nothing is lost: choose “I was invited” "
    "and type the code of your invitation again, or ask an administrator for a new one."
)


def save(key_file: KeyFile, keys: VaultKeys) -> None:
    """Write the key file. Raises VaultError, then it is as it was."""
    try:
        key_file.save(keys)
    except OSError as error:
        raise translate(error) or error from None


def save_twice(key_file: KeyFile, keys: VaultKeys) -> None:
    """Write the key file, so that its copy of before the last change has no way in either that it has not."""
    save(key_file, keys)
    with contextlib.suppress(OSError):
        key_file.save(keys)


def drop_slots(key_file: KeyFile, keys: VaultKeys, slot_ids: Collection[str]) -> None:
    """Take these slots out of the key file and out of its copy. Raises VaultError, then nothing was changed."""
    if slot_ids:
        key_file.edit(lambda document: without_slots(document, slot_ids))
        save_twice(key_file, keys)


def invitation_slots(key_file: KeyFile, staff_id: UUID) -> frozenset[str]:
    """The slots of this person's invitations."""
    mine = (slot for slot in key_file.slots() if slot.staff_id == str(staff_id))
    return frozenset(slot.slot_id for slot in mine if slot.kind is SlotKind.INVITATION)


def settle_ways_in(vault: Vault, key_file: KeyFile, now: datetime) -> frozenset[str]:
    """Take out what the records do not stand behind and answer its slots; ``key_file`` must be as on the disk.

    Never the last slot, and nothing while the file cannot be written: the records refuse those who come in by it.
    Nothing either while records older than the key file lie here, which know less than it does, or a key file that was
    put back: to save that would make it the newest, and nobody would be told.
    """
    with vault.transaction(readonly=True) as db:
        due, anchor = _due(db, key_file, now), key_file.anchor
        older = anchor is not None and mac_at(db, anchor.sequence) != anchor.mac
        put_back = compare_key_file(db, key_file) in (KeyFileStanding.OLDER, KeyFileStanding.DIFFERENT)
    if older or put_back or not due.anything:
        return due.slots
    with contextlib.suppress(VaultError, OSError):
        with vault.transaction() as db:
            for invitation in open_invitations(db):
                if invitation.id in due.ended:
                    end_invitation(db, invitation, due.ended[invitation.id], now, None)
            _tell_dropped(db, key_file, due.slots, now)
        key_file.edit(lambda document: naming_suspended(without_slots(document, due.slots), due.suspended))
        save_twice(key_file, vault.keys)
        with vault.transaction() as db:
            remember_key_file(db, key_file, at=now)
    return due.slots


def _tell_dropped(db: Database, key_file: KeyFile, slot_ids: Collection[str], now: datetime) -> None:
    """An entry for each way in by a pass phrase: it was cut off while it was made, or somebody sealed it in."""
    for slot in key_file.slots():
        if slot.slot_id in slot_ids and slot.kind is SlotKind.PASSPHRASE:
            append(db, AuditEntry(now, "way_in.dropped", None, "staff", UUID(slot.staff_id), {"slot": slot.slot_id}))


def why_closed(db: Database, staff_id: UUID) -> str:
    """Why a slot that was opened lets nobody in."""
    staff = db.get(Staff, staff_id)
    if open_suspension_of(db, staff_id) is not None:
        return SUSPENDED
    if (staff is not None and staff.active) or open_invitation_of(db, staff_id) is not None:
        return CUT_OFF
    return NO_LONGER_STAFF


@dataclass(frozen=True, slots=True)
class _Due:
    """Slots to take out, invitations to end, and whether the suspended logins have to be named anew."""

    slots: frozenset[str]
    ended: dict[UUID, InvitationEnd]
    suspended: tuple[str, ...]
    renamed: bool

    @property
    def anything(self) -> bool:
        return bool(self.slots or self.ended or self.renamed)


def _due(db: Database, key_file: KeyFile, now: datetime) -> _Due:
    present = {slot.slot_id for slot in key_file.slots()}
    ended: dict[UUID, InvitationEnd] = {}
    valid: set[str] = set()
    for invitation in open_invitations(db):
        outcome = _outcome(db, invitation, present, now)
        if outcome is None:
            valid.add(invitation.slot_id)
        else:
            ended[invitation.id] = outcome
    slots = {row.id: row.slot_id for row in db.execute(select(Staff.id, Staff.slot_id).where(Staff.active))}
    stale = frozenset(slot.slot_id for slot in key_file.slots() if _is_stale(slot, slots, valid, present))
    suspended = tuple(sorted(staff.login for staff in suspended_staff(db)))
    return _Due(stale, ended, suspended, suspended != suspended_logins(key_file.document.kept))


def _outcome(db: Database, invitation: Invitation, present: set[str], now: datetime) -> InvitationEnd | None:
    if invitation.slot_id not in present:
        return InvitationEnd.WITHDRAWN
    if has_expired(db, invitation, now):
        return InvitationEnd.EXPIRED
    return InvitationEnd.WITHDRAWN if is_closed(db, invitation, now) else None


def _is_stale(slot: SlotInfo, slots: dict[UUID, str], valid: set[str], present: set[str]) -> bool:
    if slot.kind is SlotKind.INVITATION:
        return slot.slot_id not in valid
    if slot.kind is not SlotKind.PASSPHRASE:
        return False
    current = slots.get(UUID(slot.staff_id))
    # Where the records name a slot that is not here, an older key file was put back: it stays as it is.
    return current is None or (current != slot.slot_id and current in present)
