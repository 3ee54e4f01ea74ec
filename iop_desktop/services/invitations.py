"""Inviting: somebody new, or somebody on staff who forgot the pass phrase, sets a pass phrase of their own.

The code opens a slot of its own in the key file until the invitation ends. No signing key exists before it is
accepted, so that whoever made the code can never sign in that person's name.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Staff
from iop_desktop.models.errors import VaultClosed, VaultError
from iop_desktop.models.invitation_code import new_invitation_code
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import AddedSlot
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.role_set import role_words
from iop_desktop.models.staffing import Invitation
from iop_desktop.rules.invitations import VALID, InvitationEnd, NewPassphraseFacts, refusals_of_new_passphrase
from iop_desktop.rules.rights import Right
from iop_desktop.rules.staffing import refusals_of_staff
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.invitation_rows import end_invitation, open_invitations
from iop_desktop.services.leaving import staff_of
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.rights import needs
from iop_desktop.services.staff_facts import facts_of_new
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.ways_in import drop_slots, invitation_slots, save

_TOPICS = frozenset({Topic.STAFF})
_NO_INVITATION = "That invitation is not open any more. Nothing was changed; choose again from the list."
_TEXTS = ("name", "credentials", "licence", "title")


@dataclass(frozen=True, slots=True)
class Invited:
    """The code, shown once and kept nowhere, for whom it is and until when it works; ``is_new`` for new staff."""

    changes: Changes
    code: str = field(repr=False)
    clinic_name: str
    name: str
    login: str
    expires_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """The new slot, and the key file that holds it."""

    key_file: KeyFile
    slot: AddedSlot
    code: str = field(repr=False)


class InvitationService:
    """Use cases of an administrator; the invited person accepts on the unlock page (``VaultService.accept``)."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.MANAGE_STAFF)
    def invite(self, form: StaffForm) -> Invited:
        """Invite somebody new; the form's pass phrase is not looked at. Takes one Argon2id run.

        Raises Refused, KeyringUnavailable and VaultError. All or nothing.
        """
        form = dataclasses.replace(form, login=form.login.strip().lower())
        with self._reading() as db:
            refusals = refusals_of_staff(facts_of_new(db, form))
        if refusals:
            raise Refused(refusals)
        texts = {name: getattr(form, name).strip() for name in _TEXTS}
        person = Invitation(
            staff_id=new_id(),
            login=form.login,
            roles=form.roles,
            needs_cosignature=form.needs_cosignature,
            supervisor_id=form.supervisor_id,
            **texts,
        )
        return self._open_way(person, is_new=True)

    @needs(Right.MANAGE_STAFF)
    def invite_again(self, staff_id: UUID) -> Invited:
        """A new code: for an open invitation instead of the earlier one, or for somebody who forgot the pass phrase.

        The old pass phrase works until the invitation is accepted. Raises NotFound, Refused, KeyringUnavailable and
        VaultError. All or nothing.
        """
        with self._reading() as db:
            earlier = next((row for row in open_invitations(db) if row.staff_id == staff_id), None)
            staff = db.get(Staff, staff_id) if earlier is not None else staff_of(db, staff_id)
            if staff is not None:
                facts = NewPassphraseFacts(staff.active, staff.id == self._unlocked.actor.staff_id)
                refusals = refusals_of_new_passphrase(facts)
                if refusals:
                    raise Refused(refusals)
            person = _copied(earlier) if earlier is not None else _of_staff(staff_of(db, staff_id))
        return self._open_way(person, is_new=staff is None)

    @needs(Right.MANAGE_STAFF)
    def withdraw(self, staff_id: UUID) -> Changes:
        """From now on the code opens nothing. Raises NotFound and VaultError."""
        now = self._clock()
        with self._reading() as db:
            found = [row for row in open_invitations(db) if row.staff_id == staff_id]
        if not found:
            raise NotFound(_NO_INVITATION)
        key_file = self._unlocked.doorkeeper.key_file()
        drop_slots(key_file, self._unlocked.vault.keys, {row.slot_id for row in found})
        with self._unlocked.transaction() as db:
            for row in (each for each in open_invitations(db) if each.staff_id == staff_id):
                end_invitation(db, row, InvitationEnd.WITHDRAWN, now, self._unlocked.actor.staff_id)
            remember_key_file(db, key_file, at=now)
        return Changes(_TOPICS, f"The code for {found[0].name} opens nothing any more.")

    def _open_way(self, person: Invitation, *, is_new: bool) -> Invited:
        """First the slot, then the row: a slot without a row opens nothing, and goes with the next opening."""
        way, now = self._new_slot(person), self._clock()
        try:
            self._write(person, way, now, is_new=is_new)
        except BaseException:
            with contextlib.suppress(VaultError):
                drop_slots(way.key_file, self._unlocked.vault.keys, {way.slot.slot_id})
            raise
        earlier = invitation_slots(way.key_file, person.staff_id) - {way.slot.slot_id}
        with contextlib.suppress(VaultError):
            drop_slots(way.key_file, self._unlocked.vault.keys, earlier)
            with self._unlocked.transaction() as db:
                remember_key_file(db, way.key_file, at=now)
        changes = Changes(_TOPICS, f"{person.name} is invited.")
        return Invited(
            changes, way.code, self._unlocked.clinic_name, person.name, person.login, person.expires_at, is_new
        )

    def _new_slot(self, person: Invitation) -> _Way:
        """Save a slot for the code, bound to this computer if the administrator's own is."""
        door, keys, code = self._unlocked.doorkeeper, self._unlocked.vault.keys, new_invitation_code()
        key_file = door.key_file()
        bound = key_file.needs_device(self._unlocked.actor.login)
        secret = door.new_device_secret(key_file.vault_id) if bound else None
        cost, kind = key_file.usual_cost(), SlotKind.INVITATION
        slot = key_file.add_passphrase_slot(person.login, person.staff_id, code, keys, secret, cost=cost, kind=kind)
        save(key_file, keys)
        return _Way(key_file, slot, code)

    def _write(self, person: Invitation, way: _Way, now: datetime, *, is_new: bool) -> None:
        actor = self._unlocked.actor.staff_id
        person.slot_id, person.slot_public_key = way.slot.slot_id, way.slot.public_key
        person.invited_by, person.invited_at, person.expires_at = actor, now, now + VALID
        with self._unlocked.transaction() as db:
            for earlier in open_invitations(db):
                if earlier.staff_id == person.staff_id:
                    end_invitation(db, earlier, InvitationEnd.WITHDRAWN, now, actor)
            db.add(person)
            db.flush()
            remember_key_file(db, way.key_file, at=now)
            detail: dict[str, Json] = {
                "roles": role_words(person.roles),
                "new": is_new,
                "until": person.expires_at.isoformat(),
            }
            self._unlocked.audit(db, "invitation.made", person.staff_id, detail)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Database]:
        if self._unlocked.is_locked:
            raise VaultClosed
        with self._unlocked.reading() as db:
            yield db


def _copied(earlier: Invitation) -> Invitation:
    """The same person in a new row."""
    names = ("staff_id", "login", *_TEXTS, "roles", "needs_cosignature", "supervisor_id")
    return Invitation(**{name: getattr(earlier, name) for name in names})


def _of_staff(staff: Staff) -> Invitation:
    texts = {name: getattr(staff, name) for name in _TEXTS}
    return Invitation(
        staff_id=staff.id,
        login=staff.login,
        roles=staff.roles,
        needs_cosignature=staff.needs_cosignature,
        supervisor_id=staff.supervisor_id,
        **texts,
    )
