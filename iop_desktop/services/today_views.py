"""What Today shows: groups, what is owed, members to watch, hours this week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.room_views import SessionHead


class SessionPhase(StrEnum):
    """Where a session of today stands."""

    LATER = "later"
    SOON = "soon"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class TodayGroup:
    """One session of today with the shape of its attendance so far."""

    head: SessionHead
    phase: SessionPhase
    minutes_to_start: int
    members: int
    statuses: tuple[AttendanceStatus, ...]
    summary: str


class NeedKind(StrEnum):
    """What is owed; the page picks icon and target by it."""

    NOTES = "notes"
    SIGN = "sign"
    RETURNED = "returned"
    COSIGN = "cosign"
    REVIEW = "review"
    OUTREACH = "outreach"
    ABSENT = "absent"
    ADDENDA = "addenda"
    AMENDMENT = "amendment"
    BACKUP = "backup"
    PRIVACY = "privacy"
    GLASS = "glass"
    KIT = "kit"
    NOTICE = "notice"
    UNCOVERED = "uncovered"
    LEADERLESS = "leaderless"


_OWED = frozenset({NeedKind.NOTES, NeedKind.SIGN, NeedKind.RETURNED})


@dataclass(frozen=True, slots=True)
class Need:
    """One row of what is owed: how many, and where to go: a session, a note, a client, a notice, a group."""

    kind: NeedKind
    title: str
    detail: str
    count: int
    session_id: UUID | None = None
    note_id: UUID | None = None
    client_id: UUID | None = None
    notice_id: UUID | None = None
    group_id: UUID | None = None


def notes_owed(needs: Iterable[Need]) -> int:
    """Notes this person has to finish, to sign or to mend, each counted once; the number on every badge and line."""
    return sum(need.count for need in needs if need.kind in _OWED)


def notes_to_cosign(needs: Iterable[Need]) -> int:
    """Notes that wait for this person's co-signature."""
    return sum(need.count for need in needs if need.kind is NeedKind.COSIGN)


@dataclass(frozen=True, slots=True)
class Watch:
    """A member who changed since the last group; ``kind`` as in ``room_views.Flag``."""

    client_id: UUID
    name: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class MemberHours:
    """Hours one member attended this week."""

    client_id: UUID
    name: str
    hours: float


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours this week of one group's members against the program's minimum, fewest first.

    ``below`` counts who has less than the minimum so far; ``urgent`` says that it is late in the week for that, or
    that the sessions still planned cannot make it up for everybody.
    """

    group_name: str
    minimum: float
    members: tuple[MemberHours, ...]
    below: int
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The whole page."""

    greeting: str
    day: date
    summary: str
    groups: tuple[TodayGroup, ...]
    needs: tuple[Need, ...]
    watch: tuple[Watch, ...]
    hours: Hours | None
