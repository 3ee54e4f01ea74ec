"""Members of staff: who they are, and giving a new one a way in."""

from __future__ import annotations

import contextlib
import dataclasses
from datetime import date, datetime, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.base import new_id
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Staff
from iop_desktop.models.errors import VaultClosed, translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.role_set import role_words
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.staffing import refusals_of_staff
from iop_desktop.services.certificates import remember_certificate, renew_certificate, renewal_reason_of
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.enrollment import Slot, new_slot, new_staff
from iop_desktop.services.errors import Refused, Stale
from iop_desktop.services.leaving import let_go, staff_of
from iop_desktop.services.own_reach import tell_own_reach
from iop_desktop.services.passphrases import require_passphrase
from iop_desktop.services.people_views import StaffEdit, StaffForm, StaffRow
from iop_desktop.services.rights import needs
from iop_desktop.services.signing_words import changed_words, signing_words
from iop_desktop.services.staff_facts import facts_of_edit, facts_of_new
from iop_desktop.services.staff_roles import change_roles, refusals_to_change
from iop_desktop.services.staff_states import with_states
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate
from iop_desktop.services.vault_key import change_vault_key, needs_kit_code

_TOPICS = frozenset({Topic.STAFF})
_STALE = "Somebody else changed this person's entry in the meantime. Nothing was changed: look at it again."
_NEW_KEY = (
    "The records have a new key. Pass phrases and the recovery kit stay as they are; a key file copied before now does "
    "not open them any more."
)
_EDITABLE = (
    "name",
    "credentials",
    "licence",
    "title",
    "credential_until",
    "needs_cosignature",
    "supervisor_id",
)


