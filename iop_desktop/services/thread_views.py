"""What is shown of the thread of a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from iop_desktop.rules.vocabulary import NoteKind, NoteState


class EntryKind(StrEnum):
    """What happened; the window picks its icon by it."""

    SIGNED = "signed"
    COSIGNED = "cosigned"
    RETURNED = "returned"
    ADDED = "added"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One event: when, what, by whom, with which meaning or words, and where its PDF is.

    ``struck`` = it belongs to a document entered in error; ``order`` tells apart what bears the same time.
    """

    at: datetime
    kind: EntryKind
    title: str
    who: str
    detail: str
    note_id: UUID | None
    version_id: UUID | None = None
    request_id: UUID | None = None
    struck: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class NoteThread:
    """Everything that happened to a note, oldest first.

    ``may_add`` = what the person at the keyboard could add now; ``open_own`` = what they have begun and not signed.
    """

    note_id: UUID
    client_id: UUID
    client_name: str
    title: str
    on: date
    state: NoteState
    error_reason: str
    error_signed_by: tuple[str, ...]
    entries: tuple[ThreadEntry, ...]
    may_add: tuple[NoteKind, ...]
    open_own: UUID | None
