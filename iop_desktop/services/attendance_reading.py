"""Reading the attendance log: one way of making events out of rows, and the breaks that are taken off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import AttendanceEvent, SessionBreak
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance_events import Event
from iop_desktop.rules.attendance_minutes import Gap
from iop_desktop.rules.vocabulary import AttendanceEventKind

_E = AttendanceEvent
# What an event needs to be counted; ``text`` is read only where words are shown.
COUNTED = (
    _E.session_id,
    _E.client_id,
    _E.id,
    _E.batch_id,
    _E.kind,
    _E.status,
    _E.at,
    _E.undoes,
    _E.corrects,
    _E.excuse,
    _E.ordinal,
)
_COUNTED = len(COUNTED)
SHOWN = (*COUNTED, _E.text, _E.recorded_at)
_LOG = select(*SHOWN, _E.recorded_by).where(_E.session_id == bindparam("session_id")).order_by(_E.ordinal)
_BREAKS = (
    select(SessionBreak.session_id, SessionBreak.starts_at, SessionBreak.ends_at)
    .where(SessionBreak.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(SessionBreak.starts_at)
)


def event_of(row: Row[*tuple[Any, ...]], text: str = "") -> Event:
    """The event of a row that begins with the columns of COUNTED."""
    # By place and not by name: Today makes more than a thousand of them.
    event_id, batch_id, kind, status, at, undoes, corrects, excuse, ordinal = row[2:_COUNTED]
    return Event(event_id, batch_id, kind, status, at, text, undoes, corrects, excuse, ordinal)


def shown_event_of(row: Row[*tuple[Any, ...]]) -> Event:
    """The event of a row with the columns of SHOWN; an observation without a moment has that of its recording."""
    event = event_of(row, row.text)
    if event.kind is not AttendanceEventKind.OBSERVED or event.at is not None:
        return event
    return Event(event.event_id, event.batch_id, event.kind, None, row.recorded_at, row.text, ordinal=event.ordinal)


def steps_of(db: Database, session_id: UUID) -> Sequence[Any]:
    """The rows of the attendance log of a session, in the order it was recorded: SHOWN, and who recorded it."""
    return straight(db).execute(_LOG, {"session_id": session_id}).all()


def events_by_client(steps: Sequence[Any]) -> dict[UUID, list[Event]]:
    """The attendance log of a session by member, in the order it was recorded."""
    log: defaultdict[UUID, list[Event]] = defaultdict(list)
    for row in steps:
        log[row.client_id].append(shown_event_of(row))
    return dict(log)


def breaks_by_session(db: Database, session_ids: Collection[UUID]) -> dict[UUID, tuple[Gap, ...]]:
    """The breaks of sessions, earliest first; a session without any is left out."""
    rows = db.execute(_BREAKS, {"ids": list(session_ids)})
    found: defaultdict[UUID, list[Gap]] = defaultdict(list)
    for session_id, starts_at, ends_at in rows:
        found[session_id].append((starts_at, ends_at))
    return {session_id: tuple(gaps) for session_id, gaps in found.items()}
