"""Members of staff: who they are, and giving a new one a way in."""

from __future__ import annotations

import contextlib
import dataclasses

from sqlalchemy import select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.errors import translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.rules.staffing import StaffFacts, refusals_of_staff
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.clinic_root import open_root
from iop_desktop.services.enrollment import Slot, new_slot, new_staff
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.passphrases import require_passphrase
from iop_desktop.services.people_views import StaffForm, StaffRow
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.STAFF})
_ADMINISTRATORS_ONLY = "Only an administrator adds staff. Nothing was changed."


class StaffService:
    """Use cases of the staff page."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    def rows(self) -> tuple[StaffRow, ...]:
        """Everyone, those who left at the end."""
        supervisor = aliased(Staff)
        query = (
            select(Staff, supervisor.name)
            .outerjoin(supervisor, supervisor.id == Staff.supervisor_id)
            .order_by(Staff.active.desc(), Staff.name, Staff.id)
        )
        with self._unlocked.reading() as db:
            return tuple(_row(staff, supervisor_name or "") for staff, supervisor_name in db.execute(query))

    def facilitators(self) -> tuple[StaffRow, ...]:
        """Who may lead a group: everyone active except administrators."""
        return tuple(row for row in self.rows() if row.active and row.role is not Role.ADMINISTRATOR)

    def supervisors(self) -> tuple[StaffRow, ...]:
        """Who may co-sign."""
        return tuple(row for row in self.rows() if row.active and row.role is Role.SUPERVISOR)

    def add(self, form: StaffForm) -> Changes:
        """Add a member of staff with a certificate and a way in on this computer; takes two Argon2id runs.

        Raises NotAllowed for who is no administrator, Refused, and KeyringUnavailable. All or nothing.
        """
        if self._unlocked.actor.role is not Role.ADMINISTRATOR:
            raise NotAllowed(_ADMINISTRATORS_ONLY)
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

    def _require_fit(self, form: StaffForm) -> None:
        with self._unlocked.reading() as db:
            refusals = refusals_of_staff(_facts(db, form))
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
        """Forget slots whose person was never written down, left by a power cut in ``add``."""
        with self._unlocked.reading() as db:
            known = {str(staff_id) for staff_id in db.scalars(select(Staff.id))}
        for slot in key_file.slots():
            if slot.kind is SlotKind.PASSPHRASE and slot.staff_id not in known:
                key_file.remove_slot(slot.slot_id)

    def _insert(self, form: StaffForm, slot: Slot, key_file: KeyFile) -> None:
        now = self._clock()
        with self._unlocked.transaction() as db:
            clinic = db.scalars(select(Clinic)).one()
            root = open_root(self._unlocked.vault.keys, clinic.sealed_root_key, clinic.root_certificate)
            db.add(new_staff(form, slot, root, now))
            remember_key_file(db, key_file, at=now)
            self._unlocked.audit(db, "staff.added", slot.staff_id, {"role": form.role.value})


def _facts(db: Database, form: StaffForm) -> StaffFacts:
    supervisor = db.get(Staff, form.supervisor_id) if form.supervisor_id else None
    taken = db.scalars(select(Staff.id).where(Staff.login == form.login)).first() is not None
    return StaffFacts(
        login=form.login,
        name=form.name,
        role=form.role,
        needs_cosignature=form.needs_cosignature,
        supervisor_role=supervisor.role if supervisor is not None and supervisor.active else None,
        login_is_taken=taken,
    )


def _row(staff: Staff, supervisor: str) -> StaffRow:
    return StaffRow(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        credentials=staff.credentials,
        licence=staff.licence,
        title=staff.title,
        role=staff.role,
        needs_cosignature=staff.needs_cosignature,
        supervisor=supervisor,
        active=staff.active,
    )
