"""The recovery kit in use: its code lets one member of staff in again, with a new pass phrase, key and kit.

Rows and key file cannot be written in one step. The rows come first, with what they replace kept beside them; the key
file comes last and decides. Until it is written it knows the earlier slot and kit only, and ``settle_recoveries``,
called whenever the vault is opened, puts the rows back to them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.canonical import Json, from_base64, to_base64
from iop_desktop.models.clinic import Clinic, Setting, Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import KeyringUnavailable, RecoveryCodeMistyped, VaultError, translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import AddedSlot
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.recovery_code import is_beginning, new_code, parse_code
from iop_desktop.rules.security_notices import NoticeKind
from iop_desktop.services.certificates import remember_certificate
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.enrollment import Slot, identity_of, new_slot
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.kit_record import begin_kit, settle_kits
from iop_desktop.services.passphrases import require_passphrase
from iop_desktop.services.second_factors import remove_factor
from iop_desktop.services.security_notices import raise_notice
from iop_desktop.services.unlock_attempts import RECOVERY_KIT
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

_NOT_STAFF = (
    "The recovery kit lets in active staff only, and this login is none. Nothing was changed and the kit still works: "
    "choose another login."
)
_WITHOUT_KEY_STORE = (
    "This computer's key store cannot be used, so your new pass phrase alone opens the records here. "
    "Turn on disk encryption on this computer."
)
_KEPT = "recovery/"
_KEPT_BYTES = ("slot_public_key", "certificate", "sealed_signing_key")


@dataclass(frozen=True, slots=True)
class Recovered:
    """The new recovery code, shown once and kept nowhere, and the open vault."""

    recovery_code: str = dataclasses.field(repr=False)
    unlocked: Unlocked


class TypedCode(StrEnum):
    """What can be said of a recovery code while it is typed, without trying it."""

    UNFINISHED = "unfinished"
    MISTYPED = "mistyped"
    WHOLE = "whole"


def look_at_code(typed: str) -> TypedCode:
    """Whether the letters typed so far are a whole code, may become one, or hold a typing mistake."""
    try:
        parse_code(typed)
    except RecoveryCodeMistyped:
        return TypedCode.UNFINISHED if is_beginning(typed) else TypedCode.MISTYPED
    return TypedCode.WHOLE


def settle_recoveries(vault: Vault, key_file: KeyFile, now: datetime) -> None:
    """End recoveries that a power cut left half done; ``key_file`` must be as it is on the disk."""
    present = {slot.slot_id for slot in key_file.slots()}
    with vault.transaction() as session:
        for kept in session.scalars(select(Setting).where(Setting.name.startswith(_KEPT))).all():
            staff = session.get(Staff, UUID(kept.name.removeprefix(_KEPT)))
            if staff is not None and staff.slot_id not in present:
                _put_back(staff, json.loads(kept.value))
                append(session, AuditEntry(now, "recovery.undone", staff.id, "staff", staff.id))
            session.delete(kept)
        settle_kits(session, key_file, now)


class Recovery:
    """One use of the kit on a vault that its code has just opened. ``key_file`` is changed in memory until the end."""

    def __init__(self, vault: Vault, key_file: KeyFile, doorkeeper: Doorkeeper, clock: Clock) -> None:
        self._vault, self._key_file, self._doorkeeper, self._clock = vault, key_file, doorkeeper, clock

    def run(self, login: str, passphrase: str, repeated: str, welcome: Callable[[UUID], Unlocked]) -> Recovered:
        """All steps; ``welcome`` makes the open vault of a member of staff and writes down who came in."""
        settle_recoveries(self._vault, self._key_file, self._clock())
        staff = self._active_staff(login, passphrase, repeated)
        was_bound = self._key_file.needs_device(staff.login)
        secret = self._device_secret()
        slot = self._replace_slot(staff, passphrase, secret)
        code, kit = self._replace_kit()
        try:
            self._write_rows(slot, kit, without_device_secret=secret is None)
            unlocked = welcome(staff.id)
            self._save(slot)
        except BaseException:
            # When even this fails, the next opening does it.
            with contextlib.suppress(VaultError):
                settle_recoveries(self._vault, self._doorkeeper.key_file(), self._clock())
            raise
        self._finish(staff.login)
        if was_bound and secret is None:
            unlocked.notice = unlocked.notice or _WITHOUT_KEY_STORE
        return Recovered(code, unlocked)

    def _active_staff(self, login: str, passphrase: str, repeated: str) -> Staff:
        """Who the login belongs to. Raises NotAllowed, and Refused for a pass phrase that may not guard the vault."""
        with self._vault.transaction(readonly=True) as session:
            staff = session.scalars(select(Staff).where(Staff.login == login.strip().lower())).one_or_none()
            clinic_name = session.scalars(select(Clinic.name)).one()
        if staff is None or not staff.active:
            raise NotAllowed(_NOT_STAFF)
        require_passphrase(passphrase, repeated, (staff.login, staff.name, clinic_name))
        return staff

    def _device_secret(self) -> bytes | None:
        """This computer's secret, or None: a key store that is gone is a usual reason to need the kit."""
        try:
            return self._doorkeeper.new_device_secret(self._key_file.vault_id)
        except KeyringUnavailable:
            return None

    def _replace_slot(self, staff: Staff, passphrase: str, device_secret: bytes | None) -> Slot:
        """A new slot for the person instead of all earlier ones, on whatever computer: they may be in other hands."""
        earlier = [slot.slot_id for slot in self._key_file.slots() if slot.staff_id == str(staff.id)]
        slot = new_slot(self._key_file, self._vault.keys, staff.login, staff.id, passphrase, device_secret)
        for slot_id in earlier:
            self._key_file.remove_slot(slot_id)
        return slot

    def _replace_kit(self) -> tuple[str, AddedSlot]:
        used = [slot.slot_id for slot in self._key_file.slots() if slot.kind is SlotKind.RECOVERY]
        code = new_code()
        kit = self._key_file.add_recovery_slot(code, self._vault.keys)
        for slot_id in used:
            self._key_file.remove_slot(slot_id)
        return code, kit

    def _write_rows(self, slot: Slot, kit: AddedSlot, *, without_device_secret: bool) -> None:
        now = self._clock()
        with self._vault.transaction() as session:
            staff = session.get_one(Staff, slot.staff_id)
            earlier = sha256(staff.certificate).hexdigest()
            session.add(_kept(staff))
            begin_kit(session, kit, now, staff.id, after_use=True)
            raise_notice(session, NoticeKind.KIT_USED, now, by=staff.id, about=staff.id)
            staff.slot_id, staff.slot_public_key = slot.slot_id, slot.public_key
            if remove_factor(session, staff.id):
                append(session, AuditEntry(now, "second_factor.removed", staff.id, "staff", staff.id))
            if not staff.token_serial:
                self._give_identity(session, staff, slot, now)
            details: dict[str, Json] = {
                "login": staff.login,
                "without_device_secret": without_device_secret,
                "earlier_certificate": earlier,
                "certificate": sha256(staff.certificate).hexdigest(),
            }
            append(session, AuditEntry(now, "recovery.used", staff.id, "staff", staff.id, details))

    def _give_identity(self, session: Session, staff: Staff, slot: Slot, now: datetime) -> None:
        """A new signing key, since the earlier one is sealed to the slot that goes; its signatures stay valid.

        A key on a token is not sealed to the slot and stays.
        """
        earlier = load_certificate(staff.certificate).not_valid_before_utc
        remember_certificate(session, staff.id, staff.certificate, earlier)
        identity = identity_of(staff, slot, clinic_root(session, self._vault.keys), now)
        staff.certificate, staff.sealed_signing_key = identity.certificate, identity.sealed_key
        remember_certificate(session, staff.id, staff.certificate, now)

    def _save(self, slot: Slot) -> None:
        """Write the key file: from here on the new pass phrase and kit are the valid ones."""
        try:
            self._key_file.save(self._vault.keys)
        except OSError as error:
            if any(each.slot_id == slot.slot_id for each in self._doorkeeper.key_file().slots()):
                return
            raise translate(error) or error from None
        # Once more, so that the copy of the file before its last change does not let the used kit in either.
        with contextlib.suppress(OSError):
            self._key_file.save(self._vault.keys)

    def _finish(self, login: str) -> None:
        """Forget what was kept for going back; if this fails, the next opening does it."""
        self._doorkeeper.attempts.succeeded(login)
        self._doorkeeper.attempts.succeeded(RECOVERY_KIT)
        with contextlib.suppress(VaultError):
            key_file, now = self._doorkeeper.key_file(), self._clock()
            settle_recoveries(self._vault, key_file, now)
            with self._vault.transaction() as session:
                remember_key_file(session, key_file, at=now)


def _kept(staff: Staff) -> Setting:
    """How the row was before, in the form in which ``_put_back`` takes it."""
    values = {"slot_id": staff.slot_id} | {name: to_base64(getattr(staff, name)) for name in _KEPT_BYTES}
    return Setting(name=f"{_KEPT}{staff.id}", value=json.dumps(values))


def _put_back(staff: Staff, values: dict[str, str]) -> None:
    staff.slot_id = values["slot_id"]
    for name in _KEPT_BYTES:
        setattr(staff, name, from_base64(values[name]))
