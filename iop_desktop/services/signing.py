"""The author signs: one pass phrase for a batch, one certification signature for each note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import newest_at
from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.rules.added_notes import needs_second_signature
from iop_desktop.rules.note_due import NoteDue, refusals_of_clock
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SigningFacts, refusals_to_sign, state_after_signing
from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.batch_sources import BatchSources
from iop_desktop.services.composed_note import ComposedNote, NoteSource
from iop_desktop.services.gate_memory import GateMemory
from iop_desktop.services.need_to_know import require_session
from iop_desktop.services.note_clock import due_of, ended_at
from iop_desktop.services.note_gates import gates_of
from iop_desktop.services.note_measure import note_row, session_measure
from iop_desktop.services.note_views import NoteRow, NotReady, SignOutcome
from iop_desktop.services.pens import Pen, SecretAsked, open_pen, secret_asked
from iop_desktop.services.printed_notes import printed_note, signature_facts
from iop_desktop.services.record_facts import note_of, session_facts
from iop_desktop.services.rights import needs
from iop_desktop.services.signature_entries import signature_detail
from iop_desktop.services.signing_batch import Progress, Stop, never, no_progress, sign_each
from iop_desktop.services.standings import standing_of
from iop_desktop.services.unlocked import Clock, Unlocked


class SigningService:
    """Use cases of the author's signature. Signed versions are inserted and never changed."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        self._memory = GateMemory()

    @needs(Right.SIGN_NOTES)
    def asked(self) -> SecretAsked:
        """What this person is asked for before signing."""
        return secret_asked(self._unlocked)

    @needs(Right.SIGN_NOTES)
    def check(self, session_id: UUID) -> tuple[NoteRow, ...]:
        """The actor's own notes of a session with what each still lacks. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_session(db, self._unlocked, session_id)
            facts = session_facts(db, session_id, self._unlocked)
            mine = (Note.session_id == session_id) & (Note.author_id == self._unlocked.actor.staff_id)
            notes = {note.client_id: note for note in db.scalars(select(Note).where(mine))}
            measure = session_measure(db, facts, tuple(notes.values()), self._clock(), self._memory)
        members = (member.client_id for member in facts.room.members if member.client_id in notes)
        return tuple(note_row(facts, notes[client_id], measure) for client_id in members)

    @needs(Right.SIGN_NOTES)
    def sign(
        self,
        note_ids: Sequence[UUID],
        secret: str,
        progress: Progress = no_progress,
        stop: Stop = never,
    ) -> SignOutcome:
        """Sign each note in a transaction of its own; what is not ready is listed with its reasons.

        ``secret`` is the pass phrase, or the PIN of a token (``asked`` says which); ``stop`` is asked before each note.
        Raises WrongPassphrase or TokenError before anything is signed, and SigningStopped when something fails in the
        middle.
        """
        with open_pen(self._unlocked, secret) as pen:
            one = partial(self._sign_one, pen, BatchSources(self._unlocked), note_ids[-1:])
            return sign_each(note_ids, one, progress, stop)

    def _sign_one(self, pen: Pen, sources: BatchSources, last: Sequence[UUID], note_id: UUID) -> NotReady | None:
        now = self._clock().replace(microsecond=0)
        with self._unlocked.transaction() as db:
            note = note_of(db, note_id)
            source = sources.source_of(db, note)
            composed = source.compose(note)
            refusals = (*self._clock_refusals(db, note), *self._refusals(db, note, composed))
            if refusals:
                return NotReady(note_id, note.client_id, source.name_of(note.client_id), refusals)
            self._seal(db, pen, note, source, composed, now)
            pen.voucher.added(db, last=note_id in last)
            sources.wrote(db)
        return None

    def _clock_refusals(self, db: Database, note: Note) -> tuple[Refusal, ...]:
        return refusals_of_clock(self._clock(), ended_at(db, note), newest_at(db))

    def _refusals(self, db: Database, note: Note, composed: ComposedNote) -> tuple[Refusal, ...]:
        gates = gates_of(db, (note,), self._unlocked.zone, self._memory)
        return refusals_to_sign(
            SigningFacts(
                state=note.state,
                author_id=note.author_id,
                signer_id=self._unlocked.actor.staff_id,
                shown=note.shown_digest == composed.digest,
                missing=(*composed.missing, *gates.concerns(note, composed).refusals),
                unchanged=is_unchanged(db, note, composed),
            )
        )

    def _seal(
        self, db: Database, pen: Pen, note: Note, source: NoteSource, composed: ComposedNote, now: datetime
    ) -> None:
        author = db.get_one(Staff, note.author_id)
        today = now.astimezone(self._unlocked.zone).date()
        due = due_of(db, note, self._unlocked.zone, self._clock)
        two = needs_second_signature(note.kind, not standing_of(db, author, today).signs_alone)
        version = _new_version(db, note, composed, due=due, needs_cosignature=two, now=now)
        meaning = source.meaning_for(author.id)
        pdf = self._certified(pen, author, version, meaning, now)
        signature = signature_row(version, author, meaning, now, str(self._unlocked.zone), pen, pdf)
        note.state = state_after_signing(two)
        db.add_all((version, signature))
        db.flush()
        self._unlocked.audit(db, "note.signed", note.id, signature_detail(version, signature))

    def _certified(self, pen: Pen, author: Staff, version: NoteVersion, meaning: Meaning, now: datetime) -> bytes:
        from iop_desktop.documents.note_pdf import render_note
        from iop_desktop.documents.seal import certify

        page = printed_note(
            version.record,
            digest=version.digest,
            version=version.number,
            needs_cosignature=version.needs_cosignature,
            late_entry=version.late_entry,
        )
        stamp = signature_facts(author, meaning.label, now, str(self._unlocked.zone))
        return certify(
            render_note(page, stamp, now),
            pen.signer,
            stamp,
            location=self._unlocked.clinic_name,
            seconds_since_authentication=seconds_since(pen.opened_at, now),
        )


def is_unchanged(db: Database, note: Note, composed: ComposedNote) -> bool:
    """Whether a returned note reads exactly as the version that was returned."""
    if note.state is not NoteState.RETURNED:
        return False
    returned = (
        select(NoteVersion.digest).where(NoteVersion.note_id == note.id).order_by(NoteVersion.number.desc()).limit(1)
    )
    return db.scalar(returned) == composed.digest


def seconds_since(moment: datetime, now: datetime) -> int:
    """Whole seconds passed; none when the clock was set back."""
    return max(0, int((now - moment).total_seconds()))


def signature_row(
    version: NoteVersion, staff: Staff, meaning: Meaning, now: datetime, zone: str, pen: Pen, pdf: bytes
) -> Signature:
    """A signature as it is kept: who, what it means, the digest it covers, and the document right after it."""
    return Signature(
        id=new_id(),
        note_version_id=version.id,
        staff_id=staff.id,
        meaning=meaning,
        name=staff.name,
        credentials=staff.credentials,
        licence=staff.licence,
        signed_at=now,
        zone=zone,
        digest=version.digest,
        certificate_sha256=pen.fingerprint,
        pdf=pdf,
        pdf_sha256=sha256(pdf).hexdigest(),
    )


def _new_version(
    db: Database, note: Note, composed: ComposedNote, *, due: NoteDue, needs_cosignature: bool, now: datetime
) -> NoteVersion:
    last = db.scalar(select(func.max(NoteVersion.number)).where(NoteVersion.note_id == note.id))
    return NoteVersion(
        id=new_id(),
        note_id=note.id,
        number=(last or 0) + 1,
        kind=composed.kind,
        record=composed.data,
        digest=composed.digest,
        needs_cosignature=needs_cosignature,
        late_entry=due.is_late(now),
        due_on=due.day,
        created_at=now,
    )
