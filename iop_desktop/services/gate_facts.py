"""What the gates compare a note with: who else is in the group, other notes, phrases and earlier decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, func, or_, select, union
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


def _ids(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


# Put together once: these are asked for each note that is signed, and putting them together takes longer than running.
_NEVER_OVER = datetime.max.replace(tzinfo=UTC)
_NAMES = select(Client.id, Client.first_name, Client.last_name, Client.preferred_name, Client.nicknames).order_by(
    Client.id
)
_WRITTEN = select(Note.client_id).where(or_(Note.session_id.in_(_ids("sessions")), Note.client_id.in_(_ids("own"))))
_AROUND_SESSIONS = _NAMES.where(
    Client.id.in_(
        union(
            select(Membership.client_id).where(
                Membership.group_id.in_(select(Session.group_id).where(Session.id.in_(_ids("sessions")))),
                or_(Membership.last_on.is_(None), Membership.last_on >= bindparam("since")),
                Membership.first_on <= bindparam("day"),
            ),
            _WRITTEN,
        )
    )
)
_AROUND_MEMBERS = _NAMES.where(
    Client.id.in_(
        union(
            select(Membership.client_id).where(
                Membership.group_id.in_(select(Membership.group_id).where(Membership.client_id.in_(_ids("own"))))
            ),
            _WRITTEN,
        )
    )
)
_STAFF = select(Staff.name)
_OF_SESSIONS = select(Note.id, Note.client_id, Note.draft).where(
    Note.session_id.in_(_ids("sessions")), Note.state != NoteState.IN_ERROR
)
_BEGAN = func.coalesce(Session.starts_at, Contact.starts_at, Note.saved_at)
_RANKED = (
    select(
        Note.id,
        _BEGAN.label("at"),
        func.row_number().over(partition_by=Note.client_id, order_by=(_BEGAN.desc(), Note.id.desc())).label("place"),
    )
    .outerjoin(Session, Session.id == Note.session_id)
    .outerjoin(Contact, Contact.id == Note.contact_id)
    .where(Note.client_id.in_(_ids("clients")), Note.state != NoteState.IN_ERROR, bindparam("before") > _BEGAN)
    .subquery()
)
_LAST = (
    select(Note.id, Note.client_id, Note.draft, _RANKED.c.at)
    .join(_RANKED, _RANKED.c.id == Note.id)
    .where(_RANKED.c.place <= LAST_NOTES + 1)
    .order_by(_RANKED.c.place)
)
_DECISIONS = (
    select(GateDecision)
    .where(
        GateDecision.note_id.in_(
            select(Note.id).where(or_(Note.id.in_(_ids("notes")), Note.session_id.in_(_ids("sessions"))))
        )
    )
    .order_by(GateDecision.decided_at)
)
_PHRASES = select(Phrase.text).where(or_(Phrase.staff_id.is_(None), Phrase.staff_id.in_(_ids("staff"))))


def people_around(db: Database, notes: Collection[Note], began: datetime | None) -> GatePeople:
    """Everybody in the groups of these notes by then: members, who left within 90 days before, and their own.

    ``began`` is when what they are about began. A note about no session takes all groups of its member.
    """
    own = {note.client_id for note in notes}
    sessions = {note.session_id for note in notes if note.session_id is not None}
    asked: dict[str, object] = {"own": own, "sessions": sessions}
    if sessions and began is not None:
        day = began.date()
        rows = db.execute(_AROUND_SESSIONS, asked | {"day": day, "since": day - _REMEMBERED})
    else:
        rows = db.execute(_AROUND_MEMBERS, asked)
    members = {
        row.id: Guarded(str(row.id), row.first_name, row.last_name, row.preferred_name, row.nicknames) for row in rows
    }
    return GatePeople(members, tuple(Guarded("", name) for name in db.scalars(_STAFF)))


def session_notes(db: Database, session_ids: Collection[UUID]) -> list[Earlier]:
    """All notes of the sessions; one in error counts no more."""
    rows = db.execute(_OF_SESSIONS, {"sessions": session_ids})
    return [Earlier(row.id, row.client_id, None, texts_of(row.draft), True) for row in rows]


def last_notes(db: Database, client_ids: Iterable[UUID], before: datetime | None) -> dict[UUID, list[Earlier]]:
    """The last five notes of each member before a moment, newest first; drafts count as well."""
    found: defaultdict[UUID, list[Earlier]] = defaultdict(list)
    for row in db.execute(_LAST, {"clients": set(client_ids), "before": before or _NEVER_OVER}):
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
    return list(db.scalars(_DECISIONS, {"notes": {note.id for note in notes}, "sessions": sessions}))


def phrases_for(db: Database, staff_ids: Collection[UUID]) -> tuple[str, ...]:
    """The phrases of the clinic and of these authors."""
    return tuple(db.scalars(_PHRASES, {"staff": staff_ids}))


def texts_of(draft: Mapping[str, object]) -> dict[str, str]:
    """The free texts of a draft that are not empty."""
    return {name: text for name, text in NoteDraft.from_data(dict(draft)).texts.items() if text.strip()}
