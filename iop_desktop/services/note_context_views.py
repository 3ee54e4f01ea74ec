"""What stands beside a note while it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.hours import WeekRange
from iop_desktop.rules.vocabulary import NoteKind


@dataclass(frozen=True, slots=True)
class PlanGoalView:
    """A goal of the plan with its problem and objectives, each with the day it is meant for."""

    goal_id: str
    label: str
    text: str
    problem: str
    objectives: tuple[tuple[str, date | None], ...]


@dataclass(frozen=True, slots=True)
class EarlierNote:
    """The client's last signed note: its author's own words by part, and its sections as they stand in the record."""

    on: date
    kind: NoteKind
    author: str
    words: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The latest score of an instrument and the one before it, if there is one."""

    instrument: str
    score: int
    on: date
    before: int | None
    before_on: date | None


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """What a signed note answered about risk, and the safety plan that was written then."""

    on: date
    answer: str
    plan: str


@dataclass(frozen=True, slots=True)
class NoteContext:
    """What is known of the client up to ``day``. ``hours`` is None without an admission on that day."""

    note_id: UUID
    day: date
    goals: tuple[PlanGoalView, ...]
    last: EarlierNote | None
    hours: WeekRange | None
    scores: tuple[ScoreChange, ...]
    risks: tuple[RiskAnswer, ...]
