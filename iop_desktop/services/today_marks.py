"""What attendance adds up to on Today, member by member, and only for those who are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, select, type_coerce
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import AttendanceEvent, Session
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance import TIMED, Attendance, SessionSpan, add_up
from iop_desktop.rules.attendance_events import Event
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, ExcuseReason

Logs = Mapping[str, Sequence[Any]]
"""Events by the text of the client's identifier."""

_E = AttendanceEvent
# As the database keeps them: most are not looked at, and making more of them would be half of what Today costs.
_TEXTS = (
    _E.session_id,
    _E.client_id,
    _E.id,
    _E.batch_id,
    _E.kind,
    _E.status,
    _E.undoes,
    _E.corrects,
    _E.excuse,
)
_ALONE = {
    status.value: Event(UUID(int=0), UUID(int=0), AttendanceEventKind.MARKED, status)
    for status in AttendanceStatus
    if status not in TIMED
}
# Of all texts only the reasons are read: an absence note is not ready without one.
_REASON = case((_E.kind == AttendanceEventKind.REASON, _E.text), else_="").label("reason")


class Marks(Mapping[UUID, Attendance]):
    """Attendance of one session by client. It is added up when somebody looks: of a month, few ever do."""

    __slots__ = ("_known", "_logs", "_span")

    def __init__(self, logs: Logs, span: SessionSpan) -> None:
        self._logs, self._span = logs, span
        self._known: dict[UUID, Attendance] = {}

    def __getitem__(self, client_id: UUID) -> Attendance:
        found = self._known.get(client_id)
        if found is None:
            found = self._known[client_id] = add_up(_log(self._logs[client_id.hex]), self._span)
        return found

    def __contains__(self, client_id: object) -> bool:
        return isinstance(client_id, UUID) and client_id.hex in self._logs

    def __iter__(self) -> Iterator[UUID]:
        return (UUID(text) for text in self._logs)

    def __len__(self) -> int:
        return len(self._logs)


def logs_of(db: Database, wanted: ColumnElement[bool]) -> Mapping[str, Logs]:
    """The events in each of the wanted sessions, by the text of its identifier: one statement."""
    query = (
        select(*(type_coerce(column, String) for column in _TEXTS), _E.at, _E.ordinal, _REASON)
        .join(Session, Session.id == _E.session_id)
        .where(wanted)
        .order_by(_E.session_id, _E.ordinal)
    )
    found: dict[str, dict[str, list[Any]]] = {}
    for row in straight(db).execute(query).all():
        found.setdefault(row[0], {}).setdefault(row[1], []).append(row)
    return found


def _log(rows: Sequence[Any]) -> list[Event]:
    """The events of a member; a mark that is all there is, and whose moment tells nothing, needs no identifier."""
    if len(rows) == 1:
        row = rows[0]
        if row.kind == AttendanceEventKind.MARKED and row.undoes is None and row.status in _ALONE:
            return [_ALONE[row.status]]
    return [_event(*row[2:]) for row in rows]


def _event(
    event_id: str,
    batch_id: str,
    kind: str,
    status: str | None,
    undoes: str | None,
    corrects: str | None,
    excuse: str | None,
    at: datetime | None,
    ordinal: int,
    reason: str,
) -> Event:
    return Event(
        UUID(event_id),
        UUID(batch_id),
        AttendanceEventKind(kind),
        AttendanceStatus(status) if status else None,
        at,
        reason,
        UUID(undoes) if undoes else None,
        UUID(corrects) if corrects else None,
        ExcuseReason(excuse) if excuse else None,
        ordinal,
    )
