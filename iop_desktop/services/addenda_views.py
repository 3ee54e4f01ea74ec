"""What is shown of a document that is added to a signed note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.concerns import Concerns
from iop_desktop.services.note_history import RemarkRow


@dataclass(frozen=True, slots=True)
class AddendumView:
    """One addendum, correction, late entry or notice of error open for writing.

    ``digest`` is of the record as composed now; give it to ``NoteService.mark_shown``.
    """

    note_id: UUID
    parent_id: UUID
    client_id: UUID
    client_name: str
    kind: NoteKind
    state: NoteState
    revision: int
    reason: str
    text: str
    record: Record
    digest: str
    missing: tuple[Refusal, ...]
    concerns: Concerns
    editable: bool
    linked: bool
    return_comment: str
    returned_by: str
    remarks: tuple[RemarkRow, ...]
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenAddendum:
    """A document of this person's that is not signed."""

    note_id: UUID
    client_id: UUID
    client_name: str
    title: str
    kind: NoteKind
    state: NoteState
