"""When notes are due, by the rule packs that bind the program of the group or of the member."""

from __future__ import annotations

from datetime import datetime, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Membership, Session
from iop_desktop.models.notes import Contact, Note
from iop_desktop.rules.note_due import NoteDue, note_due
from iop_desktop.rules.staffing_limits import RulePack
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.rule_packs import packs_of_group
from iop_desktop.services.unlocked import Clock


def due_of_session(db: Database, head: SessionHead, zone: tzinfo) -> NoteDue:
    """When the notes of a session are due; counted from its planned end while it runs."""
    return note_due(packs_of_group(db, head.group_id), head.ended_at or head.ends_at, zone)


def due_of(db: Database, note: Note, zone: tzinfo, clock: Clock) -> NoteDue:
    """When one note is due. What is added to an earlier note is due from now on: it says itself what it is."""
    if note.session_id is not None:
        session = db.get_one(Session, note.session_id)
        return note_due(packs_of_group(db, session.group_id), session.ended_at or session.ends_at, zone)
    return note_due(_packs_of_member(db, note.client_id), ended_at(db, note) or clock(), zone)


def ended_at(db: Database, note: Note) -> datetime | None:
    """When what a note is about was over; None while it runs and for a note about an earlier note."""
    if note.session_id is not None:
        return db.scalars(select(Session.ended_at).where(Session.id == note.session_id)).one()
    return db.scalars(select(Contact.ends_at).where(Contact.id == note.contact_id)).one_or_none()


def _packs_of_member(db: Database, client_id: UUID) -> tuple[RulePack, ...]:
    """The packs of every group the member has belonged to, each once."""
    groups = db.scalars(select(Membership.group_id).where(Membership.client_id == client_id).distinct())
    found = {pack.code: pack for group_id in groups for pack in packs_of_group(db, group_id)}
    return tuple(found.values())
