"""What waits for somebody else: notes of people who cannot work now, and groups that nobody can lead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Contact, Note
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.services.circle import away
from iop_desktop.services.today_facts import TodayFacts
from iop_desktop.services.today_notes import without_notes
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import near_day

_GROUP = "Group without a facilitator"
_NOTES = "Notes left unfinished"
_leader, _second = aliased(Staff), aliased(Staff)
_LEADERLESS = (
    select(Group.id, Group.name)
    .join(_leader, _leader.id == Group.facilitator_id)
    .outerjoin(_second, _second.id == Group.cofacilitator_id)
    .where(Group.active, ~_leader.active, or_(_second.id.is_(None), ~_second.active))
    .order_by(Group.name)
)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A note that its author cannot finish, or one that was never begun; by session, or by its id for a contact."""

    on: date
    session_id: UUID | None
    note_id: UUID | None = None


def uncovered_needs(db: Database, facts: TodayFacts, unlocked: Unlocked) -> tuple[Need, ...]:
    """One row for each person whose notes wait, then one for each group. Rows name staff and groups, no client."""
    notes = _note_needs(db, facts, unlocked) if unlocked.actor.may(Right.WRITE_NOTES) else ()
    return (*notes, *(_group_needs(db) if unlocked.actor.may(Right.MANAGE_GROUPS) else ()))


def _note_needs(db: Database, facts: TodayFacts, unlocked: Unlocked) -> tuple[Need, ...]:
    names = dict(db.execute(select(Staff.id, Staff.name).where(~Staff.active)).all())
    if not names:
        return ()
    found: defaultdict[UUID, list[_Waiting]] = defaultdict(list)
    answered_for = away(db, unlocked.actor)
    for row in db.execute(_unsigned(frozenset(names), answered_for, unlocked.actor.staff_id)):
        day = (row.session_at or row.contact_at).astimezone(unlocked.zone).date()
        found[row.author_id].append(_Waiting(day, row.session_id, row.id if row.session_id is None else None))
    for meeting in without_notes(db, facts, answered_for):
        found[meeting.facilitator_id].append(_Waiting(meeting.on, meeting.session_id))
    return tuple(_need(names[author], found[author], facts.today) for author in sorted(found, key=names.__getitem__))


def _need(name: str, waiting: list[_Waiting], today: date) -> Need:
    first, number = min(waiting, key=lambda each: each.on), len(waiting)
    detail = f"By {name}, since {near_day(first.on, today)}"
    return Need(NeedKind.UNCOVERED, _NOTES, detail, number, first.session_id, first.note_id)


def _unsigned(away_now: frozenset[UUID], answered_for: frozenset[UUID], me: UUID) -> Select[*tuple[Any, ...]]:
    """Notes of sessions and contacts that their authors began: of people one answers for, and of sessions one led."""
    led = or_(Session.facilitator_id == me, Session.cofacilitator_id == me)
    return (
        select(
            Note.id,
            Note.author_id,
            Note.session_id,
            Session.starts_at.label("session_at"),
            Contact.starts_at.label("contact_at"),
        )
        .outerjoin(Session, Session.id == Note.session_id)
        .outerjoin(Contact, Contact.id == Note.contact_id)
        .where(Note.state.in_(SIGNABLE), Note.author_id.in_(away_now), Note.parent_id.is_(None))
        .where(or_(Note.author_id.in_(answered_for), led))
    )


def _group_needs(db: Database) -> tuple[Need, ...]:
    rows = db.execute(_LEADERLESS)
    return tuple(Need(NeedKind.LEADERLESS, _GROUP, name, 0, group_id=group_id) for group_id, name in rows)
