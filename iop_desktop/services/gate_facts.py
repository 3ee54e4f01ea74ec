"""What the gates compare a note with: who else is in the group, other notes, phrases and earlier decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Membership, Session
from iop_desktop.models.notes import Contact, GateDecision, Note
from iop_desktop.models.people import Client
from iop_desktop.models.writing import Phrase
from iop_desktop.rules.name_guard import Guarded
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.own_words import Part
from iop_desktop.rules.vocabulary import NoteState

LAST_NOTES = 5
# Who left the group is spoken of for a while; names of long ago would only be false alarms.
_REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another note: whose it is, when it was, its texts, and whether it is of the same session."""

    note_id: UUID
    client_id: UUID
    at: datetime | None
    texts: Mapping[str, str]
    same_session: bool


@dataclass(frozen=True, slots=True)
class GatePeople:
    """The members a text may not name, by client, and the staff, who may be named."""

    members: Mapping[UUID, Guarded]
    staff: tuple[Guarded, ...]

    def initials(self, client_id: UUID) -> str:
        """The initials of a member, as lists show them."""
        person = self.members[client_id]
        return initials_of(display_name(person.first, person.last, person.preferred))

    def part(self, note: Earlier) -> Part:
        """A note as the own-words rule takes it."""
        person = self.members.get(note.client_id)
        names = (person.first, person.last, person.preferred) if person else ()
        return Part(str(note.note_id), note.texts, names)


def people_around(db: Database, notes: Collection[Note]) -> GatePeople:
    """Everybody in the groups of these notes by then: members, who left within 90 days before, and their own.

    A note about no session takes all groups of its member.
    """
    own = {note.client_id for note in notes}
    sessions = {note.session_id for note in notes if note.session_id is not None}
    groups = (
        select(Session.group_id).where(Session.id.in_(sessions))
        if sessions
        else select(Membership.group_id).where(Membership.client_id.in_(own))
    )
    first = db.scalar(select(func.min(Session.starts_at)).where(Session.id.in_(sessions)))
    around: Select[UUID] = select(Membership.client_id).where(Membership.group_id.in_(groups))
    if first is not None:
        day = first.date()
        stays = or_(Membership.last_on.is_(None), Membership.last_on >= day - _REMEMBERED)
        around = around.where(stays, Membership.first_on <= day)
    written = select(Note.client_id).where(or_(Note.session_id.in_(sessions), Note.client_id.in_(own)))
    rows = db.execute(
        select(Client.id, Client.first_name, Client.last_name, Client.preferred_name, Client.nicknames)
        .where(Client.id.in_(union(around, written)))
        .order_by(Client.id)
    )
    members = {
        row.id: Guarded(str(row.id), row.first_name, row.last_name, row.preferred_name, row.nicknames) for row in rows
    }
    staff = tuple(Guarded("", name) for name in db.scalars(select(Staff.name)))
    return GatePeople(members, staff)


def session_notes(db: Database, session_ids: Collection[UUID]) -> list[Earlier]:
    """All notes of the sessions; one in error counts no more."""
    rows = db.execute(
        select(Note.id, Note.client_id, Note.draft).where(
            Note.session_id.in_(session_ids), Note.state != NoteState.IN_ERROR
        )
    )
    return [Earlier(row.id, row.client_id, None, texts_of(row.draft), True) for row in rows]


def last_notes(db: Database, client_ids: Iterable[UUID], before: datetime | None) -> dict[UUID, list[Earlier]]:
    """The last five notes of each member before a moment, newest first; drafts count as well."""
    at = func.coalesce(Session.starts_at, Contact.starts_at, Note.saved_at)
    place = func.row_number().over(partition_by=Note.client_id, order_by=(at.desc(), Note.id.desc()))
    valid = (Note.client_id.in_(set(client_ids))) & (Note.state != NoteState.IN_ERROR)
    ranked = (
        select(Note.id, at.label("at"), place.label("place"))
        .outerjoin(Session, Session.id == Note.session_id)
        .outerjoin(Contact, Contact.id == Note.contact_id)
        .where(valid if before is None else valid & (at < before))
        .subquery()
    )
    rows = db.execute(
        select(Note.id, Note.client_id, Note.draft, ranked.c.at)
        .join(ranked, ranked.c.id == Note.id)
        .where(ranked.c.place <= LAST_NOTES + 1)
        .order_by(ranked.c.place)
    )
    found: defaultdict[UUID, list[Earlier]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(Earlier(row.id, row.client_id, row.at, texts_of(row.draft), False))
    return found


def moment_of(db: Database, note: Note) -> datetime | None:
    """When what a note is about began; None for a note about an earlier note."""
    if note.session_id is not None:
        return db.scalars(select(Session.starts_at).where(Session.id == note.session_id)).one()
    if note.contact_id is not None:
        return db.scalars(select(Contact.starts_at).where(Contact.id == note.contact_id)).one()
    return None


def decisions_of(db: Database, notes: Collection[Note]) -> list[GateDecision]:
    """The decisions about these notes and about the others of their sessions, which share the group part."""
    sessions = {note.session_id for note in notes if note.session_id is not None}
    about = select(Note.id).where(or_(Note.id.in_({note.id for note in notes}), Note.session_id.in_(sessions)))
    return list(
        db.scalars(select(GateDecision).where(GateDecision.note_id.in_(about)).order_by(GateDecision.decided_at))
    )


def phrases_for(db: Database, staff_ids: Collection[UUID]) -> tuple[str, ...]:
    """The phrases of the clinic and of these authors."""
    return tuple(db.scalars(select(Phrase.text).where(or_(Phrase.staff_id.is_(None), Phrase.staff_id.in_(staff_ids)))))


def texts_of(draft: Mapping[str, object]) -> dict[str, str]:
    """The free texts of a draft that are not empty."""
    return {name: text for name, text in NoteDraft.from_data(dict(draft)).texts.items() if text.strip()}
