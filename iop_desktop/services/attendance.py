"""Attendance: a log of events that is only added to; what is shown is what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.rules.attendance import SessionSpan, start_by_mark, tally
from iop_desktop.rules.attendance_refusals import refusals_to_change_present, refusals_to_set_times
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus
from iop_desktop.rules.wall_time import read_wall_time
from iop_desktop.services import attendance_log as log
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import Refused
from iop_desktop.services.member_flags import flags_of
from iop_desktop.services.room_facts import Member, RoomFacts, room_facts
from iop_desktop.services.room_views import AttendanceRow, Flag, Room
from iop_desktop.services.session_heads import span_of
from iop_desktop.services.session_leading import leading, require_leading
from iop_desktop.services.unlocked import Clock, Unlocked

LONGEST_TEXT = 500
_TOO_LONG = Refusal("too-long", f"Keep it under {LONGEST_TEXT} characters; the note has room for more.", "text")
_NOTHING_TO_UNDO = Refusal("nothing", "There is nothing of yours left to undo in this session.")
_TOPICS = frozenset({Topic.ATTENDANCE, Topic.NOTES})


class AttendanceService:
    """Use cases of the roster during a session. Each returns when its events are safely in the vault."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    def room(self, session_id: UUID, before: Room | None = None) -> Room:
        """The roster in order with everyone's attendance. Raises NotFound.

        ``before`` is what was read a moment ago: its flags, which tell of the days before this session, are kept, so
        that the next key does not wait for them.
        """
        staff_id = self._unlocked.actor.staff_id
        with self._unlocked.reading() as db:
            room = room_facts(db, session_id, staff_id, self._unlocked.zone)
            flags = _flags_in(before, room) or flags_of(db, room)
            signed = log.signed_clients(db, session_id)
            latest = log.latest_batch(db, session_id, staff_id)
            editable = leading(db, self._unlocked, session_id) is not None
        rows = tuple(
            _row(room, member, position, flags.get(member.client_id, ()), member.client_id in signed)
            for position, member in enumerate(room.members, 1)
        )
        label = _undo_label(latest, room) if latest else ""
        return Room(room.head, rows, tally(row.status for row in rows), label, editable)

    def mark(self, session_id: UUID, client_id: UUID, status: AttendanceStatus) -> Changes:
        """Record a status at this moment. Raises NotFound, and Refused when the member's note is signed."""
        now = self._clock()
        event = log.NewEvent(client_id, AttendanceEventKind.MARKED, status, at=now)
        with self._unlocked.transaction() as db:
            place = log.place_of(db, session_id, client_id, self._unlocked.zone)
            first, topics = self._start(db, session_id, place.planned, place.started_at, event)
            batch_id = self._record(db, session_id, [first], now)
        message = f"{place.name}: {status.label}."
        return self._changes(session_id, batch_id, message, topics)

    def mark_rest_present(self, session_id: UUID) -> Changes:
        """Mark everyone present who is not marked yet, as one step."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            room = self._room(db, session_id)
            signed = log.signed_clients(db, session_id)
            events = [
                log.NewEvent(client_id, AttendanceEventKind.MARKED, AttendanceStatus.PRESENT, at=now)
                for client_id, attendance in room.attendance.items()
                if attendance.status is AttendanceStatus.UNMARKED and client_id not in signed
            ]
            if not events:
                return Changes(frozenset(), "Everyone is marked already.")
            planned = SessionSpan(room.head.starts_at, room.head.ends_at)
            events[0], topics = self._start(db, session_id, planned, room.head.started_at, events[0])
            batch_id = self._record(db, session_id, events, now)
        count = len(events)
        message = f"{count} {'member' if count == 1 else 'members'} marked present."
        return self._changes(session_id, batch_id, message, topics)

    def set_times(self, session_id: UUID, client_id: UUID, time_in_text: str, time_out_text: str) -> Changes:
        """Record times as they stand on the wall clock; an empty text leaves that time as it is."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            log.place_of(db, session_id, client_id, self._unlocked.zone)
            room = self._room(db, session_id)
            events = _time_events(room, client_id, time_in_text, time_out_text)
            if not events:
                return Changes(frozenset())
            batch_id = self._record(db, session_id, events, now)
        return self._changes(session_id, batch_id, f"{room.member(client_id).name}: times kept.")

    def set_reason(self, session_id: UUID, client_id: UUID, text: str) -> Changes:
        """Record why a member is away."""
        return self._say(session_id, client_id, AttendanceEventKind.REASON, text, "reason kept")

    def observe(self, session_id: UUID, client_id: UUID, text: str) -> Changes:
        """Record a quick observation; an empty text takes back the latest one."""
        return self._say(session_id, client_id, AttendanceEventKind.OBSERVED, text, "observation kept")

    def undo(self, session_id: UUID) -> Changes:
        """Take back the latest step of this person in this session. Raises Refused when there is none."""
        with self._unlocked.reading() as db:
            batch = log.latest_batch(db, session_id, self._unlocked.actor.staff_id)
        if batch is None:
            raise Refused((_NOTHING_TO_UNDO,))
        return self._undo_batch(session_id, batch.batch_id)

    def _undo_batch(self, session_id: UUID, batch_id: UUID) -> Changes:
        now = self._clock()
        with self._unlocked.transaction() as db:
            clients = log.batch_clients(db, session_id, batch_id)
            if not clients:
                raise Refused((_NOTHING_TO_UNDO,))
            log.require_unsigned(bool(log.signed_clients(db, session_id).intersection(clients)))
            events = [log.NewEvent(client, AttendanceEventKind.UNDONE, undoes=batch_id) for client in clients]
            self._record(db, session_id, events, now)
            topics = _TOPICS | self._withdraw_start(db, session_id, batch_id)
        return Changes(topics, "Undone.")

    def _withdraw_start(self, db: Database, session_id: UUID, batch_id: UUID) -> frozenset[Topic]:
        """Without anybody present, a session that the undone batch started has not begun."""
        if self._present(db, session_id) or not log.withdraw_start(db, session_id, batch_id):
            return frozenset()
        self._unlocked.audit(db, "session.start_undone", session_id, {"batch": str(batch_id)})
        return frozenset({Topic.SESSIONS})

    def _say(self, session_id: UUID, client_id: UUID, kind: AttendanceEventKind, text: str, done: str) -> Changes:
        cleaned = " ".join(clean_text(text).split())
        if len(cleaned) > LONGEST_TEXT:
            raise Refused((_TOO_LONG,))
        now = self._clock()
        with self._unlocked.transaction() as db:
            place = log.place_of(db, session_id, client_id, self._unlocked.zone)
            batch_id = self._record(db, session_id, [log.NewEvent(client_id, kind, text=cleaned)], now)
        return self._changes(session_id, batch_id, f"{place.name}: {done}.")

    def _start(
        self, db: Database, session_id: UUID, planned: SessionSpan, started_at: datetime | None, event: log.NewEvent
    ) -> tuple[log.NewEvent, frozenset[Topic]]:
        """Start the session by its first mark of someone present; the mark to be kept, and what changes by it."""
        if started_at is not None or event.status is None or event.at is None:
            return event, _TOPICS
        begun = start_by_mark(event.status, event.at, planned)
        if begun is None:
            return event, _TOPICS
        log.start_session(db, session_id, begun)
        self._unlocked.audit(db, "session.started", session_id)
        return replace(event, text=log.BEGAN), _TOPICS | {Topic.SESSIONS}

    def _record(self, db: Database, session_id: UUID, events: Sequence[log.NewEvent], now: datetime) -> UUID:
        """Append the events. Raises NotAllowed, and Refused when a signed note states another number of present."""
        capacity = require_leading(db, self._unlocked, session_id)
        before = self._present(db, session_id) if log.signed_clients(db, session_id) else None
        batch_id = log.record(db, session_id, events, by=self._unlocked.actor.staff_id, now=now)
        if before is not None and self._present(db, session_id) != before:
            raise Refused(refusals_to_change_present(any_note_is_signed=True))
        first = events[0]
        detail: dict[str, Json] = {
            "batch": str(batch_id),
            "kind": str(first.kind),
            "status": str(first.status or ""),
            "clients": [str(event.client_id) for event in events],
            **capacity,
        }
        self._unlocked.audit(db, f"attendance.{first.kind}", session_id, detail)
        return batch_id

    def _present(self, db: Database, session_id: UUID) -> frozenset[UUID]:
        """Who attended, by what is recorded so far."""
        attendance = self._room(db, session_id).attendance
        return frozenset(client_id for client_id, found in attendance.items() if found.status.attended)

    def _room(self, db: Database, session_id: UUID) -> RoomFacts:
        return room_facts(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)

    def _changes(self, session_id: UUID, batch_id: UUID, message: str, topics: frozenset[Topic] = _TOPICS) -> Changes:
        return Changes(topics, message, Undo("Undo", partial(self._undo_batch, session_id, batch_id)))


