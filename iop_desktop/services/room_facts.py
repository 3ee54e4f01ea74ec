"""Who is in the room of a session and what the attendance log adds up to, read in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Membership
from iop_desktop.models.people import Client
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance import Attendance, SessionSpan, add_up, counted_minutes
from iop_desktop.rules.attendance_events import Event, in_effect
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.rules.vocabulary import AttendanceEventKind
from iop_desktop.services.attendance_reading import breaks_by_session, events_by_client, steps_of
from iop_desktop.services.errors import NotFound
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.session_heads import session_head, span_of
from iop_desktop.services.split_members import WHOLE, SplitParts, parts_of

NOT_A_MEMBER = "That person is not on the roster of this session. Nothing was changed."


# Put together once: these are read behind every key on the roster.
_MEMBERSHIPS = (
    select(Membership.client_id, Membership.first_on)
    .where(
        Membership.group_id == bindparam("group_id"),
        Membership.first_on <= bindparam("day"),
        or_(Membership.last_on.is_(None), Membership.last_on >= bindparam("day")),
    )
    .order_by(Membership.first_on.desc())
)
_CLIENTS = (
    select(
        Client.id,
        Client.record_number,
        Client.first_name,
        Client.last_name,
        Client.preferred_name,
        Client.pronouns,
        Client.date_of_birth,
    )
    .where(Client.id.in_(bindparam("ids", expanding=True)))
    .order_by(Client.last_name, Client.first_name, Client.id)
)


@dataclass(frozen=True, slots=True)
class Member:
    """A client on the roster. ``name`` is what people call them, ``legal_name`` stands on the record."""

    client_id: UUID
    name: str
    legal_name: str
    initials: str
    pronouns: str
    record_number: str
    date_of_birth: date | None
    first_on: date | None


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A session with its roster in order and the attendance of each member.

    ``steps`` are the rows of the attendance log; ``parts`` says who is with the other part of a split session.
    """

    head: SessionHead
    span: SessionSpan
    members: tuple[Member, ...]
    attendance: Mapping[UUID, Attendance]
    steps: Sequence[Any] = ()
    parts: SplitParts = WHOLE

    @property
    def day(self) -> date:
        """The session's day on the clinic's calendar."""
        return self.head.starts_at.astimezone(self.head.zone).date()

    def member(self, client_id: UUID) -> Member:
        """One member of the roster. Raises NotFound."""
        for member in self.members:
            if member.client_id == client_id:
                return member
        raise NotFound(NOT_A_MEMBER)

    def minutes(self, client_id: UUID) -> int:
        """Whole minutes this member was in the session."""
        return counted_minutes(self.attendance[client_id], self.span)


def room_facts(db: Database, session_id: UUID, staff_id: UUID, zone: tzinfo) -> RoomFacts:
    """Read the room of a session. Raises NotFound."""
    head = session_head(db, session_id, staff_id, zone)
    breaks = breaks_by_session(db, (session_id,)).get(session_id, ())
    span = replace(span_of(head), breaks=breaks)
    steps = steps_of(db, session_id)
    events = events_by_client(steps)
    day = head.starts_at.astimezone(zone).date()
    recorded = frozenset(client_id for client_id, log in events.items() if _stands(log))
    parts = WHOLE if head.split_session_id is None else parts_of(db, head.session_id)
    members = _members(db, head, day, recorded, parts)
    attendance = {member.client_id: add_up(events.get(member.client_id, ()), span) for member in members}
    return RoomFacts(head, span, members, attendance, steps, parts)


def _stands(log: list[Event]) -> bool:
    """Whether anything of a member's log still counts."""
    return any(event.kind is not AttendanceEventKind.UNDONE for event in in_effect(log))


def _members(
    db: Database, head: SessionHead, day: date, recorded: frozenset[UUID], parts: SplitParts
) -> tuple[Member, ...]:
    """Who belonged to the group on the day, and who left the group since but has attendance in this session.

    Of a session that was split, each part has its own.
    """
    connection = straight(db)
    began: dict[UUID, date] = {
        row.client_id: row.first_on for row in connection.execute(_MEMBERSHIPS, {"group_id": head.group_id, "day": day})
    }
    kept = [client for client in recorded | began.keys() if parts.keeps(client)]
    clients = connection.execute(_CLIENTS, {"ids": kept})
    return tuple(member_of(client, began.get(client.id)) for client in clients)


def member_of(client: Row[*tuple[Any, ...]] | Client, first_on: date | None) -> Member:
    """A client as notes and rosters name them."""
    name = display_name(client.first_name, client.last_name, client.preferred_name)
    return Member(
        client_id=client.id,
        name=name,
        legal_name=display_name(client.first_name, client.last_name),
        initials=initials_of(name),
        pronouns=client.pronouns,
        record_number=client.record_number,
        date_of_birth=client.date_of_birth,
        first_on=first_on,
    )
