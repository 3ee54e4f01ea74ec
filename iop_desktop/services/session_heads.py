"""A session in one glance, read in one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.lessons import Delivery
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.names import with_credentials
from iop_desktop.services.errors import NotFound
from iop_desktop.services.room_views import SessionHead

NO_SUCH_SESSION = "That session is not in these records. Nothing was changed; choose it again from Today."

_first = aliased(Staff)
_second = aliased(Staff)
_origin = aliased(Session)
_SHOWN = (
    Session.id,
    Session.group_id,
    Session.number,
    Session.starts_at,
    Session.ends_at,
    Session.started_at,
    Session.ended_at,
    Session.facilitator_id,
    Session.cofacilitator_id,
    Session.place,
    Session.mode,
    Session.cancelled_at,
    Session.cancel_reason,
    Session.moved_from,
    Session.recorded_late_at,
    Session.late_reason,
)
# Put together once: this is read behind every key on the roster, and putting it together takes longer than running it.
_HEADS: Select[*tuple[Any, ...]] = (
    select(
        *_SHOWN,
        Group.name.label("group_name"),
        Group.code.label("group_code"),
        Group.place.label("group_place"),
        Group.note_format,
        Program.name.label("program_name"),
        _first.name.label("first_name"),
        _first.credentials.label("first_credentials"),
        _second.name.label("second_name"),
        _second.credentials.label("second_credentials"),
        Delivery.title.label("lesson_title"),
    )
    .join(Group, Group.id == Session.group_id)
    .join(Program, Program.id == Group.program_id)
    .join(_first, _first.id == Session.facilitator_id)
    .outerjoin(_second, _second.id == Session.cofacilitator_id)
    .outerjoin(Delivery, Delivery.session_id == Session.id)
)
_HEAD = _HEADS.where(Session.id == bindparam("session_id"))
_SPLITS = (
    select(
        Session.id.label("second"),
        _origin.id.label("first"),
        _first.name.label("first_name"),
        _second.name.label("second_name"),
    )
    .join(_origin, _origin.id == Session.split_of)
    .join(_first, _first.id == _origin.facilitator_id)
    .join(_second, _second.id == Session.facilitator_id)
    .where(
        or_(Session.id.in_(bindparam("ids", expanding=True)), _origin.id.in_(bindparam("ids", expanding=True))),
        Session.cancelled_at.is_(None),
    )
)


def session_head(db: Database, session_id: UUID, staff_id: UUID, zone: tzinfo) -> SessionHead:
    """The session as ``staff_id`` sees it. Raises NotFound."""
    row = straight(db).execute(_HEAD, {"session_id": session_id}).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_SESSION)
    return _head(row, staff_id, zone, _splits(db, [session_id]))


def session_heads(
    db: Database, narrow: Callable[[Select[Any]], Select[Any]], staff_id: UUID, zone: tzinfo
) -> tuple[SessionHead, ...]:
    """The sessions that ``narrow`` leaves of all, in its order."""
    rows = straight(db).execute(narrow(_HEADS)).all()
    splits = _splits(db, [row.id for row in rows])
    return tuple(_head(row, staff_id, zone, splits) for row in rows)


def span_of(head: SessionHead) -> SessionSpan:
    """When it was held: the actual times where they are known, the planned ones otherwise."""
    return SessionSpan(head.started_at or head.starts_at, head.ended_at or head.ends_at)


def _splits(db: Database, ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """For each of these sessions that was split: the other session and who leads it."""
    rows = straight(db).execute(_SPLITS, {"ids": list(ids)})
    found: dict[UUID, tuple[UUID, str]] = {}
    for row in rows:
        found[row.first] = (row.second, row.second_name)
        found[row.second] = (row.first, row.first_name)
    return found


def _head(
    row: Row[*tuple[Any, ...]], staff_id: UUID, zone: tzinfo, splits: Mapping[UUID, tuple[UUID, str]]
) -> SessionHead:
    split_session_id, split_with = splits.get(row.id, (None, ""))
    return SessionHead(
        session_id=row.id,
        group_id=row.group_id,
        group_name=row.group_name,
        group_code=row.group_code,
        program_name=row.program_name,
        number=row.number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        place=row.place or row.group_place,
        facilitator=with_credentials(row.first_name, row.first_credentials),
        cofacilitator=with_credentials(row.second_name, row.second_credentials),
        lesson_title=row.lesson_title or "",
        note_format=row.note_format,
        zone=zone,
        is_mine=staff_id in (row.facilitator_id, row.cofacilitator_id),
        mode=row.mode,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        moved_from=row.moved_from,
        recorded_late_at=row.recorded_late_at,
        late_reason=row.late_reason,
        split_session_id=split_session_id,
        split_with=split_with,
    )
