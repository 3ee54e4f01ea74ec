"""A note as it would be signed now, whatever it is about, and what it is composed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from iop_desktop.models.notes import Note
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import AttendanceStatus, Meaning, NoteKind
from iop_desktop.services.note_beside import Beside


@dataclass(frozen=True, slots=True)
class ComposedNote:
    """The record of one note with its digest and what it still lacks. ``data`` is its canonical form.

    ``status`` is None for a note that is not about a group session; ``minutes`` are this member's.
    """

    kind: NoteKind
    status: AttendanceStatus | None
    draft: NoteDraft
    minutes: int
    data: dict[str, Any]
    record: Record
    digest: str
    missing: tuple[Refusal, ...]


class NoteSource(Protocol):
    """What a note is about: a group session, a contact with one client, or an earlier note."""

    @property
    def day(self) -> date:
        """The day from which the time to sign counts, on the clinic's calendar."""

    @property
    def writers(self) -> frozenset[UUID]:
        """Who may write the note besides its author."""

    def name_of(self, client_id: UUID) -> str:
        """The client's name as lists show it."""

    def meaning_for(self, author_id: UUID) -> Meaning:
        """What the author's signature says."""

    def compose(self, note: Note) -> ComposedNote:
        """The note as it would be signed now."""

    def beside(self, note: Note) -> Beside:
        """What the author has beside the note while writing it."""
