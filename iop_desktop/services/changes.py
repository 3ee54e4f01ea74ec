"""What a use case changed, so that open pages know what to read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Topic(StrEnum):
    """What a change is about."""

    CLINIC = "clinic"
    STAFF = "staff"
    CLIENTS = "clients"
    GROUPS = "groups"
    SESSIONS = "sessions"
    ATTENDANCE = "attendance"
    LESSONS = "lessons"
    NOTES = "notes"
    SIGNATURES = "signatures"
    WRITING = "writing"
    BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Undo:
    """One step back: what the button says and the use case that does it (run on the quick lane)."""

    label: str
    call: Callable[[], Changes]


@dataclass(frozen=True, slots=True)
class Changes:
    """Topics that changed, the sentence for the banner and, where it can be undone, one undo."""

    topics: frozenset[Topic]
    message: str = ""
    undo: Undo | None = field(default=None, compare=False)
