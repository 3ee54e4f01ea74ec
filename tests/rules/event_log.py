"""An attendance log of one member that tests write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from iop_desktop.rules.attendance import Attendance, SessionSpan, add_up, counted_minutes
from iop_desktop.rules.attendance_events import Event
from iop_desktop.rules.vocabulary import AttendanceEventKind as Kind
from iop_desktop.rules.vocabulary import AttendanceStatus as Status
from iop_desktop.rules.vocabulary import ExcuseReason

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
SPAN = SessionSpan(START, END)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@dataclass
class Log:
    """Events of one member in the order they were recorded, each in a batch of its own."""

    events: list[Event] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def mark(self, status: Status | None, minutes: float = 0) -> UUID:
        return self._add(Kind.MARKED, status=status, at=at(minutes))

    def time_in(self, minutes: float) -> UUID:
        return self._add(Kind.TIME_IN, at=at(minutes))

    def time_out(self, minutes: float) -> UUID:
        return self._add(Kind.TIME_OUT, at=at(minutes))

    def reason(self, text: str, excuse: ExcuseReason | None = None) -> UUID:
        return self._add(Kind.REASON, text=text, excuse=excuse)

    def observe(self, text: str, minutes: float | None = None) -> UUID:
        return self._add(Kind.OBSERVED, text=text, at=None if minutes is None else at(minutes))

    def pulled_out(self, minutes: float, by: str = "") -> UUID:
        return self._add(Kind.PULLED_OUT, at=at(minutes), text=by)

    def returned(self, minutes: float) -> UUID:
        return self._add(Kind.RETURNED, at=at(minutes))

    def correct(self, event: UUID, minutes: float | None) -> UUID:
        return self._add(Kind.CORRECTED, at=None if minutes is None else at(minutes), corrects=event)

    def undo(self, batch: UUID) -> UUID:
        return self._add(Kind.UNDONE, undoes=batch)

    @property
    def minutes(self) -> int:
        return counted_minutes(self.shown, SPAN)

    @property
    def shown(self) -> Attendance:
        return add_up(self.events, SPAN)

    def _add(
        self,
        kind: Kind,
        status: Status | None = None,
        at: datetime | None = None,
        text: str = "",
        undoes: UUID | None = None,
        corrects: UUID | None = None,
        excuse: ExcuseReason | None = None,
    ) -> UUID:
        number = next(self._numbers)
        batch = UUID(int=number)
        self.events.append(Event(batch, batch, kind, status, at, text, undoes, corrects, excuse, number))
        return batch
