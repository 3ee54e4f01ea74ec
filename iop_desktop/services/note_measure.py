"""Notes as lists and the composer show them: held against the gates, their due day and what they lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note
from iop_desktop.rules.note_due import NoteDue
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.concerns import NO_CONCERNS
from iop_desktop.services.contact_views import ContactView
from iop_desktop.services.gate_memory import GateMemory
from iop_desktop.services.note_clock import due_of, due_of_session
from iop_desktop.services.note_gates import Gates, gates_of
from iop_desktop.services.note_history import RemarkRow, returned_digests
from iop_desktop.services.note_views import NoteRow, NoteView
from iop_desktop.services.record_facts import SessionFacts
from iop_desktop.services.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Measure:
    """What notes are held against: the gates, when they are due, what the clock says, digests as they were returned."""

    gates: Gates
    due: NoteDue
    now: datetime
    came_back: Mapping[UUID, str]


def session_measure(
    db: Database, facts: SessionFacts, notes: Sequence[Note], now: datetime, memory: GateMemory | None = None
) -> Measure:
    """For all notes of one session."""
    due = due_of_session(db, facts.room.head, facts.zone)
    return Measure(gates_of(db, notes, facts.zone, memory), due, now, _came_back(db, notes))


def note_measure(
    db: Database, note: Note, unlocked: Unlocked, now: datetime, memory: GateMemory | None = None
) -> Measure:
    """For one note, whatever it is about."""
    due = due_of(db, note, unlocked.zone, lambda: now)
    return Measure(gates_of(db, (note,), unlocked.zone, memory), due, now, _came_back(db, (note,)))


def _came_back(db: Database, notes: Sequence[Note]) -> dict[UUID, str]:
    returned = [note.id for note in notes if note.state is NoteState.RETURNED]
    return returned_digests(db, returned) if returned else {}


def note_row(source: NoteSource, note: Note, measure: Measure | None) -> NoteRow:
    """One note in a list: where it stands and what it lacks; nothing is measured of a signed one without a measure."""
    composed, beside = source.compose(note), source.beside(note)
    concerns = measure.gates.concerns(note, composed) if measure else NO_CONCERNS
    open_still = note.state in SIGNABLE
    missing = (*composed.missing, *concerns.refusals) if open_still else ()
    return NoteRow(
        note_id=note.id,
        client_id=note.client_id,
        name=beside.name,
        initials=beside.initials,
        status=beside.status,
        kind=composed.kind,
        state=note.state,
        started=composed.draft.started,
        ready=open_still and not missing and note.shown_digest == composed.digest,
        words=composed.draft.words,
        missing=missing,
        concerns=concerns,
        due_on=measure.due.day if measure else None,
        late=open_still and measure is not None and measure.due.is_late(measure.now),
        about=_about(beside.contact) if beside.contact else "",
        unchanged=measure is not None and measure.came_back.get(note.id) == composed.digest,
    )


def _about(contact: ContactView) -> str:
    """Such as "Nov 24 · Phone"."""
    return f"{contact.day} · {contact.details.kind.value.capitalize()}"


def note_view(
    source: NoteSource,
    note: Note,
    measure: Measure,
    *,
    zone: tzinfo,
    may_write: bool,
    returned: tuple[str, str],
    remarks: tuple[RemarkRow, ...] = (),
) -> NoteView:
    """One note open for writing; ``returned`` is the comment of its latest return and who wrote it."""
    composed, beside = source.compose(note), source.beside(note)
    concerns = measure.gates.concerns(note, composed)
    open_still = note.state in SIGNABLE
    return NoteView(
        note_id=note.id,
        client_id=note.client_id,
        revision=note.revision,
        name=beside.name,
        initials=beside.initials,
        pronouns=beside.pronouns,
        kind=composed.kind,
        state=note.state,
        status=beside.status,
        reason=beside.reason,
        attendance_line=dict(composed.record.header).get("Attendance", beside.line),
        minutes=composed.minutes,
        draft=composed.draft,
        goals=tuple(goal.choice for goal in beside.goals if goal.current),
        observations=beside.observations,
        record=composed.record,
        digest=composed.digest,
        missing=(*composed.missing, *concerns.refusals) if open_still else (),
        editable=open_still and may_write,
        return_comment=returned[0],
        returned_by=returned[1],
        saved_at=note.saved_at,
        concerns=concerns,
        due_on=measure.due.day,
        late=open_still and measure.due.is_late(measure.now),
        note_format=beside.note_format,
        layout=beside.layout,
        contact=beside.contact,
        remarks=remarks,
    )
