"""What every change of attendance has in common: the rights, the signed notes, the audit entry, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.rules.attendance import SessionSpan, start_by_mark
from iop_desktop.rules.attendance_refusals import refusals_to_change_present
from iop_desktop.rules.meetings import is_recorded_late
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import AttendanceEventKind
from iop_desktop.services import attendance_log as log
from iop_desktop.services.breaks import end_break
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import Refused
from iop_desktop.services.need_to_know import require_roster_by
from iop_desktop.services.room_facts import RoomFacts, room_facts
from iop_desktop.services.session_leading import leaders_of, require_leading_by
from iop_desktop.services.session_rows import session_of
from iop_desktop.services.session_start import answer_limits
from iop_desktop.services.unlocked import Clock, Unlocked

NOTHING_TO_UNDO = Refusal("nothing", "There is nothing of yours left to undo in this session.")
TOPICS = frozenset({Topic.ATTENDANCE, Topic.NOTES})


class AttendanceRecorder:
    """Appends events as one batch in the caller's transaction; the services of attendance build on it."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    def _undo_batch(self, session_id: UUID, batch_id: UUID) -> Changes:
        with self._unlocked.transaction() as db:
            topics = self._take_back(db, session_id, batch_id)
        return Changes(topics, "Undone.")

    def _take_back(self, db: Database, session_id: UUID, batch_id: UUID) -> frozenset[Topic]:
        """Undo a batch in the caller's transaction; what changes by it."""
        now, clients = self._clock(), log.batch_clients(db, session_id, batch_id)
        if not clients:
            raise Refused((NOTHING_TO_UNDO,))
        log.require_unsigned(bool(log.signed_clients(db, session_id).intersection(clients)))
        events = [log.NewEvent(client, AttendanceEventKind.UNDONE, undoes=batch_id) for client in clients]
        self._record(db, session_id, events, now)
        return TOPICS | self._withdraw_start(db, session_id, batch_id, now)

    def _withdraw_start(self, db: Database, session_id: UUID, batch_id: UUID, now: datetime) -> frozenset[Topic]:
        """Without anybody present, a session that the undone batch started has not begun, and its break is over."""
        if self._present(db, session_id) or not log.withdraw_start(db, session_id, batch_id):
            return frozenset()
        end_break(self._unlocked, db, session_id, now)
        self._unlocked.audit(db, "session.start_undone", session_id, {"batch": str(batch_id)})
        return frozenset({Topic.SESSIONS})

    def _start(
        self,
        db: Database,
        session_id: UUID,
        planned: SessionSpan,
        started_at: datetime | None,
        event: log.NewEvent,
        reason: str = "",
    ) -> tuple[log.NewEvent, frozenset[Topic]]:
        """Start the session by its first mark of someone present; the mark to be kept, and what changes by it.

        Raises Refused with code ``limit`` when the session goes against a rule that nobody gave a reason for.
        """
        if started_at is not None or event.status is None or event.at is None:
            return event, TOPICS
        begun = start_by_mark(event.status, event.at, planned)
        if begun is None:
            return event, TOPICS
        answer_limits(db, self._unlocked, session_of(db, session_id), event.at, reason)
        late = is_recorded_late(planned, event.at, self._unlocked.zone)
        log.start_session(db, session_id, begun, event.at if late else None)
        self._unlocked.audit(db, "session.started", session_id)
        return replace(event, text=log.BEGAN), TOPICS | {Topic.SESSIONS}

    def _record(self, db: Database, session_id: UUID, events: Sequence[log.NewEvent], now: datetime) -> UUID:
        """Append the events. Raises NotAllowed, and Refused when a signed note states another number of present."""
        leaders = leaders_of(db, session_id)
        capacity = require_leading_by(self._unlocked, leaders)
        require_roster_by(db, self._unlocked, session_id, leaders)
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

    def _changes(self, session_id: UUID, batch_id: UUID, message: str, topics: frozenset[Topic] = TOPICS) -> Changes:
        return Changes(topics, message, Undo("Undo", partial(self._undo_batch, session_id, batch_id)))
