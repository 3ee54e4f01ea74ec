"""Texts about whole groups that may name a client whose chart is to be destroyed; they stay when it goes.

They are looked for in the sessions of the client's groups during the membership and of sessions the client was marked
in, with the guard that keeps names out of others' records. Only places are told, never the text: who confirms a
disposal may not be somebody who reads notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import AttendanceEvent, Group, Membership, RuleOverride, Session
from iop_desktop.models.lessons import DeliveredSegment, Delivery
from iop_desktop.models.notes import GroupPart
from iop_desktop.models.people import Client
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.name_guard import Guarded, NameGuard

# A group speaks of somebody for a while after they left.
_AFTER = timedelta(days=30)
_A_DAY = timedelta(days=1)
_Found = tuple[datetime, str, str, str]


def places_naming(db: Database, client_id: UUID, zone: tzinfo) -> tuple[str, ...]:
    """Such as "group part, Morning IOP, November 24, 2026", in the order of their days."""
    client = db.get_one(Client, client_id)
    names = (client.first_name, client.last_name, client.preferred_name, client.nicknames)
    guard = NameGuard(
        (Guarded(str(client_id), *names),), (Guarded("", name) for name in db.scalars(select(Staff.name)))
    )
    found = sorted(_texts(db, _around(db, client_id, zone)), key=lambda each: each[0])
    named = (
        f"{kind}, {group}, {long_date(at.astimezone(zone).date())}"
        for at, kind, group, text in found
        if guard.hits({"text": text})
    )
    return tuple(dict.fromkeys(named))


def _around(db: Database, client_id: UUID, zone: tzinfo) -> ColumnElement[bool]:
    """Sessions during which the client's name was known to the group."""
    attended = exists().where(AttendanceEvent.session_id == Session.id, AttendanceEvent.client_id == client_id)
    spans: list[ColumnElement[bool]] = [attended]
    for membership in db.scalars(select(Membership).where(Membership.client_id == client_id)):
        first = datetime.combine(membership.first_on, time(), zone)
        during = [Session.group_id == membership.group_id, Session.starts_at >= first]
        if membership.last_on is not None:
            last = datetime.combine(membership.last_on, time(), zone)
            during.append(Session.starts_at < last + _AFTER + _A_DAY)
        spans.append(and_(*during))
    return or_(*spans)


def _texts(db: Database, around: ColumnElement[bool]) -> Iterator[_Found]:
    about = select(Session.starts_at, Group.name).join(Group, Group.id == Session.group_id).where(around)
    for row in db.execute(about.add_columns(Session.cancel_reason, Session.late_reason)):
        yield row.starts_at, "reason for skipping a session", row.name, row.cancel_reason
        yield row.starts_at, "reason for a late entry", row.name, row.late_reason
    parts = about.add_columns(GroupPart.topic, GroupPart.interventions)
    for row in db.execute(parts.join(GroupPart, GroupPart.session_id == Session.id)):
        yield row.starts_at, "group part", row.name, f"{row.topic}\n{row.interventions}"
    segments = about.add_columns(DeliveredSegment.reason).join(Delivery, Delivery.session_id == Session.id)
    for row in db.execute(segments.join(DeliveredSegment, DeliveredSegment.delivery_id == Delivery.id)):
        yield row.starts_at, "reason for a changed part of the lesson", row.name, row.reason
    overrides = about.add_columns(RuleOverride.reason)
    for row in db.execute(overrides.join(RuleOverride, RuleOverride.session_id == Session.id)):
        yield row.starts_at, "reason for going against a rule", row.name, row.reason
