"""Addenda, corrections, late entries and notices of error while they are written."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.amendments import AmendmentEvent
from iop_desktop.models.base import new_id
from iop_desktop.models.groups import Session
from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.rules.added_notes import BeginFacts, refusals_to_begin
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import ADDED_KINDS, NoteKind, NoteState
from iop_desktop.services.added_facts import added_source
from iop_desktop.services.addenda_views import AddendumView, OpenAddendum
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.need_to_know import seen_note
from iop_desktop.services.note_gates import gates_of
from iop_desktop.services.note_history import last_remarks, last_return
from iop_desktop.services.note_views import Saved
from iop_desktop.services.record_facts import NO_SUCH_NOTE, note_of
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

TOPICS = frozenset({Topic.NOTES})
_STALE = "This document was saved somewhere else in the meantime. Nothing is lost: open it again and compare."
_NOT_AUTHOR = "Only the person who began this document writes it. Nothing was changed."
_SIGNED = Refusal("signed", "This document is signed and stays as it was signed. Nothing was changed.")
_LINKED = Refusal(
    "linked", "This addendum answers a client's request and cannot be discarded. Finish and sign it, or say why not."
)
_HAS_VERSION = Refusal("signed", "This document was signed before, so it stays. Change it and sign it again.")


class AddendaService:
    """Use cases of adding to a signed note. The original is never touched."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.WRITE_NOTES)
    def begin(self, parent_id: UUID, kind: NoteKind) -> UUID:
        """Begin a document on a signed note; its id. Raises Refused with every reason, NotFound."""
        with self._unlocked.transaction() as db:
            seen_note(db, self._unlocked, parent_id, writing=True)
            return begin_addition(db, self._unlocked, parent_id, kind)

    @needs(Right.READ_CHARTS)
    def possible(self, parent_id: UUID) -> tuple[NoteKind, ...]:
        """The kinds this person could begin on a note now. Raises NotFound."""
        with self._unlocked.reading() as db:
            parent = seen_note(db, self._unlocked, parent_id)
            return possible_kinds(db, self._unlocked, parent)

    @needs(Right.READ_NOTES)
    def open(self, note_id: UUID) -> AddendumView:
        """One document for writing. Raises NotFound."""
        with self._unlocked.reading() as db:
            seen_note(db, self._unlocked, note_id)
            return self._view(db, _added(db, note_id))

    @needs(Right.WRITE_NOTES)
    def save(self, note_id: UUID, revision: int, reason: str, text: str) -> Saved:
        """Keep a draft; what is unchanged is left alone. Raises Stale, Refused when signed, NotAllowed, NotFound."""
        with self._unlocked.transaction() as db:
            note = _added(db, note_id)
            self._require_mine(note)
            if note.revision != revision:
                raise Stale(_STALE)
            words = NoteDraft(reason=reason, response=text).cleaned().as_data()
            if words != note.draft:
                note.draft, note.saved_at = words, self._clock()
                db.flush()
                self._unlocked.audit(db, "addendum.saved", note_id, {"revision": note.revision})
            composed = added_source(db, note, self._unlocked).compose(note)
            concerns = gates_of(db, (note,), self._unlocked.zone).concerns(note, composed)
            missing = (*composed.missing, *concerns.refusals)
            saved_at = note.saved_at or self._clock()
            return Saved(note_id, note.revision, composed.record, composed.digest, missing, saved_at, concerns)

    @needs(Right.WRITE_NOTES)
    def discard(self, note_id: UUID) -> Changes:
        """Drop a document that was begun and never signed. Raises Refused, NotAllowed, NotFound."""
        with self._unlocked.transaction() as db:
            note = _added(db, note_id)
            self._require_mine(note)
            if has_version(db, note_id):
                raise Refused((_HAS_VERSION,))
            if _is_linked(db, note_id):
                raise Refused((_LINKED,))
            parent_id = note.parent_id
            db.delete(note)
            self._unlocked.audit(db, "addendum.discarded", note_id, {"original": str(parent_id)})
        return Changes(TOPICS, "The draft was discarded. The signed note is as it was.")

    @needs(Right.READ_NOTES)
    def mine(self) -> tuple[OpenAddendum, ...]:
        """This person's documents that are not signed, returned ones first."""
        query = (
            select(Note)
            .where(Note.parent_id.is_not(None), Note.author_id == self._unlocked.actor.staff_id)
            .where(Note.state.in_(SIGNABLE))
            .order_by(Note.state.desc(), Note.id)
        )
        with self._unlocked.reading() as db:
            return tuple(self._open_row(db, note) for note in db.scalars(query))

    def _open_row(self, db: Database, note: Note) -> OpenAddendum:
        source = added_source(db, note, self._unlocked)
        title = source.compose(note).record.title
        return OpenAddendum(
            note.id, note.client_id, source.client_name, title, note.kind or NoteKind.ADDENDUM, note.state
        )

    def _require_mine(self, note: Note) -> None:
        if note.author_id != self._unlocked.actor.staff_id:
            raise NotAllowed(_NOT_AUTHOR)
        if note.state not in SIGNABLE:
            raise Refused((_SIGNED,))

    def _view(self, db: Database, note: Note) -> AddendumView:
        source = added_source(db, note, self._unlocked)
        composed = source.compose(note)
        concerns = gates_of(db, (note,), self._unlocked.zone).concerns(note, composed)
        mine = note.author_id == self._unlocked.actor.staff_id
        comment, supervisor = last_return(db, note.id) if note.state is NoteState.RETURNED else ("", "")
        return AddendumView(
            note_id=note.id,
            parent_id=UUID(source.original.note_id),
            client_id=note.client_id,
            client_name=source.client_name,
            kind=composed.kind,
            state=note.state,
            revision=note.revision,
            reason=composed.draft.reason,
            text=composed.draft.response,
            record=composed.record,
            digest=composed.digest,
            missing=(*composed.missing, *concerns.refusals) if note.state in SIGNABLE else (),
            concerns=concerns,
            editable=mine and note.state in SIGNABLE,
            linked=_is_linked(db, note.id),
            return_comment=comment,
            returned_by=supervisor,
            remarks=last_remarks(db, note) if note.state is NoteState.RETURNED else (),
            saved_at=note.saved_at,
        )


