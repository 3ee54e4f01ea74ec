"""Keeping somebody away from the records for a time, and letting them back in with the pass phrase they had.

The slot that their pass phrase opens is taken out of the key file and kept inside the encrypted records, because a slot
that stays would open the file for any program. The records are written first and decide: until the key file follows,
whoever comes in by the slot is turned away, and ``ways_in.settle_ways_in`` takes it out.
"""

from __future__ import annotations

import dataclasses
import json
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import canonical
from iop_desktop.models.clinic import Staff
from iop_desktop.models.errors import VaultClosed, VaultError
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyslot import Slot, seal_master
from iop_desktop.models.staffing import Suspension
from iop_desktop.models.suspended_logins import naming_suspended, with_slot, without_slots
from iop_desktop.rules.rights import Right
from iop_desktop.rules.suspension import SuspensionFacts, refusals_of_ending, refusals_of_suspension
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.invitation_rows import slots_to_close, withdraw_with
from iop_desktop.services.leaving import is_last_administrator, staff_of, withdrawn_words
from iop_desktop.services.rights import needs
from iop_desktop.services.staff_states import state_of
from iop_desktop.services.suspension_rows import end_suspension, open_suspension_of, suspended_staff
from iop_desktop.services.uncovered import uncovered_words
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.ways_in import save, save_twice

_TOPICS = frozenset({Topic.STAFF, Topic.NOTES})
_LATER = "The key file could not be written now; that is done when the records are next opened."
_NO_SLOT = "Their way in was not kept, because the key file was exchanged: invite them to set a new pass phrase."


class SuspensionService:
    """Use cases of an administrator. Nothing of a suspended person is lost, and nothing they signed changes."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.MANAGE_STAFF)
    def suspend(self, staff_id: UUID, reason: str) -> Changes:
        """From now on the person cannot open the records or sign. Raises NotFound, Refused and VaultError.

        Once the records say so it holds, also if the key file cannot be written; the message then says that.
        """
        self._require_open()
        key_file, reason = self._unlocked.doorkeeper.key_file(), " ".join(reason.split())
        with self._unlocked.transaction() as db:
            staff = staff_of(db, staff_id)
            refusals = refusals_of_suspension(_facts(self._unlocked, db, staff, reason))
            if refusals:
                raise Refused(refusals)
            made = self._write(db, staff, key_file, reason)
            words = f"{uncovered_words(db, staff.id)} {withdrawn_words(made)}".strip()
            closed = slots_to_close(db, key_file, staff.id)
            logins = [person.login for person in suspended_staff(db)]
        message = f"{staff.name} cannot open these records or sign until you end the suspension. {words}"
        if not self._close_way(key_file, closed, logins):
            message = f"{message} {_LATER}"
        return Changes(_TOPICS, message.strip())

    @needs(Right.MANAGE_STAFF)
    def end(self, staff_id: UUID) -> Changes:
        """From now on the pass phrase of before opens the records again. Raises NotFound, Refused and VaultError."""
        self._require_open()
        key_file, now = self._unlocked.doorkeeper.key_file(), self._clock()
        with self._unlocked.reading() as db:
            staff = staff_of(db, staff_id)
            refusals = refusals_of_ending(state_of(db, staff))
            suspension = open_suspension_of(db, staff_id)
            if refusals or suspension is None:
                raise Refused(refusals)
            logins = [person.login for person in suspended_staff(db) if person.id != staff_id]
        slot = self._slot_to_put_back(key_file, staff, suspension.slot) if suspension.slot else None
        key_file.edit(lambda document: naming_suspended(with_slot(document, slot) if slot else document, logins))
        save(key_file, self._unlocked.vault.keys)
        with self._unlocked.transaction() as db:
            end_suspension(db, staff_id, now, self._unlocked.actor.staff_id)
            staff_of(db, staff_id).active = True
            self._unlocked.audit(db, "staff.suspension_ended", staff_id)
            remember_key_file(db, key_file, at=now)
        said = f"{staff.name} can open the records again, with the pass phrase of before."
        return Changes(_TOPICS, said if slot else f"{staff.name} is not suspended any more. {_NO_SLOT}")

    def _write(self, db: Database, staff: Staff, key_file: KeyFile, reason: str) -> int:
        """The rows of it; how many invitations of others end with it."""
        now, actor = self._clock(), self._unlocked.actor.staff_id
        slot = next((slot for slot in key_file.document.slots if slot.slot_id == staff.slot_id), None)
        kept = canonical({**dataclasses.replace(slot, masters={}).to_json()}) if slot is not None else b""
        db.add(Suspension(staff_id=staff.id, reason=reason, suspended_by=actor, suspended_at=now, slot=kept))
        staff.active = False
        self._unlocked.audit(db, "staff.suspended", staff.id, {"reason": reason})
        return withdraw_with(db, staff.id, now, actor)

    def _close_way(self, key_file: KeyFile, slot_ids: frozenset[str], logins: list[str]) -> bool:
        """Take these ways in out of the key file and its copy; whether that was possible now."""
        try:
            key_file.edit(lambda document: naming_suspended(without_slots(document, slot_ids), logins))
            save_twice(key_file, self._unlocked.vault.keys)
            with self._unlocked.transaction() as db:
                remember_key_file(db, key_file, at=self._clock())
        except VaultError:
            return False
        return True

    def _slot_to_put_back(self, key_file: KeyFile, staff: Staff, kept: bytes) -> Slot:
        """The kept slot with the vault key of today, which may be another one than before."""
        slot, keys = Slot.from_json(json.loads(kept)), self._unlocked.vault.keys
        public = X25519PublicKey.from_public_bytes(staff.slot_public_key)
        sealed = seal_master(key_file.vault_id, slot.slot_id, keys.key_id, keys.master, public)
        return dataclasses.replace(slot, masters={keys.key_id: sealed})

    def _require_open(self) -> None:
        if self._unlocked.is_locked:
            raise VaultClosed


def _facts(unlocked: Unlocked, db: Database, staff: Staff, reason: str) -> SuspensionFacts:
    return SuspensionFacts(
        state=state_of(db, staff),
        is_oneself=staff.id == unlocked.actor.staff_id,
        is_last_administrator=is_last_administrator(db, staff),
        reason=reason,
    )
