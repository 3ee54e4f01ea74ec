"""Progress and absence notes while they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.notes import GroupPart, Note
from iop_desktop.rules.notes import MAX_TEXT, NoteDraft, clean_text, note_is_owed
from iop_desktop.rules.record import segment_words
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE, group_part_is_locked
from iop_desktop.rules.vocabulary import NoteFormat, NoteState, SegmentState
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import away
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.errors import NotAllowed, Refused, Stale
from iop_desktop.services.gate_memory import GateMemory
from iop_desktop.services.need_to_know import require_session, seen_note
from iop_desktop.services.note_gates import gates_of
from iop_desktop.services.note_history import last_remarks, last_return
from iop_desktop.services.note_measure import note_measure, note_row, note_view, session_measure
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.note_views import GroupPartView, NoteList, NoteRow, NoteView, Saved
from iop_desktop.services.record_facts import SessionFacts, note_of, session_facts
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

LONGEST_TOPIC = 200
_STALE_NOTE = "This note was saved somewhere else in the meantime. Nothing is lost: compare both texts and save again."
_STALE_GROUP = "The group part was saved somewhere else in the meantime. Nothing is lost: compare both and save again."
_NOT_WRITER = "Only the facilitators of this session write its notes. Nothing was changed."
_SIGNED = Refusal("signed", "This note is signed and stays as it was signed. Nothing was changed.")
_LOCKED = Refusal(
    "locked",
    "Signed notes of this session hold this group part, so it stays as it was signed, also for a note that was "
    "returned. In a returned note, say what is to be corrected in the member's own part; to a signed note, write an "
    "addendum.",
    "topic",
)
_LONG_TOPIC = Refusal("too-long", f"Keep the topic under {LONGEST_TOPIC} characters.", "topic")
_LONG_TEXT = Refusal("too-long", "The text is longer than a note can hold.", "interventions")
_DIGEST = re.compile("[0-9a-f]{64}")


class NoteService:
    """Use cases of writing. Drafts live in the vault and nowhere else."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        self._memory = GateMemory()

    @needs(Right.READ_NOTES)
    def list(self, session_id: UUID) -> NoteList:
        """All notes of a session in roster order; drafts of whoever led it are made on the way. Raises NotFound.

        They are made for its facilitators, and for the supervisor of a facilitator who cannot work now.
        """
        with self._unlocked.reading() as db:
            require_session(db, self._unlocked, session_id)
            facts, notes = self._facts(db, session_id), _notes(db, session_id)
            mine = facts.room.head.is_mine or facts.facilitator_id in away(db, self._unlocked.actor)
        missing = _without_note(facts, notes)
        if missing and mine:
            with self._unlocked.transaction() as db:
                facts = self._facts(db, session_id)
                self._make_drafts(db, facts)
                notes = _notes(db, session_id)
        with self._unlocked.reading() as db:
            measure = session_measure(db, facts, tuple(notes.values()), self._clock(), self._memory)
        members = (member.client_id for member in facts.room.members if member.client_id in notes)
        found = (note_row(facts, notes[client_id], measure) for client_id in members)
        rows = tuple(row for row in found if _is_owed(row) or row.started or row.state not in SIGNABLE)
        done = sum(row.state not in SIGNABLE for row in rows)
        return NoteList(facts.room.head, rows, done)

    @needs(Right.READ_NOTES)
    def group_part(self, session_id: UUID) -> GroupPartView:
        """The part written once; before it is saved, what the lesson that was given suggests."""
        with self._unlocked.reading() as db:
            require_session(db, self._unlocked, session_id)
            facts = self._facts(db, session_id)
            locked = _is_locked(db, session_id)
        return GroupPartView(
            session_id=session_id,
            revision=facts.group.revision,
            note_format=facts.group.note_format,
            topic=facts.group.topic,
            interventions=facts.group.interventions,
            segments=_segments_text(facts),
            present=facts.present,
            locked=_LOCKED.text if locked else "",
            confirmed=facts.group.confirmed,
        )

    @needs(Right.WRITE_NOTES)
    def save_group_part(
        self, session_id: UUID, revision: int, topic: str, interventions: str, note_format: NoteFormat
    ) -> Changes:
        """Keep the group part. Raises Stale for an old revision, Refused when a note is signed or a text too long."""
        topic, interventions = " ".join(clean_text(topic).split()), clean_text(interventions)
        with self._unlocked.transaction() as db:
            facts = self._facts(db, session_id)
            self._require_facilitator(facts)
            _require_group_part_fits(topic, interventions, _is_locked(db, session_id))
            if facts.group.revision != revision:
                raise Stale(_STALE_GROUP)
            part = db.scalars(select(GroupPart).where(GroupPart.session_id == session_id)).one_or_none()
            if part is None:
                part = GroupPart(session_id=session_id)
                db.add(part)
            part.topic, part.interventions, part.note_format = topic, interventions, note_format
            self._unlocked.audit(db, "group_part.saved", session_id)
        return Changes(frozenset({Topic.NOTES}), "Group part saved.")

    @needs(Right.READ_NOTES)
    def open(self, note_id: UUID) -> NoteView:
        """One note for writing, with the record as it reads now. Raises NotFound."""
        with self._unlocked.reading() as db:
            note = seen_note(db, self._unlocked, note_id)
            source = source_of(db, note, self._unlocked)
            came_back = note.state is NoteState.RETURNED
            returned = last_return(db, note_id) if came_back else ("", "")
            remarks = last_remarks(db, note) if came_back else ()
            measure = note_measure(db, note, self._unlocked, self._clock(), self._memory)
        self._unlocked.opened("note.opened", note_id)
        return note_view(
            source,
            note,
            measure,
            zone=self._unlocked.zone,
            may_write=self._may_write(source, note),
            returned=returned,
            remarks=remarks,
        )

    @needs(Right.WRITE_NOTES)
    def save(self, note_id: UUID, revision: int, draft: NoteDraft) -> Saved:
        """Keep a draft. Raises Stale for an old revision, Refused when it is signed, NotAllowed, NotFound."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            note = note_of(db, note_id)
            source = source_of(db, note, self._unlocked)
            self._require_writer(source, note)
            if note.revision != revision:
                raise Stale(_STALE_NOTE)
            note.draft, note.saved_at = draft.cleaned().as_data(), now
            db.flush()
            self._unlocked.audit(db, "note.saved", note_id, {"revision": note.revision})
            gates = gates_of(db, (note,), self._unlocked.zone, self._memory)
        composed = source.compose(note)
        concerns = gates.concerns(note, composed)
        missing = (*composed.missing, *concerns.refusals)
        return Saved(note_id, note.revision, composed.record, composed.digest, missing, now, concerns)

    @needs(Right.WRITE_NOTES)
    def mark_shown(self, note_id: UUID, digest: str) -> None:
        """Remember that the author had the record with this digest on screen; anything else counts for nothing.

        The revision stays: a page that is open for writing must not become stale by being looked at.
        """
        if _DIGEST.fullmatch(digest) is None:
            return
        mine = (Note.id == note_id) & (Note.author_id == self._unlocked.actor.staff_id)
        with self._unlocked.transaction() as db:
            changed = db.execute(
                update(Note)
                .where(mine, Note.shown_digest != digest, Note.state.in_(SIGNABLE))
                .values(shown_digest=digest)
                .execution_options(synchronize_session=False)
                .returning(Note.id)
            ).all()
            if changed:
                self._unlocked.audit(db, "note.shown", note_id, {"digest": digest})

    def _facts(self, db: Database, session_id: UUID) -> SessionFacts:
        return session_facts(db, session_id, self._unlocked)

    def _make_drafts(self, db: Database, facts: SessionFacts) -> None:
        session_id = facts.room.head.session_id
        present = _notes(db, session_id)
        missing = _without_note(facts, present)
        for client_id in missing:
            db.add(
                Note(
                    id=new_id(),
                    session_id=session_id,
                    client_id=client_id,
                    author_id=facts.facilitator_id,
                    state=NoteState.DRAFT,
                    draft={},
                    shown_digest="",
                    saved_at=None,
                )
            )
        db.flush()
        if missing:
            self._unlocked.audit(db, "note.drafted", session_id, {"count": len(missing)})

    def _may_write(self, source: NoteSource, note: Note) -> bool:
        return self._unlocked.actor.staff_id in source.writers | {note.author_id}

    def _require_facilitator(self, facts: SessionFacts) -> None:
        if self._unlocked.actor.staff_id not in facts.writers:
            raise NotAllowed(_NOT_WRITER)

    def _require_writer(self, source: NoteSource, note: Note) -> None:
        if not self._may_write(source, note):
            raise NotAllowed(_NOT_WRITER)
        if note.state not in SIGNABLE:
            raise Refused((_SIGNED,))


def _is_owed(row: NoteRow) -> bool:
    return row.status is not None and note_is_owed(row.status)


def _notes(db: Database, session_id: UUID) -> dict[UUID, Note]:
    """The note of each member; one that was entered in error has given its place to another."""
    valid = (Note.session_id == session_id) & (Note.state != NoteState.IN_ERROR)
    return {note.client_id: note for note in db.scalars(select(Note).where(valid))}


def _without_note(facts: SessionFacts, notes: Mapping[UUID, Note]) -> list[UUID]:
    """Members who are owed a note and have none yet."""
    return [
        client_id
        for client_id, attendance in facts.room.attendance.items()
        if client_id not in notes and note_is_owed(attendance.status)
    ]


def _is_locked(db: Database, session_id: UUID) -> bool:
    return group_part_is_locked(frozenset(db.scalars(select(Note.state).where(Note.session_id == session_id))))


def _require_group_part_fits(topic: str, interventions: str, locked: bool) -> None:
    checks = (
        (locked, _LOCKED),
        (len(topic) > LONGEST_TOPIC, _LONG_TOPIC),
        (len(interventions) > MAX_TEXT, _LONG_TEXT),
    )
    refusals = tuple(refusal for broken, refusal in checks if broken)
    if refusals:
        raise Refused(refusals)


def _segments_text(facts: SessionFacts) -> str:
    given = (SegmentState.DONE, SegmentState.SHORTENED)
    return ", ".join(segment_words(segment) for segment in facts.lesson.segments if segment.state in given)