class StaffService:
    """Use cases of the staff page. Nobody is ever deleted: who left stands at the end of the list."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_STAFF)
    def rows(self) -> tuple[StaffRow, ...]:
        """Everyone, also who is invited; those who left at the end."""
        supervisor = aliased(Staff)
        query = (
            select(Staff, supervisor.name)
            .outerjoin(supervisor, supervisor.id == Staff.supervisor_id)
            .order_by(Staff.active.desc(), Staff.name, Staff.id)
        )
        now, zone = self._clock(), self._unlocked.zone
        with self._unlocked.reading() as db:
            found = db.execute(query).all()
            return with_states(db, [_row(db, staff, name or "", now, zone) for staff, name in found], now, zone)

    @needs(Right.READ_STAFF)
    def facilitators(self) -> tuple[StaffRow, ...]:
        """Who may lead a group: everyone active except administrators."""
        return tuple(row for row in self.rows() if row.active and allows(row.roles, Right.LEAD_GROUPS))

    @needs(Right.READ_STAFF)
    def supervisors(self) -> tuple[StaffRow, ...]:
        """Who may co-sign."""
        return tuple(row for row in self.rows() if row.active and allows(row.roles, Right.SUPERVISE))

    @needs(Right.MANAGE_STAFF)
    def add(self, form: StaffForm) -> Changes:
        """Add a member of staff with a certificate and a way in on this computer; takes two Argon2id runs.

        Raises NotAllowed for who is no administrator, Refused, and KeyringUnavailable. All or nothing.
        """
        self._require_open()
        form = dataclasses.replace(form, login=form.login.strip().lower())
        self._require_fit(form)
        key_file, slot = self._add_slot(form)
        try:
            self._insert(form, slot, key_file)
        except BaseException:
            # When even this fails, the way in leads nowhere and is dropped the next time somebody is added.
            with contextlib.suppress(OSError):
                key_file.remove_slot(slot.slot_id)
                key_file.save(self._unlocked.vault.keys)
            raise
        return Changes(_TOPICS, f"{form.name.strip()} can sign in as {form.login} now.")

    @needs(Right.MANAGE_STAFF)
    def edit(self, form: StaffEdit) -> Changes:
        """Change the words on record of somebody, and who co-signs.

        Earlier signatures keep the words they were made with; the next one carries a certificate with the new ones.
        Raises NotAllowed, NotFound, Stale for an old revision, and Refused.
        """
        self._require_open()
        with self._unlocked.transaction() as db:
            staff = staff_of(db, form.staff_id)
            if staff.revision != form.revision:
                raise Stale(_STALE)
            refusals = (
                *refusals_of_staff(facts_of_edit(db, staff, form)),
                *refusals_to_change(self._unlocked, db, staff, form.roles),
            )
            if refusals:
                raise Refused(refusals)
            before, supervisor_before = signing_words(staff), staff.supervisor_id
            changed = [name for name in _EDITABLE if _put(staff, name, getattr(form, name))]
            roles = change_roles(self._unlocked, db, staff, form.roles)
            if changed:
                detail: dict[str, Json] = {"changed": changed, **changed_words(before, signing_words(staff))}
                self._unlocked.audit(db, "staff.edited", staff.id, detail)
            tell_own_reach(db, self._unlocked, "staff", staff.id, {supervisor_before}, {staff.supervisor_id})
        return Changes(_TOPICS, f"{form.name.strip()} is changed." if changed or roles else "")

    @needs(Right.MANAGE_STAFF)
    def leave(self, staff_id: UUID, reason: str) -> Changes:
        """Somebody leaves: the pass phrase no longer opens the records, the certificate ends, the notes stay good.

        Raises NotAllowed, NotFound, Refused (the last administrator cannot leave), and VaultError when the key file
        cannot be written; then nothing was changed.
        """
        self._require_open()
        return Changes(_TOPICS | {Topic.NOTES}, let_go(self._unlocked, staff_id, " ".join(reason.split())))

    @needs(Right.CHANGE_VAULT_KEY)
    def needs_kit_code(self) -> bool:
        """Whether ``new_vault_key`` needs the recovery code: once, where the kit is older than this program."""
        return needs_kit_code(self._unlocked)

    @needs(Right.CHANGE_VAULT_KEY)
    def new_vault_key(self, code: str = "") -> Changes:
        """Encrypt the records under a new key; nobody's pass phrase and not the recovery kit change.

        Raises NotAllowed, Refused for a recovery code that is missing or wrong, VaultInUse, and VaultError. All or
        nothing; not to be called beside other changes of staff.
        """
        self._require_open()
        change_vault_key(self._unlocked, code)
        return Changes(_TOPICS, _NEW_KEY)

    @needs(Right.MANAGE_STAFF)
    def renew_certificate(self, staff_id: UUID) -> Changes:
        """A new certificate for the same key, with the words on record now. Raises NotAllowed, NotFound, Refused."""
        self._require_open()
        with self._unlocked.transaction() as db:
            staff = staff_of(db, staff_id)
            if not staff.active:
                raise Refused((Refusal("left", "This person has left; there is nothing to renew."),))
            renew_certificate(self._unlocked, db, staff, self._clock())
            until = _last_day(staff, self._unlocked.zone)
        return Changes(_TOPICS, f"{staff.name} signs with a certificate that is good until {long_date(until)}.")

    def _require_open(self) -> None:
        if self._unlocked.is_locked:
            raise VaultClosed

    def _require_fit(self, form: StaffForm) -> None:
        with self._unlocked.reading() as db:
            refusals = refusals_of_staff(facts_of_new(db, form))
        if refusals:
            raise Refused(refusals)
        words = (form.login, form.name, self._unlocked.clinic_name)
        require_passphrase(form.passphrase, form.repeated, words)

    def _add_slot(self, form: StaffForm) -> tuple[KeyFile, Slot]:
        """Save a slot for the new person, bound to this computer if the administrator's own is."""
        door, keys = self._unlocked.doorkeeper, self._unlocked.vault.keys
        key_file = door.key_file()
        self._drop_orphans(key_file)
        bound = key_file.needs_device(self._unlocked.actor.login)
        device_secret = door.new_device_secret(key_file.vault_id) if bound else None
        staff_id = new_id()
        slot = new_slot(key_file, keys, form.login, staff_id, form.passphrase, device_secret)
        try:
            key_file.save(keys)
        except OSError as error:
            raise translate(error) or error from None
        return key_file, slot

    def _drop_orphans(self, key_file: KeyFile) -> None:
        """Forget slots whose person has left, or was never written down because of a power cut in ``add``."""
        with self._unlocked.reading() as db:
            known = {str(staff_id) for staff_id in db.scalars(select(Staff.id).where(Staff.active))}
        for slot in key_file.slots():
            if slot.kind is SlotKind.PASSPHRASE and slot.staff_id not in known:
                key_file.remove_slot(slot.slot_id)

    def _insert(self, form: StaffForm, slot: Slot, key_file: KeyFile) -> None:
        now = self._clock()
        with self._unlocked.transaction() as db:
            staff = new_staff(form, slot, clinic_root(db, self._unlocked.vault.keys), now)
            db.add(staff)
            db.flush()
            remember_certificate(db, staff.id, staff.certificate, now)
            remember_key_file(db, key_file, at=now)
            detail: dict[str, Json] = {"roles": role_words(form.roles), "signs": signing_words(staff)}
            self._unlocked.audit(db, "staff.added", slot.staff_id, detail)


def _put(staff: Staff, name: str, value: object) -> bool:
    """Set one field of the row; whether that changed it."""
    value = value.strip() if isinstance(value, str) else value
    changed = bool(getattr(staff, name) != value)
    if changed:
        setattr(staff, name, value)
    return changed


def _last_day(staff: Staff, zone: tzinfo) -> date:
    return load_certificate(staff.certificate).not_valid_after_utc.astimezone(zone).date()


def _row(db: Database, staff: Staff, supervisor: str, now: datetime, zone: tzinfo) -> StaffRow:
    return StaffRow(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        credentials=staff.credentials,
        licence=staff.licence,
        title=staff.title,
        roles=staff.roles,
        needs_cosignature=staff.needs_cosignature,
        supervisor=supervisor,
        active=staff.active,
        supervisor_id=staff.supervisor_id,
        revision=staff.revision,
        credential_until=staff.credential_until,
        certificate_until=_last_day(staff, zone),
        renewal=renewal_reason_of(db, staff, now) if staff.active else "",
        by_token=bool(staff.token_serial),
        left_on=staff.left_on,
    )
