"""Whether what gives people their power in the records is what the audit log explains.

Roles, credentials and duties of co-signature, ways in, certificates.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_reading import AuditQuery, StoredEntry, everything
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.credentials import StaffCertificate
from iop_desktop.models.errors import VaultError
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.staffing import StaffCredential
from iop_desktop.rules.role_history import ACTIONS, CLINIC_CREATED, RoleEntry, Standing, unexplained
from iop_desktop.rules.signing_history import (
    ADDED,
    CREDENTIAL_ACTIONS,
    OTHER_CREDENTIAL,
    OTHER_WORDS,
    PERSON_ACTIONS,
    SIGNING,
    HeldEntry,
    HeldNow,
    PersonEntry,
    altered_credentials,
    altered_people,
)
from iop_desktop.services.act_check import problems_of_acts
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.invitation_rows import open_invitations
from iop_desktop.services.kit_keys import kit_keys
from iop_desktop.services.signing_words import held_words, signing_words
from iop_desktop.services.unlocked import load_certificate

_KIT_REPLACED = "recovery_kit.replaced"
_UNREADABLE = "What is kept of the staff cannot be read: it was changed by another program."
_UNKNOWN_WAY = "The key file has a way in that the records do not know. Make a new vault key under Settings, Staff."
_CERTIFICATE = "The certificate of a member of staff is not one that was issued to that person."


def problems_of_standing(db: Database, doorkeeper: Doorkeeper) -> tuple[str, ...]:
    """A sentence for each kind of thing that nobody did through the program; names nobody."""
    try:
        found = [*_unexplained_roles(db), *_other_words(db), *_other_credentials(db), *_other_certificates(db)]
        found += problems_of_acts(db)
        # A key file that is gone or damaged is told when the records are opened.
        with contextlib.suppress(VaultError, OSError):
            found += _unknown_ways(db, doorkeeper.key_file())
    except (SQLAlchemyError, LookupError, TypeError, ValueError):
        # SQLite keeps whatever kind of value another program writes.
        db.rollback()
        return (_UNREADABLE,)
    return tuple(dict.fromkeys(found))


def _unexplained_roles(db: Database) -> Iterator[str]:
    entries = [_role_entry(entry) for entry in _oldest_first(db, ACTIONS)]
    rows = db.execute(select(Staff.id, Staff.roles, Staff.active))
    records = {row.id: Standing(frozenset(role.value for role in row.roles), row.active) for row in rows}
    yield from unexplained([entry for entry in entries if entry is not None], records).values()


def _role_entry(entry: StoredEntry) -> RoleEntry | None:
    staff_id: UUID | None = entry.actor if entry.action == CLINIC_CREATED else entry.subject_id
    if staff_id is None:
        return None
    # A change of roles says which they are after it; entries of earlier versions named one role.
    told = next((entry.details[name] for name in ("after", "roles", "role") if name in entry.details), "")
    several = told if isinstance(told, list) else str(told).split()
    return RoleEntry(entry.action, staff_id, frozenset(str(role) for role in several))


def _other_words(db: Database) -> Iterator[str]:
    entries = (_person_entry(entry) for entry in _oldest_first(db, PERSON_ACTIONS) if entry.subject_id is not None)
    records = {staff.id: signing_words(staff) for staff in db.scalars(select(Staff))}
    if altered_people(entries, records):
        yield OTHER_WORDS


def _person_entry(entry: StoredEntry) -> PersonEntry:
    assert entry.subject_id is not None
    after = _words(entry.details.get("signs" if entry.action == ADDED else "after"))
    changed = entry.details.get("changed")
    names = frozenset(map(str, changed)) if isinstance(changed, list) else frozenset()
    return PersonEntry(entry.subject_id, after, _words(entry.details.get("before")), names & set(SIGNING))


def _other_credentials(db: Database) -> Iterator[str]:
    entries = []
    for entry in _oldest_first(db, CREDENTIAL_ACTIONS):
        said = _words(entry.details)
        if entry.subject_id is not None:
            told = (said.get(name, "") for name in ("id", "credential", "from", "until"))
            entries.append(HeldEntry(entry.action, entry.subject_id, *told))
    rows = [(row.staff_id, held_words(row)) for row in db.scalars(select(StaffCredential))]
    records = {held["id"]: HeldNow(who, held["credential"], held["from"], held["until"]) for who, held in rows}
    if altered_credentials(entries, records):
        yield OTHER_CREDENTIAL


def _oldest_first(db: Database, actions: tuple[str, ...]) -> list[StoredEntry]:
    return list(reversed(list(everything(db, AuditQuery(actions=actions)))))


def _words(said: object) -> dict[str, str]:
    """What an entry says, as text; nothing where it says something else."""
    return {str(name): str(value) for name, value in said.items()} if isinstance(said, Mapping) else {}


def _other_certificates(db: Database) -> Iterator[str]:
    from iop_desktop.documents.pki import hangs_on

    root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    kept = db.execute(select(StaffCertificate.staff_id, StaffCertificate.certificate)).all()
    issued = {(row.staff_id, row.certificate) for row in kept}
    for staff_id, certificate in db.execute(select(Staff.id, Staff.certificate)).all():
        # Records of the first versions keep a certificate beside the row only once it is renewed.
        mine = any(owner == staff_id for owner, _ in issued)
        if (mine and (staff_id, certificate) not in issued) or not hangs_on(load_certificate(certificate), root):
            yield _CERTIFICATE


def _unknown_ways(db: Database, key_file: KeyFile) -> Iterator[str]:
    people = set(db.scalars(select(Staff.slot_id)))
    invited = {row.slot_id for row in open_invitations(db)}
    kits = set(kit_keys(db))
    for slot in key_file.slots():
        known = {SlotKind.PASSPHRASE: people, SlotKind.RECOVERY: kits, SlotKind.INVITATION: invited}[slot.kind]
        if slot.slot_id not in known and (known or slot.kind is not SlotKind.RECOVERY or _kit_is_kept(db)):
            yield _UNKNOWN_WAY


def _kit_is_kept(db: Database) -> bool:
    """Whether the records once knew their kit; those of the first versions did not keep its public half."""
    entries = everything(db, AuditQuery(actions=(CLINIC_CREATED, _KIT_REPLACED)))
    return any(entry.action == _KIT_REPLACED or "kit" in entry.details for entry in entries)