def _flags_in(before: Room | None, room: RoomFacts) -> dict[UUID, tuple[Flag, ...]]:
    """The flags of an earlier reading of the same session and the same members; empty for any other."""
    if before is None or before.head.session_id != room.head.session_id:
        return {}
    found = {row.client_id: row.flags for row in before.rows}
    return found if found.keys() == {member.client_id for member in room.members} else {}


def _row(room: RoomFacts, member: Member, position: int, flags: tuple[Flag, ...], signed: bool) -> AttendanceRow:
    return AttendanceRow(
        client_id=member.client_id,
        position=position,
        name=member.name,
        initials=member.initials,
        pronouns=member.pronouns,
        attendance=room.attendance[member.client_id],
        minutes=room.minutes(member.client_id),
        flags=flags,
        note_is_signed=signed,
    )


def _undo_label(batch: log.Batch, room: RoomFacts) -> str:
    """What the undo button says: the status or the kind, and for whom."""
    what = batch.status.label if batch.status else str(batch.kind).replace("_", " ").capitalize()
    if len(batch.client_ids) > 1:
        return f"{what} for {len(batch.client_ids)} members"
    return f"{what} for {room.member(batch.client_ids[0]).name}"


def _time_events(room: RoomFacts, client_id: UUID, time_in_text: str, time_out_text: str) -> list[log.NewEvent]:
    """The events that set what was typed; raises Refused with every reason why not."""
    current = room.attendance[client_id]
    span = span_of(room.head)
    time_in = _read(time_in_text, span, room, "time_in") if time_in_text.strip() else current.time_in
    # A time out is looked for after the time in, so that a repeated hour is read the second time round.
    after = SessionSpan(max(time_in or span.starts_at, span.starts_at), max(time_in or span.ends_at, span.ends_at))
    time_out = _read(time_out_text, after, room, "time_out") if time_out_text.strip() else current.time_out
    refusals = refusals_to_set_times(time_in, time_out, current.status, span)
    if refusals:
        raise Refused(refusals)
    changed = (
        (AttendanceEventKind.TIME_IN, time_in, current.time_in),
        (AttendanceEventKind.TIME_OUT, time_out, current.time_out),
    )
    return [log.NewEvent(client_id, kind, at=moment) for kind, moment, before in changed if moment != before]


def _read(text: str, span: SessionSpan, room: RoomFacts, field: str) -> datetime:
    found = read_wall_time(text, span, room.head.zone)
    if isinstance(found, Refusal):
        raise Refused((replace(found, field=field),))
    return found
