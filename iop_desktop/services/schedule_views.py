"""What the schedule of a group shows and what its forms give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from iop_desktop.rules.recurrence import Timetable


class PlanState(StrEnum):
    """Where a session of the schedule stands."""

    PLANNED = "planned"
    MOVED = "moved"
    SKIPPED = "skipped"
    RUNNING = "running"
    HELD = "held"
    LATE_ENTRY = "late"
    NOT_RECORDED = "forgotten"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One session of a group: when, who leads, and what became of it. ``detail`` says the reason where there is one."""

    session_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    zone: tzinfo
    state: PlanState
    facilitator: str
    lesson: str
    detail: str

    @property
    def can_change(self) -> bool:
        """Whether it may be skipped or moved."""
        return self.state in (PlanState.PLANNED, PlanState.MOVED, PlanState.NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Days on which the clinic is closed, both included."""

    closure_id: UUID
    first_on: date
    last_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """A group's timetable in words and its sessions, latest first; whether this person may change it."""

    group_id: UUID
    words: str
    timetable: Timetable | None
    rows: tuple[PlanRow, ...]
    closures: tuple[ClosureRow, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that was held and is recorded afterwards; times are aware."""

    began_at: datetime
    ended_at: datetime
    reason: str
