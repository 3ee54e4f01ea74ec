"""Progress and absence notes while they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.notes import GroupPart, Note
from iop_desktop.rules.attendance import Observation
from iop_desktop.rules.note_due import NoteDue
from iop_desktop.rules.notes import MAX_TEXT, NoteDraft, clean_text, note_is_owed
from iop_desktop.rules.record import segment_words
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import SIGNABLE, group_part_is_locked
from iop_desktop.rules.vocabulary import NoteFormat, NoteState, SegmentState
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.note_clock import due_of_session
from iop_desktop.services.note_gates import Gates, gates_of
from iop_desktop.services.note_history import LastNote, last_note, last_return
from iop_desktop.services.note_views import GroupPartView, NoteList, NoteRow, NoteView, Saved
from iop_desktop.services.record_facts import NO_SUCH_NOTE, SessionFacts, note_of, session_facts
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import time_text

LONGEST_TOPIC = 200
_STALE_NOTE = "This note was saved somewhere else in the meantime. Nothing is lost: compare both texts and save again."
_STALE_GROUP = "The group part was saved somewhere else in the meantime. Nothing is lost: compare both and save again."
_NOT_WRITER = "Only the facilitators of this session write its notes. Nothing was changed."
_SIGNED = Refusal("signed", "This note is signed and stays as it was signed. Nothing was changed.")
_LOCKED = Refusal("locked", "Notes of this session are signed, so the group part can no longer change.", "topic")
_LONG_TOPIC = Refusal("too-long", f"Keep the topic under {LONGEST_TOPIC} characters.", "topic")
_LONG_TEXT = Refusal("too-long", "The text is longer than a note can hold.", "interventions")
_DIGEST = re.compile("[0-9a-f]{64}")


class NoteService:
    """Use cases of writing. Drafts live in the vault and nowhere else."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    def list(self, session_id: UUID) -> NoteList:
        """All notes of a session in roster order; its facilitators' drafts are made on the way. Raises NotFound."""
        with self._unlocked.reading() as db:
            facts, notes = self._facts(db, session_id), _notes(db, session_id)
        missing = _without_note(facts, notes)
        if missing and facts.room.head.is_mine:
            with self._unlocked.transaction() as db:
                facts = self._facts(db, session_id)
                self._make_drafts(db, facts)
                notes = _notes(db, session_id)
        with self._unlocked.reading() as db:
            clocked = self._clocked(db, facts, tuple(notes.values()))
        found = note_rows(facts, notes, *clocked)
        rows = tuple(row for row in found if note_is_owed(row.status) or row.started or row.state not in SIGNABLE)
        done = sum(row.state not in SIGNABLE for row in rows)
        return NoteList(facts.room.head, rows, done)

    def group_part(self, session_id: UUID) -> GroupPartView:
        """The part written once; before it is saved, what the lesson that was given suggests."""
        with self._unlocked.reading() as db:
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

    def open(self, note_id: UUID) -> NoteView:
        """One note for writing, with the record as it reads now. Raises NotFound."""
        with self._unlocked.reading() as db:
            note = note_of(db, note_id)
            facts = self._facts(db, session_of(note))
            before = last_note(db, note.client_id, facts.room.head.starts_at)
            returned = last_return(db, note_id) if note.state is NoteState.RETURNED else ("", "")
            clocked = self._clocked(db, facts, (note,))
        return self._view(facts, note, before, returned, *clocked)

    def save(self, note_id: UUID, revision: int, draft: NoteDraft) -> Saved:
        """Keep a draft. Raises Stale for an old revision, Refused when it is signed, NotAllowed, NotFound."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            note = note_of(db, note_id)
            facts = self._facts(db, session_of(note))
            self._require_writer(facts, note)
            if note.revision != revision:
                raise Stale(_STALE_NOTE)
            note.draft, note.saved_at = draft.cleaned().as_data(), now
            db.flush()
            self._unlocked.audit(db, "note.saved", note_id, {"revision": note.revision})
            gates = gates_of(db, (note,), self._unlocked.zone)
        composed = facts.compose(note)
        concerns = gates.concerns(note, composed)
        missing = (*composed.missing, *concerns.refusals)
        return Saved(note_id, note.revision, composed.record, composed.digest, missing, now, concerns)

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

    def _clocked(self, db: Database, facts: SessionFacts, notes: Sequence[Note]) -> tuple[Gates, NoteDue, datetime]:
        """What the notes are held against, when they are due, and what the clock says."""
        return gates_of(db, notes, facts.zone), due_of_session(db, facts.room.head, facts.zone), self._clock()

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

    def _may_write(self, facts: SessionFacts, note: Note) -> bool:
        return self._unlocked.actor.staff_id in facts.writers | {note.author_id}

    def _require_facilitator(self, facts: SessionFacts) -> None:
        if self._unlocked.actor.staff_id not in facts.writers:
            raise NotAllowed(_NOT_WRITER)

    def _require_writer(self, facts: SessionFacts, note: Note) -> None:
        if not self._may_write(facts, note):
            raise NotAllowed(_NOT_WRITER)
        if note.state not in SIGNABLE:
            raise Refused((_SIGNED,))

    def _view(
        self,
        facts: SessionFacts,
        note: Note,
        before: LastNote | None,
        returned: tuple[str, str],
        gates: Gates,
        due: NoteDue,
        now: datetime,
    ) -> NoteView:
        composed = facts.compose(note)
        concerns = gates.concerns(note, composed)
        member = facts.room.member(note.client_id)
        attendance = facts.room.attendance[note.client_id]
        return NoteView(
            note_id=note.id,
            client_id=note.client_id,
            revision=note.revision,
            name=member.name,
            initials=member.initials,
            pronouns=member.pronouns,
            kind=composed.kind,
            state=note.state,
            status=attendance.status,
            reason=attendance.why,
            attendance_line=dict(composed.record.header)["Attendance"],
            minutes=composed.minutes,
            draft=composed.draft,
            goals=tuple(goal.choice for goal in facts.goals.get(note.client_id, ()) if goal.current),
            observations=tuple(_seen(each, facts.zone) for each in attendance.seen),
            record=composed.record,
            digest=composed.digest,
            missing=(*composed.missing, *concerns.refusals) if note.state in SIGNABLE else (),
            editable=note.state in SIGNABLE and self._may_write(facts, note),
            return_comment=returned[0],
            returned_by=returned[1],
            last_note_on=before.on(facts.zone) if before else None,
            last_response=before.response if before else "",
            saved_at=note.saved_at,
            concerns=concerns,
            due_on=due.day,
            late=note.state in SIGNABLE and due.is_late(now),
        )


def note_rows(
    facts: SessionFacts, notes: Mapping[UUID, Note], gates: Gates, due: NoteDue, now: datetime
) -> list[NoteRow]:
    """The notes in roster order."""
    found = [notes[member.client_id] for member in facts.room.members if member.client_id in notes]
    return [_note_row(facts, note, gates, due, now) for note in found]


def _note_row(facts: SessionFacts, note: Note, gates: Gates, due: NoteDue, now: datetime) -> NoteRow:
    """One note in the list: where it stands and what it lacks."""
    composed = facts.compose(note)
    concerns = gates.concerns(note, composed)
    member = facts.room.member(note.client_id)
    open_still = note.state in SIGNABLE
    missing = (*composed.missing, *concerns.refusals) if open_still else ()
    return NoteRow(
        note_id=note.id,
        client_id=note.client_id,
        name=member.name,
        initials=member.initials,
        status=facts.room.attendance[note.client_id].status,
        kind=composed.kind,
        state=note.state,
        started=composed.draft.started,
        ready=open_still and not missing and note.shown_digest == composed.digest,
        words=composed.draft.words,
        missing=missing,
        concerns=concerns,
        due_on=due.day,
        late=open_still and due.is_late(now),
    )


def _notes(db: Database, session_id: UUID) -> dict[UUID, Note]:
    """The note of each member; one that was entered in error has given its place to another."""
    valid = (Note.session_id == session_id) & (Note.state != NoteState.IN_ERROR)
    return {note.client_id: note for note in db.scalars(select(Note).where(valid))}


def session_of(note: Note) -> UUID:
    """The session a note is about. Raises NotFound for a note about something else."""
    if note.session_id is None:
        raise NotFound(NO_SUCH_NOTE)
    return note.session_id


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


def _seen(observation: Observation, zone: tzinfo) -> str:
    """What was noted in the group, with its clock time."""
    return f"{time_text(observation.at, zone)} {observation.text}" if observation.at else observation.text


def _segments_text(facts: SessionFacts) -> str:
    given = (SegmentState.DONE, SegmentState.SHORTENED)
    return ", ".join(segment_words(segment) for segment in facts.lesson.segments if segment.state in given)
