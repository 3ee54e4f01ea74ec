"""Who and what entries of the audit log are about, in words."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_reading import StoredEntry
from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Contact, Note
from iop_desktop.models.people import Admission, Client
from iop_desktop.services.circle import names
from iop_desktop.services.unlocked import Unlocked

_NOBODY = "The program"


class AuditNames:
    """The names that belong to some entries, read once; clients whom the reader need not know stay identifiers."""

    def __init__(self, db: Database, unlocked: Unlocked, entries: Iterable[StoredEntry]) -> None:
        found = tuple(entries)
        actors = {entry.actor for entry in found if entry.actor}
        subjects = {entry.subject_id for entry in found if entry.subject_id}
        staff = db.execute(select(Staff.id, Staff.name).where(Staff.id.in_(actors)))
        self._staff: dict[UUID, str] = {row.id: row.name for row in staff}
        self._subjects = _subjects(db, subjects, names(db, unlocked))

    def person(self, entry: StoredEntry) -> str:
        """Who did it."""
        if entry.actor is None:
            return _NOBODY
        return self._staff.get(entry.actor, f"staff {short_id(entry.actor)}")

    def about(self, entry: StoredEntry) -> str:
        """Whom or what it is about; a name where these records know one."""
        if entry.subject_id is None:
            login, count = entry.details.get("login"), entry.details.get("count")
            return f"{login}, {count} times" if isinstance(login, str) and count else ""
        if entry.subject_id == entry.actor:
            return ""
        known = self._subjects.get(entry.subject_id)
        return known or f"{entry.subject.replace('_', ' ')} {short_id(entry.subject_id)}"


def subjects_of_client(db: Database, client_id: UUID) -> tuple[UUID, ...]:
    """Everything by which an entry may be about a client: the client, admissions, contacts and notes."""
    own = [select(table.id).where(table.client_id == client_id) for table in (Admission, Contact, Note)]
    return (client_id, *(key for query in own for key in db.scalars(query)))


def short_id(key: UUID) -> str:
    """The end of an identifier, which is enough to be told from others."""
    return key.hex[-8:]


def _subjects(db: Database, keys: set[UUID], named: ColumnElement[bool]) -> dict[UUID, str]:
    name = func.coalesce(func.nullif(Client.preferred_name, ""), Client.first_name) + " " + Client.last_name
    queries = (
        ("{}", select(Client.id, name).where(Client.id.in_(keys), named)),
        ("note of {}", select(Note.id, name).join(Client, Client.id == Note.client_id).where(Note.id.in_(keys), named)),
        ("contact of {}", select(Contact.id, name).join(Client).where(Contact.id.in_(keys), named)),
        ("admission of {}", select(Admission.id, name).join(Client).where(Admission.id.in_(keys), named)),
        ("{}", select(Staff.id, Staff.name).where(Staff.id.in_(keys))),
        ("{}", select(Group.id, Group.name).where(Group.id.in_(keys))),
        ("session of {}", select(Session.id, Group.name).join(Group).where(Session.id.in_(keys))),
    )
    return {key: words.format(text.strip()) for words, query in queries for key, text in db.execute(query)}
