"""Writing the attendance log of a session: few statements, because the next key waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.groups import AttendanceEvent, Membership, Session
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Client
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.attendance_events import undone_batches
from iop_desktop.rules.attendance_refusals import refusals_to_mark
from iop_desktop.rules.meetings import refusals_of_skipped
from iop_desktop.rules.names import display_name
from iop_desktop.rules.signing import SIGNED
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, ExcuseReason
from iop_desktop.services.attendance_reading import steps_of
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.room_facts import NOT_A_MEMBER
from iop_desktop.services.split_members import WITH_OTHER_PART, SplitParts, parts_of

# Kept in the text of the mark that started a session, so that undoing that mark can take the start back.
BEGAN = "session began"


# Put together once: these run behind every key on the roster.
_SIGNED = select(Note.client_id).where(Note.session_id == bindparam("session_id"), Note.state.in_(SIGNED))
_LAST = select(func.coalesce(func.max(AttendanceEvent.ordinal), 0)).where(
    AttendanceEvent.session_id == bindparam("session_id")
)
_ADD = insert(cast("Table", AttendanceEvent.__table__))
_PLACE = (
    select(
        Session.starts_at,
        Session.ends_at,
        Session.started_at,
        Session.cancelled_at,
        Client.preferred_name,
        Client.first_name,
        Client.last_name,
        Note.state,
        Membership.first_on,
        Membership.last_on,
        WITH_OTHER_PART.label("elsewhere"),
    )
    .join(Membership, Membership.group_id == Session.group_id)
    .join(Client, Client.id == Membership.client_id)
    .outerjoin(Note, (Note.session_id == Session.id) & (Note.client_id == Client.id))
    .where(Session.id == bindparam("session_id"), Client.id == bindparam("client_id"))
)


@dataclass(frozen=True, slots=True)
class Place:
    """One member's place on the roster: all that a mark has to know."""

    name: str
    planned: SessionSpan
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be recorded."""

    client_id: UUID
    kind: AttendanceEventKind
    status: AttendanceStatus | None = None
    at: datetime | None = None
    text: str = ""
    undoes: UUID | None = None
    corrects: UUID | None = None
    excuse: ExcuseReason | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Events that were recorded by one key: what they were and whom they were about."""

    batch_id: UUID
    kind: AttendanceEventKind
    status: AttendanceStatus | None
    client_ids: tuple[UUID, ...]


def place_of(db: Database, session_id: UUID, client_id: UUID, zone: tzinfo) -> Place:
    """Read a member's place, in one statement.

    Raises NotFound, and Refused when the session was skipped or the member's note is signed.
    """
    rows = straight(db).execute(_PLACE, {"session_id": session_id, "client_id": client_id}).all()
    for row in rows:
        if not row.elsewhere and _covers(row.first_on, row.last_on, row.starts_at.astimezone(zone).date()):
            require_held(row.cancelled_at)
            require_unsigned(row.state in SIGNED)
            name = display_name(row.first_name, row.last_name, row.preferred_name)
            return Place(name, SessionSpan(row.starts_at, row.ends_at), row.started_at)
    raise NotFound(NOT_A_MEMBER)


def require_held(cancelled_at: datetime | None) -> None:
    """Raises Refused for a session that was skipped."""
    refusals = refusals_of_skipped(cancelled_at is not None)
    if refusals:
        raise Refused(refusals)


def require_unsigned(signed: bool) -> None:
    """Raises Refused when attendance is under a signature."""
    refusals = refusals_to_mark(signed)
    if refusals:
        raise Refused(refusals)


def signed_clients(db: Database, session_id: UUID) -> frozenset[UUID]:
    """Members of the session whose note is signed."""
    return frozenset(straight(db).scalars(_SIGNED, {"session_id": session_id}))


def record(db: Database, session_id: UUID, events: Iterable[NewEvent], *, by: UUID, now: datetime) -> UUID:
    """Append events as one batch and return its id; their order is counted, not taken from the clock."""
    batch_id = new_id()
    last = straight(db).execute(_LAST, {"session_id": session_id}).scalar_one()
    rows = [
        {
            "id": new_id(),
            "session_id": session_id,
            "client_id": event.client_id,
            "ordinal": ordinal,
            "batch_id": batch_id,
            "kind": event.kind,
            "status": event.status,
            "at": event.at,
            "text": event.text,
            "undoes": event.undoes,
            "corrects": event.corrects,
            "excuse": event.excuse,
            "recorded_at": now,
            "recorded_by": by,
        }
        for ordinal, event in enumerate(events, last + 1)
    ]
    straight(db).execute(_ADD, rows)
    return batch_id


def start_session(db: Database, session_id: UUID, started_at: datetime, recorded_late_at: datetime | None) -> None:
    """Note when the session began, unless it is known already, and when it was written down if that is too late."""
    db.execute(
        update(Session)
        .where(Session.id == session_id, Session.started_at.is_(None))
        .values(
            started_at=started_at,
            recorded_late_at=func.coalesce(
                Session.recorded_late_at, literal(recorded_late_at, Session.recorded_late_at.type)
            ),
            revision=Session.revision + 1,
        )
        .execution_options(synchronize_session=False)
    )


def withdraw_start(db: Database, session_id: UUID, batch_id: UUID) -> bool:
    """Take back the start of a session that runs, if this batch started it; whether it did."""
    started_it = (
        select(AttendanceEvent.id).where(AttendanceEvent.batch_id == batch_id, AttendanceEvent.text == BEGAN).exists()
    )
    withdrawn = db.execute(
        update(Session)
        .where(Session.id == session_id, Session.started_at.is_not(None), Session.ended_at.is_(None), started_it)
        .values(started_at=None, revision=Session.revision + 1)
        .execution_options(synchronize_session=False)
        .returning(Session.id)
    )
    return bool(withdrawn.all())


def latest_batch(steps: Sequence[Any], by: UUID, parts: SplitParts) -> Batch | None:
    """The latest batch of this person that still counts, or None; ``steps`` are the rows of the whole log in order.

    Members who went with the other part of the session have nothing here that could be taken back.
    """
    undone = undone_batches((row.batch_id, row.undoes) for row in steps)
    for row in reversed(steps):
        if row.recorded_by == by and row.undoes is None and row.batch_id not in undone and parts.keeps(row.client_id):
            return Batch(row.batch_id, row.kind, row.status, _clients_of(row.batch_id, steps, parts))
    return None


def batch_clients(db: Database, session_id: UUID, batch_id: UUID) -> tuple[UUID, ...]:
    """Whom a batch is about; empty when it was undone already, or when all are with the other part of the session."""
    steps, parts = steps_of(db, session_id), parts_of(db, session_id)
    if batch_id in undone_batches((row.batch_id, row.undoes) for row in steps):
        return ()
    return _clients_of(batch_id, steps, parts)


def _clients_of(batch_id: UUID, steps: Sequence[Any], parts: SplitParts) -> tuple[UUID, ...]:
    clients = (row.client_id for row in steps if row.batch_id == batch_id and parts.keeps(row.client_id))
    return tuple(dict.fromkeys(clients))


def _covers(first_on: date, last_on: date | None, day: date) -> bool:
    return first_on <= day and (last_on is None or day <= last_on)