def begin_addition(db: Database, unlocked: Unlocked, parent_id: UUID, kind: NoteKind) -> UUID:
    """Begin a document in the caller's transaction; its id. Raises Refused with every reason, NotFound."""
    parent = note_of(db, parent_id)
    refusals = refusals_to_begin(_begin_facts(db, unlocked, parent, kind))
    if refusals:
        raise Refused(refusals)
    note = Note(
        id=new_id(),
        parent_id=parent_id,
        client_id=parent.client_id,
        author_id=unlocked.actor.staff_id,
        kind=kind,
        state=NoteState.DRAFT,
        draft={},
        shown_digest="",
        saved_at=None,
    )
    db.add(note)
    db.flush()
    unlocked.audit(db, "addendum.begun", note.id, {"original": str(parent_id), "kind": kind.value})
    return note.id


def possible_kinds(db: Database, unlocked: Unlocked, parent: Note) -> tuple[NoteKind, ...]:
    """The kinds of document the actor could begin on a note now."""
    kinds = (kind for kind in NoteKind if kind in ADDED_KINDS)
    return tuple(kind for kind in kinds if not refusals_to_begin(_begin_facts(db, unlocked, parent, kind)))


def has_version(db: Database, note_id: UUID) -> bool:
    """Whether a note was ever signed."""
    return db.scalar(select(func.count()).where(NoteVersion.note_id == note_id)) != 0


def _begin_facts(db: Database, unlocked: Unlocked, parent: Note, kind: NoteKind) -> BeginFacts:
    actor = unlocked.actor
    supervises = actor.may(Right.SUPERVISE)
    children = db.execute(
        select(Note.author_id, Note.kind, Note.state).where(
            Note.parent_id == parent.id, Note.state != NoteState.IN_ERROR
        )
    ).all()
    return BeginFacts(
        kind=kind,
        parent_kind=parent.kind if parent.parent_id is not None else None,
        parent_state=parent.state,
        has_version=has_version(db, parent.id),
        may_write=supervises or actor.staff_id in _writers(db, parent),
        may_declare_error=supervises or actor.staff_id == parent.author_id,
        open_own=any(row.author_id == actor.staff_id and row.state in SIGNABLE for row in children),
        open_error=any(row.kind is NoteKind.ERROR for row in children),
    )


def _writers(db: Database, note: Note) -> frozenset[UUID]:
    """The author of a note and who led its session."""
    if note.session_id is None:
        return frozenset({note.author_id})
    led = db.execute(
        select(Session.facilitator_id, Session.cofacilitator_id).where(Session.id == note.session_id)
    ).one()
    return frozenset({note.author_id, *(staff_id for staff_id in led if staff_id is not None)})


def _added(db: Database, note_id: UUID) -> Note:
    note = note_of(db, note_id)
    if note.parent_id is None:
        raise NotFound(NO_SUCH_NOTE)
    return note


def _is_linked(db: Database, note_id: UUID) -> bool:
    return db.scalars(select(AmendmentEvent.id).where(AmendmentEvent.addendum_id == note_id)).first() is not None
