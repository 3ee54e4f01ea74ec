"""Attendance: a log of events that is only added to; what is shown is what they add up to."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from iop_desktop.rules.attendance import SessionSpan, tally
from iop_desktop.rules.attendance_refusals import refusals_to_move
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, ExcuseReason
from iop_desktop.services import attendance_log as log
from iop_desktop.services.attendance_reading import steps_of
from iop_desktop.services.attendance_recording import NOTHING_TO_UNDO, AttendanceRecorder
from iop_desktop.services.attendance_times import time_events, typed_time
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import Refused
from iop_desktop.services.member_flags import flags_of
from iop_desktop.services.need_to_know import require_roster_by
from iop_desktop.services.rights import needs
from iop_desktop.services.room_facts import Member, RoomFacts, room_facts
from iop_desktop.services.room_presence import KIND_WORDS, open_break, presence_of
from iop_desktop.services.room_views import AttendanceRow, Flag, Room
from iop_desktop.services.session_leading import leaders_of, leading_by
from iop_desktop.services.split_members import parts_of

LONGEST_TEXT = 500
_TOO_LONG = Refusal("too-long", f"Keep it under {LONGEST_TEXT} characters; the note has room for more.", "text")


class AttendanceService(AttendanceRecorder):
    """Use cases of the roster during a session. Each returns when its events are safely in the vault."""

    @needs(Right.READ_SESSIONS)
    def room(self, session_id: UUID, before: Room | None = None) -> Room:
        """The roster in order with everyone's attendance. Raises NotFound.

        ``before`` is what was read a moment ago: its flags, which tell of the days before this session, are kept, so
        that the next key does not wait for them. Who reads no notes sees neither flags nor what was written down.
        """
        staff_id = self._unlocked.actor.staff_id
        with self._unlocked.reading() as db:
            leaders = leaders_of(db, session_id)
            stands_in = require_roster_by(db, self._unlocked, session_id, leaders)
            room = room_facts(db, session_id, staff_id, self._unlocked.zone)
            flags = _flags_in(before, room) or flags_of(db, room)
            signed = log.signed_clients(db, session_id)
            latest = log.latest_batch(room.steps, staff_id, room.parts)
            editable = leading_by(self._unlocked, leaders) is not None
        if stands_in:
            self._unlocked.opened("roster.stood_in", session_id)
        rows = tuple(
            _row(room, member, position, flags.get(member.client_id, ()), member.client_id in signed)
            for position, member in enumerate(room.members, 1)
        )
        if not self._unlocked.actor.may(Right.READ_NOTES):
            rows = tuple(_without_words(row) for row in rows)
        label = _undo_label(latest, room) if latest else ""
        counts = tally(row.status for row in rows)
        return Room(room.head, rows, counts, label, editable, presence_of(room, self._clock()), open_break(room))

    @needs(Right.LEAD_GROUPS)
    def mark(self, session_id: UUID, client_id: UUID, status: AttendanceStatus) -> Changes:
        """Record a status at this moment.

        Raises NotFound, and Refused when the session was skipped, when the member's note is signed, and, with code
        ``limit``, when the mark would begin a session against a rule that nobody gave a reason for.
        """
        now = self._clock()
        event = log.NewEvent(client_id, AttendanceEventKind.MARKED, status, at=now)
        with self._unlocked.transaction() as db:
            place = log.place_of(db, session_id, client_id, self._unlocked.zone)
            first, topics = self._start(db, session_id, place.planned, place.started_at, event)
            batch_id = self._record(db, session_id, [first], now)
        message = f"{place.name}: {status.label}."
        return self._changes(session_id, batch_id, message, topics)

    @needs(Right.LEAD_GROUPS)
    def mark_rest_present(self, session_id: UUID) -> Changes:
        """Mark everyone present who is not marked yet, as one step. Raises as ``mark``."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            room = self._room(db, session_id)
            log.require_held(room.head.cancelled_at)
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

    @needs(Right.LEAD_GROUPS)
    def set_times(self, session_id: UUID, client_id: UUID, time_in_text: str, time_out_text: str) -> Changes:
        """Record times as they stand on the wall clock; an empty text leaves that time as it is."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            log.place_of(db, session_id, client_id, self._unlocked.zone)
            room = self._room(db, session_id)
            events = time_events(room, client_id, time_in_text, time_out_text)
            if not events:
                return Changes(frozenset())
            batch_id = self._record(db, session_id, events, now)
        return self._changes(session_id, batch_id, f"{room.member(client_id).name}: times kept.")

    @needs(Right.LEAD_GROUPS)
    def call_out(self, session_id: UUID, client_id: UUID, by: str = "", at_text: str = "") -> Changes:
        """Record that a member was called out of the room, now or at a typed time. Raises NotFound and Refused."""
        return self._move(session_id, client_id, AttendanceEventKind.PULLED_OUT, at_text, by)

    @needs(Right.LEAD_GROUPS)
    def come_back(self, session_id: UUID, client_id: UUID, at_text: str = "") -> Changes:
        """Record that a member is back in the room, now or at a typed time. Raises NotFound and Refused."""
        return self._move(session_id, client_id, AttendanceEventKind.RETURNED, at_text)

    @needs(Right.LEAD_GROUPS)
    def set_reason(self, session_id: UUID, client_id: UUID, text: str) -> Changes:
        """Record in words why a member is away; a reason that was chosen stays."""
        return self._say(session_id, log.NewEvent(client_id, AttendanceEventKind.REASON, text=text), "reason kept")

    @needs(Right.LEAD_GROUPS)
    def excuse(self, session_id: UUID, client_id: UUID, excuse: ExcuseReason) -> Changes:
        """Record the chosen reason of an absence; words that were written stay."""
        event = log.NewEvent(client_id, AttendanceEventKind.REASON, excuse=excuse)
        return self._say(session_id, event, excuse.label.lower())

    @needs(Right.LEAD_GROUPS)
    def observe(self, session_id: UUID, client_id: UUID, text: str) -> Changes:
        """Record a quick observation with its moment; an empty text takes back the latest one."""
        event = log.NewEvent(client_id, AttendanceEventKind.OBSERVED, text=text, at=self._clock())
        return self._say(session_id, event, "observation kept" if text.strip() else "observation taken back")

    @needs(Right.LEAD_GROUPS)
    def undo(self, session_id: UUID) -> Changes:
        """Take back the latest step of this person in this session. Raises Refused when there is none."""
        with self._unlocked.reading() as db:
            parts = parts_of(db, session_id)
            batch = log.latest_batch(steps_of(db, session_id), self._unlocked.actor.staff_id, parts)
        if batch is None:
            raise Refused((NOTHING_TO_UNDO,))
        return self._undo_batch(session_id, batch.batch_id)

    def _move(
        self, session_id: UUID, client_id: UUID, kind: AttendanceEventKind, at_text: str, by: str = ""
    ) -> Changes:
        now, who = self._clock(), _fit(by)
        outward = kind is AttendanceEventKind.PULLED_OUT
        with self._unlocked.transaction() as db:
            log.place_of(db, session_id, client_id, self._unlocked.zone)
            room = self._room(db, session_id)
            moment = typed_time(at_text, room.span, room, "time") if at_text.strip() else now.replace(microsecond=0)
            refusals = refusals_to_move(room.attendance[client_id], moment, room.span, outward=outward)
            if refusals:
                raise Refused(refusals)
            batch_id = self._record(db, session_id, [log.NewEvent(client_id, kind, at=moment, text=who)], now)
        what = "out of the room" if outward else "back in the room"
        return self._changes(session_id, batch_id, f"{room.member(client_id).name}: {what}.")

    def _say(self, session_id: UUID, event: log.NewEvent, done: str) -> Changes:
        said = replace(event, text=_fit(event.text))
        with self._unlocked.transaction() as db:
            place = log.place_of(db, session_id, event.client_id, self._unlocked.zone)
            batch_id = self._record(db, session_id, [said], self._clock())
        return self._changes(session_id, batch_id, f"{place.name}: {done}.")


def _fit(text: str) -> str:
    """The text on one line. Raises Refused when it is too long."""
    cleaned = " ".join(clean_text(text).split())
    if len(cleaned) > LONGEST_TEXT:
        raise Refused((_TOO_LONG,))
    return cleaned


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


def _without_words(row: AttendanceRow) -> AttendanceRow:
    """Who was there and when, for somebody who manages groups: nothing that was seen, said or scored."""
    return replace(row, attendance=replace(row.attendance, reason="", seen=()), flags=())


def _undo_label(batch: log.Batch, room: RoomFacts) -> str:
    """What the undo button says: the status or the kind, and for whom."""
    what = batch.status.label if batch.status else KIND_WORDS[batch.kind]
    if len(batch.client_ids) > 1:
        return f"{what} for {len(batch.client_ids)} members"
    return f"{what} for {room.member(batch.client_ids[0]).name}"
