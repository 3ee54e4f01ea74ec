"""Accepting an invitation: the person sets a pass phrase, and a signing key that only they can open is made.

Three steps, each of which may be the last before a power cut. The new slot is saved beside the invitation's; the rows
are written; the invitation's slot, and an earlier one of the person, are taken out. Before the rows the invitation
still works, after them the new pass phrase does; ``ways_in.settle_ways_in`` clears up at the next opening.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultError
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.role_set import role_words
from iop_desktop.models.staffing import Invitation
from iop_desktop.rules.certificates import RevocationReason
from iop_desktop.rules.invitations import InvitationEnd
from iop_desktop.rules.security_notices import NoticeKind
from iop_desktop.services.certificates import remember_certificate, revoke_certificates
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.enrollment import Slot, identity_of, new_slot, new_staff
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.invitation_rows import end_invitation, is_closed, open_invitations
from iop_desktop.services.passphrases import require_passphrase
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.security_notices import raise_notice
from iop_desktop.services.signing_words import signing_words
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.ways_in import drop_slots, save

_OVER = (
    "This invitation was withdrawn, or its time is over, so it opens nothing. Nothing was changed; ask an "
    "administrator of your clinic for a new code."
)


class Acceptance:
    """One invitation, on a vault that its code has just opened."""

    def __init__(self, vault: Vault, key_file: KeyFile, doorkeeper: Doorkeeper, clock: Clock) -> None:
        self._vault, self._key_file, self._doorkeeper, self._clock = vault, key_file, doorkeeper, clock

    def run(self, opened: Opened, passphrase: str, repeated: str, welcome: Callable[[UUID], Unlocked]) -> Unlocked:
        """All steps; ``welcome`` makes the open vault of the person and writes down who came in.

        Raises NotAllowed for an invitation that is over, Refused for the pass phrase, and VaultError; then the
        invitation still works.
        """
        invitation = self._invitation(opened, passphrase, repeated)
        secret = self._doorkeeper.device_secret_of(self._key_file, invitation.login)
        self._forget_cut_off(invitation.staff_id)
        slot = new_slot(self._key_file, self._vault.keys, invitation.login, invitation.staff_id, passphrase, secret)
        save(self._key_file, self._vault.keys)
        try:
            self._write(invitation.id, slot)
        except BaseException:
            with contextlib.suppress(VaultError):
                drop_slots(self._key_file, self._vault.keys, {slot.slot_id})
            raise
        with contextlib.suppress(VaultError):
            self._forget_earlier(slot)
        self._doorkeeper.attempts.succeeded(invitation.login)
        return welcome(slot.staff_id)

    def _invitation(self, opened: Opened, passphrase: str, repeated: str) -> Invitation:
        with self._vault.transaction(readonly=True) as db:
            found = next((row for row in open_invitations(db) if row.slot_id == opened.slot_id), None)
            if found is None or is_closed(db, found, self._clock()):
                raise NotAllowed(_OVER)
            clinic_name = db.scalars(select(Clinic.name)).one()
        require_passphrase(passphrase, repeated, (found.login, found.name, clinic_name))
        return found

    def _forget_cut_off(self, staff_id: UUID) -> None:
        """Drop slots of an earlier try that was cut off before its rows, in memory; the current one stays."""
        with self._vault.transaction(readonly=True) as db:
            current = db.scalar(select(Staff.slot_id).where(Staff.id == staff_id))
        for slot in self._key_file.slots():
            mine = slot.staff_id == str(staff_id) and slot.kind is SlotKind.PASSPHRASE
            if mine and slot.slot_id != current:
                self._key_file.remove_slot(slot.slot_id)

    def _write(self, invitation_id: UUID, slot: Slot) -> None:
        now = self._clock()
        with self._vault.transaction() as db:
            invitation = db.get_one(Invitation, invitation_id)
            staff = db.get(Staff, slot.staff_id)
            if staff is None:
                self._add(db, invitation, slot, now)
            else:
                self._replace(db, staff, slot, now)
                raise_notice(db, NoticeKind.LET_IN_ANEW, now, by=invitation.invited_by, about=staff.id)
            end_invitation(db, invitation, InvitationEnd.ACCEPTED, now, slot.staff_id)
            remember_key_file(db, self._key_file, at=now)

    def _add(self, db: Database, invitation: Invitation, slot: Slot, now: datetime) -> None:
        """Somebody new: the row, with a fresh signing key and certificate."""
        form = StaffForm(
            login=invitation.login,
            name=invitation.name,
            credentials=invitation.credentials,
            licence=invitation.licence,
            title=invitation.title,
            roles=invitation.roles,
            needs_cosignature=invitation.needs_cosignature,
            supervisor_id=invitation.supervisor_id,
            passphrase="",
            repeated="",
        )
        staff = new_staff(form, slot, clinic_root(db, self._vault.keys), now)
        db.add(staff)
        db.flush()
        remember_certificate(db, staff.id, staff.certificate, now)
        detail: dict[str, Json] = {"roles": role_words(form.roles), "signs": signing_words(staff)}
        append(db, AuditEntry(now, "staff.added", staff.id, "staff", staff.id, detail))

    def _replace(self, db: Database, staff: Staff, slot: Slot, now: datetime) -> None:
        """Somebody whose pass phrase is forgotten: another slot, and another signing key unless it is on a token.

        The earlier key is sealed to the slot that goes; what it signed stays good, and from now on it signs nothing.
        """
        staff.slot_id, staff.slot_public_key = slot.slot_id, slot.public_key
        if staff.token_serial:
            return
        revoke_certificates(db, staff, RevocationReason.REPLACED, now, staff.id)
        identity = identity_of(staff, slot, clinic_root(db, self._vault.keys), now)
        staff.certificate, staff.sealed_signing_key = identity.certificate, identity.sealed_key
        remember_certificate(db, staff.id, staff.certificate, now)

    def _forget_earlier(self, slot: Slot) -> None:
        """Take the invitation's slot and earlier ones of the person out of the key file and its copy."""
        mine = (each for each in self._key_file.slots() if each.staff_id == str(slot.staff_id))
        drop_slots(self._key_file, self._vault.keys, {each.slot_id for each in mine if each.slot_id != slot.slot_id})
        with self._vault.transaction() as db:
            remember_key_file(db, self._key_file, at=self._clock())
