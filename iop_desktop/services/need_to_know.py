"""Need to know, asked at the beginning of a use case about one record; lists are narrowed with ``circle``."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.models.people import Client
from iop_desktop.rules.need_to_know import NoteFacts, may_read_note, may_see_names
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.circle import (
    COLLEAGUES,
    colleague_of,
    in_circle,
    leads_group,
    led_of_late,
    names,
    open_access,
    people_of,
    placeable,
    today_of,
)
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.record_facts import note_of
from iop_desktop.services.session_leading import Leaders, leaders_of
from iop_desktop.services.unlocked import Unlocked

OUTSIDE = (
    "This chart is outside your groups and cases, so it was not opened. If you need it now, open it on the Members "
    "page with a reason; your reason is reviewed."
)
OUTSIDE_SESSION = "This session is of a group outside yours, so it was not opened. Nothing was changed."
OUTSIDE_GROUP = "This group is outside yours, so its members are not shown. Nothing was changed."
OUTSIDE_PERSON = "That client is outside your groups and cases. Nothing was changed: ask who leads their group."

_Parent = aliased(Note)


def require_chart(db: Database, unlocked: Unlocked, client_id: UUID, *, writing: bool = False) -> None:
    """Raise NotAllowed for a chart outside the circle; ``writing`` is not opened by a reason.

    A client who is not there is left to the use case, which says NotFound.
    """
    if in_circle(db, unlocked, client_id) or not _is_there(db, client_id):
        return
    if writing or open_access(db, unlocked, client_id) is None:
        raise NotAllowed(OUTSIDE)


def require_name(db: Database, unlocked: Unlocked, client_id: UUID, group_id: UUID) -> None:
    """Raise NotAllowed for who may not even choose this client for the group."""
    may = placeable(db, unlocked, group_id)
    if db.scalar(select(Client.id).where(Client.id == client_id, may)) is None and _is_there(db, client_id):
        raise NotAllowed(OUTSIDE_PERSON)


def require_named(db: Database, unlocked: Unlocked, client_id: UUID) -> None:
    """Raise NotAllowed for who may not see this client's name."""
    if db.scalar(select(Client.id).where(Client.id == client_id, names(db, unlocked))) is None:
        raise NotAllowed(OUTSIDE)


def require_managed(db: Database, unlocked: Unlocked, client_id: UUID) -> None:
    """Raise NotAllowed for who neither manages all clients nor has this one in their circle; a reason opens nothing."""
    if not may_see_names(unlocked.actor.roles) and not in_circle(db, unlocked, client_id):
        raise NotAllowed(OUTSIDE_PERSON)


def seen_note(db: Database, unlocked: Unlocked, note_id: UUID, *, writing: bool = False) -> Note:
    """A note this person may read: of a chart in reach, or by whom they answer for. A reason opens no writing.

    Raises NotFound, NotAllowed.
    """
    note = note_of(db, note_id)
    if not _reads_note(db, unlocked.actor, note):
        require_chart(db, unlocked, note.client_id, writing=writing)
    return note


def require_version(db: Database, unlocked: Unlocked, version_id: UUID) -> None:
    """``seen_note`` for a signed version; one that is not there is left to the use case."""
    note_id = db.scalar(select(NoteVersion.note_id).where(NoteVersion.id == version_id))
    if note_id is not None:
        seen_note(db, unlocked, note_id)


def require_session(db: Database, unlocked: Unlocked, session_id: UUID) -> None:
    """Raise NotAllowed for who may not read the notes of a session; a session that is not there is left alone."""
    row = leaders_of(db, session_id)
    if row is not None and not _leads(db, unlocked, session_id, row):
        raise NotAllowed(OUTSIDE_SESSION)


def may_open(
    db: Database, unlocked: Unlocked, session_ids: Collection[UUID], *, roster: bool = False
) -> frozenset[UUID]:
    """Which of these sessions of today this person may open: the notes, or only the ``roster``; one statement."""
    actor = unlocked.actor
    if roster and (may_see_names(actor.roles) or actor.may(Right.STAND_IN)):
        return frozenset(session_ids)
    people = people_of(db, actor)
    leaders = or_(Group.facilitator_id.in_(people), Group.cofacilitator_id.in_(people), led_of_late(people, unlocked))
    query = select(Session.id).join(Group, Group.id == Session.group_id).where(Session.id.in_(session_ids), leaders)
    return frozenset(db.scalars(query)) if people else frozenset()


def require_roster(db: Database, unlocked: Unlocked, session_id: UUID) -> bool:
    """Raise NotAllowed for who may not see who is in the room; whether it is opened to stand in for somebody.

    Administrators see rosters. A facilitator may open another's on its day, when nobody else has come.
    """
    return require_roster_by(db, unlocked, session_id, leaders_of(db, session_id))


def require_roster_by(db: Database, unlocked: Unlocked, session_id: UUID, row: Leaders | None) -> bool:
    """``require_roster`` for a session whose leaders were read already."""
    actor = unlocked.actor
    if row is None or may_see_names(actor.roles) or _leads(db, unlocked, session_id, row):
        return False
    if not (actor.may(Right.STAND_IN) and _is_today(unlocked, row)):
        raise NotAllowed(OUTSIDE_SESSION)
    return True


def require_group(db: Database, unlocked: Unlocked, group_id: UUID) -> None:
    """Raise NotAllowed for who neither leads this group nor led or held one of its sessions of late."""
    if not leads_group(db, unlocked, group_id) and db.get(Group, group_id) is not None:
        raise NotAllowed(OUTSIDE_GROUP)


def _is_there(db: Database, client_id: UUID) -> bool:
    return db.scalar(select(Client.id).where(Client.id == client_id)) is not None


def _leads(db: Database, unlocked: Unlocked, session_id: UUID, row: Leaders) -> bool:
    people = people_of(db, unlocked.actor)
    if bool(people & {row.leader_id, row.coleader_id}):
        return True
    if not people:
        return False
    of_late = select(Session.id).where(Session.id == session_id, led_of_late(people, unlocked))
    wrote = select(Note.session_id).where(Note.session_id == session_id, Note.author_id.in_(people))
    return db.execute(union(of_late, wrote)).first() is not None


def _is_today(unlocked: Unlocked, row: Leaders) -> bool:
    runs = row.started_at is not None and row.ended_at is None and unlocked.clock() < row.ends_at
    return bool(runs or row.starts_at.astimezone(unlocked.zone).date() == today_of(unlocked))


def _reads_note(db: Database, actor: Actor, note: Note) -> bool:
    if note.author_id == actor.staff_id:
        return True
    author = db.execute(COLLEAGUES.where(Staff.id == note.author_id)).one()
    parent = db.scalar(select(_Parent.author_id).where(_Parent.id == note.parent_id)) if note.parent_id else None
    return may_read_note(actor.staff_id, actor.roles, NoteFacts(colleague_of(author), note.state, parent))
