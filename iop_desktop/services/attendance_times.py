"""Times of one member as typed from the wall clock, turned into events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.attendance_refusals import refusals_to_set_times
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import AttendanceEventKind
from iop_desktop.rules.wall_time import read_wall_time
from iop_desktop.services import attendance_log as log
from iop_desktop.services.errors import Refused
from iop_desktop.services.room_facts import RoomFacts
from iop_desktop.services.session_heads import span_of


def time_events(room: RoomFacts, client_id: UUID, time_in_text: str, time_out_text: str) -> list[log.NewEvent]:
    """The events that set what was typed; a time that stands is corrected. Raises Refused, with every reason."""
    current = room.attendance[client_id]
    span = span_of(room.head)
    time_in = typed_time(time_in_text, span, room, "time_in") if time_in_text.strip() else current.time_in
    # A time out is looked for after the time in, so that a repeated hour is read the second time round.
    after = SessionSpan(max(time_in or span.starts_at, span.starts_at), max(time_in or span.ends_at, span.ends_at))
    time_out = typed_time(time_out_text, after, room, "time_out") if time_out_text.strip() else current.time_out
    refusals = refusals_to_set_times(time_in, time_out, current.status, span)
    if refusals:
        raise Refused(refusals)
    changed = (
        (AttendanceEventKind.TIME_IN, time_in, current.time_in, current.in_event),
        (AttendanceEventKind.TIME_OUT, time_out, current.time_out, current.out_event),
    )
    return [
        _time_event(client_id, kind, moment, stands) for kind, moment, before, stands in changed if moment != before
    ]


def typed_time(text: str, span: SessionSpan, room: RoomFacts, field: str) -> datetime:
    """The moment meant by a text. Raises Refused, pointing at ``field``."""
    found = read_wall_time(text, span, room.head.zone)
    if isinstance(found, Refusal):
        raise Refused((replace(found, field=field),))
    return found


def _time_event(
    client_id: UUID, kind: AttendanceEventKind, moment: datetime | None, stands: UUID | None
) -> log.NewEvent:
    if stands is None:
        return log.NewEvent(client_id, kind, at=moment)
    return log.NewEvent(client_id, AttendanceEventKind.CORRECTED, at=moment, corrects=stands)
