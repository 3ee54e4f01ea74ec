"""What was recorded of one member, all of it, and putting a recorded time right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import AttendanceEvent
from iop_desktop.rules.attendance_events import moves_keep_order, undone_batches
from iop_desktop.rules.attendance_refusals import refusals_of_corrected, refusals_to_correct
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus
from iop_desktop.services import attendance_log as log
from iop_desktop.services.attendance_reading import SHOWN, events_by_client, steps_of
from iop_desktop.services.attendance_recording import AttendanceRecorder
from iop_desktop.services.attendance_times import typed_time
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.need_to_know import require_roster
from iop_desktop.services.rights import needs
from iop_desktop.services.room_presence import KIND_WORDS
from iop_desktop.services.room_views import LogLine, MemberLog
from iop_desktop.services.session_leading import leading
from iop_desktop.services.wall_text import time_text

_NO_EVENT = "That entry is not in the log of this session. Nothing was changed."
_MOVES = frozenset(
    {
        AttendanceEventKind.TIME_IN,
        AttendanceEventKind.TIME_OUT,
        AttendanceEventKind.PULLED_OUT,
        AttendanceEventKind.RETURNED,
    }
)
_TIMED_MARKS = frozenset({AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY})


class AttendanceHistoryService(AttendanceRecorder):
    """The log of a member in a session, and corrections of its times."""

    @needs(Right.READ_NOTES)
    def member_log(self, session_id: UUID, client_id: UUID) -> MemberLog:
        """Every entry about the member, first to last, and which no longer count. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_roster(db, self._unlocked, session_id)
            room = self._room(db, session_id)
            name = room.member(client_id).name
            rows = _rows(db, session_id, client_id)
            undone = undone_batches((row.batch_id, row.undoes) for row in rows)
            signed = client_id in log.signed_clients(db, session_id)
            editable = leading(db, self._unlocked, session_id) is not None and not signed
        lines = _lines(rows, undone, self._unlocked.zone)
        return MemberLog(client_id, name, self._unlocked.zone, lines, editable)

    @needs(Right.LEAD_GROUPS)
    def correct(self, session_id: UUID, event_id: UUID, at_text: str) -> Changes:
        """Put the time of an entry right, as the wall clock showed; the entry stays. Raises NotFound and Refused."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            event = db.get(AttendanceEvent, event_id)
            if event is None or event.session_id != session_id:
                raise NotFound(_NO_EVENT)
            root = event.corrects or event.id
            log.place_of(db, session_id, event.client_id, self._unlocked.zone)
            room = self._room(db, session_id)
            moment = typed_time(at_text, room.span, room, "time")
            refusals = refusals_to_correct(
                moment,
                room.attendance[event.client_id].status.attended,
                room.span,
                has_moment=_has_time(event.kind, event.status) or event.corrects is not None,
                undone=_is_undone(db, event, root),
            )
            if refusals:
                raise Refused(refusals)
            correction = log.NewEvent(event.client_id, AttendanceEventKind.CORRECTED, at=moment, corrects=root)
            before = events_by_client(steps_of(db, session_id))[correction.client_id]
            batch_id = self._record(db, session_id, [correction], now)
            in_order = moves_keep_order(before, events_by_client(steps_of(db, session_id))[correction.client_id])
            after = self._room(db, session_id).attendance[correction.client_id]
            refusals = refusals_of_corrected(after, in_order=in_order)
            if refusals:
                raise Refused(refusals)
        return self._changes(session_id, batch_id, f"{room.member(correction.client_id).name}: time corrected.")


def _is_undone(db: Database, event: AttendanceEvent, root_id: UUID) -> bool:
    """Whether the entry, or the one it corrects, was taken back."""
    rows = _rows(db, event.session_id, event.client_id)
    undone = undone_batches((row.batch_id, row.undoes) for row in rows)
    return any(row.batch_id in undone for row in rows if row.id in (event.id, root_id))


def _rows(db: Database, session_id: UUID, client_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    event = AttendanceEvent
    return db.execute(
        select(*SHOWN, Staff.name.label("staff"))
        .join(Staff, Staff.id == event.recorded_by)
        .where(event.session_id == session_id, event.client_id == client_id)
        .order_by(event.ordinal)
    ).all()


def _lines(rows: Sequence[Row[*tuple[Any, ...]]], undone: frozenset[UUID], zone: tzinfo) -> tuple[LogLine, ...]:
    counted = [row for row in rows if row.batch_id not in undone]
    latest = {row.corrects: row.id for row in counted if row.corrects is not None}
    found = []
    for row in rows:
        corrected = row.id in latest or (row.corrects is not None and latest.get(row.corrects) != row.id)
        struck = "undone" if row.batch_id in undone else "corrected" if corrected else ""
        timed = _has_time(row.kind, row.status) or row.corrects is not None
        found.append(
            LogLine(row.id, row.recorded_at, row.staff, _words(row, rows, zone), row.at, struck, timed and not struck)
        )
    return tuple(found)


def _has_time(kind: AttendanceEventKind, status: AttendanceStatus | None) -> bool:
    """Whether the moment of the event is one that minutes are counted from."""
    return kind in _MOVES or (kind is AttendanceEventKind.MARKED and status in _TIMED_MARKS)


def _words(row: Row[*tuple[Any, ...]], rows: Sequence[Row[*tuple[Any, ...]]], zone: tzinfo) -> str:
    if row.kind is AttendanceEventKind.MARKED:
        status: AttendanceStatus = row.status or AttendanceStatus.UNMARKED
        return _timed(status.label, row.at if status in _TIMED_MARKS else None, zone)
    if row.kind is AttendanceEventKind.CORRECTED:
        first = next((other for other in rows if other.id == row.corrects), None)
        what = (first.status.label if first.status else KIND_WORDS[first.kind]) if first else "time"
        return _timed(f"{what} corrected to", row.at, zone)
    if row.kind is AttendanceEventKind.UNDONE:
        return _undone_words(row, rows)
    text = f" by {row.text}" if row.kind is AttendanceEventKind.PULLED_OUT and row.text else ""
    if row.kind in _MOVES:
        return _timed(KIND_WORDS[row.kind] + text, row.at, zone)
    said = ": ".join(part for part in (row.excuse.label if row.excuse else "", row.text) if part)
    return f"{KIND_WORDS[row.kind]}: {said}" if said else f"{KIND_WORDS[row.kind]} taken back"


def _undone_words(row: Row[*tuple[Any, ...]], rows: Sequence[Row[*tuple[Any, ...]]]) -> str:
    first = next((other for other in rows if other.batch_id == row.undoes), None)
    what = (first.status.label if first.status else KIND_WORDS[first.kind]) if first else ""
    return f"Undone: {what}" if what else "Undone"


def _timed(words: str, moment: datetime | None, zone: tzinfo) -> str:
    return f"{words} {time_text(moment, zone)}" if moment else words
