"""What the pages about the audit log show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from iop_desktop.models.audit_reading import Place
from iop_desktop.rules.audit_review import NightHours, ReviewTopic
from iop_desktop.rules.audit_words import AuditKind


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; None asks for all. Both days count."""

    first: date | None = None
    last: date | None = None
    person: UUID | None = None
    client: UUID | None = None
    kind: AuditKind | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words; ``about`` names whom or what it is about, where that is known, and holds no text of notes."""

    sequence: int
    at: datetime
    when: str
    person: str
    kind: str
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the log, newest first; ``older`` asks for the next one and is None at the end."""

    rows: tuple[AuditRow, ...]
    older: Place | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One line of the weekly review."""

    topic: ReviewTopic
    when: str
    person: str
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class ReviewList:
    """What happened since the last review. ``through`` is the last entry that was looked at."""

    since: datetime
    through: int
    items: tuple[ReviewItem, ...]
    last_reviewed: date | None
    reviewed_by: str
    due: bool
    hours: NightHours
    may_review: bool
