"""Passing a gate by one's own decision, and the list of all such decisions for whoever supervises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Contact, GateDecision, Note
from iop_desktop.rules.name_guard import folded_word
from iop_desktop.rules.note_vocabulary import Gate
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.own_words import Level
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.note_gates import gates_of, matters_of
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.record_facts import note_of
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import month_day

LONGEST_REASON = 500
SHORTEST_REASON = 10
_LONGEST_MATTER = 120
_AT = func.coalesce(Session.starts_at, Contact.starts_at).label("at")
_NOT_WRITER = "Only who writes this note decides that. Nothing was changed."
NO_REASON = Refusal("reason", "Write in a few words why the text stays as it is.", "reason")
LONG_REASON = Refusal("reason-long", f"Keep the reason under {LONGEST_REASON} characters.", "reason")
NOTHING_TO_KEEP = Refusal("own-words-none", "This text asks for no reason now. Nothing was changed.", "reason")
NOT_THERE = Refusal("name-gone", "That word names nobody in this note any more. Nothing was changed.", "name")


@dataclass(frozen=True, slots=True)
class GateReportRow:
    """One decision: when, by whom, which gate, why, and on which note. It holds no words of the note.

    ``about`` names the day and the group, or what kind of note it is.
    """

    decided_at: datetime
    on: date
    author: str
    gate: Gate
    reason: str
    note_id: UUID
    about: str


class GateService:
    """Use cases of passing gates. Decisions are never changed and are printed nowhere."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.WRITE_NOTES)
    def keep_words(self, note_id: UUID, reason: str) -> Changes:
        """Keep a text that is like another one, for these very texts. Raises NotFound, NotAllowed, Refused."""
        reason = " ".join(clean_text(reason).split())
        _require_reason(reason)
        with self._unlocked.transaction() as db:
            note = note_of(db, note_id)
            self._require_writer(db, note)
            found, matter = gates_of(db, (note,), self._unlocked.zone).own_words(note)
            if found.level is not Level.WARN:
                raise Refused((found.refusal if found.refusal is not None else NOTHING_TO_KEEP,))
            self._decide(db, note_id, Gate.OWN_WORDS, matter, reason)
            self._unlocked.audit(db, "gate.overridden", note_id, {"gate": str(Gate.OWN_WORDS), "reason": reason})
        return Changes(frozenset({Topic.NOTES}), "The reason is kept with this note.")

    @needs(Right.WRITE_NOTES)
    def not_a_name(self, note_id: UUID, word: str) -> Changes:
        """Declare that a word names nobody in this note. Raises NotFound, NotAllowed, Refused."""
        wanted = folded_word(word)
        with self._unlocked.transaction() as db:
            note = note_of(db, note_id)
            self._require_writer(db, note)
            composed = source_of(db, note, self._unlocked).compose(note)
            hits = gates_of(db, (note,), self._unlocked.zone).names(note, composed.data, composed.record)
            matters = matters_of(hits, wanted)
            if not matters:
                raise Refused((NOT_THERE,))
            for matter in matters:
                self._decide(db, note_id, Gate.NAMES, matter, "")
            self._unlocked.audit(db, "gate.false_alarm", note_id, {"gate": str(Gate.NAMES)})
        return Changes(frozenset({Topic.NOTES}), "Kept: that word is no name in this note.")

    @needs(Right.READ_DECISIONS)
    def report(self, first: date, last: date) -> tuple[GateReportRow, ...]:
        """All decisions of these days, newest first. Raises NotAllowed for a facilitator."""
        begin, end = (
            datetime.combine(day, time(), self._unlocked.zone).astimezone(UTC)
            for day in (first, last + timedelta(days=1))
        )
        with self._unlocked.reading() as db:
            rows = db.execute(
                select(
                    GateDecision, Staff.name, Group.name.label("group"), Contact.kind, Note.kind.label("note_kind"), _AT
                )
                .join(Staff, Staff.id == GateDecision.staff_id)
                .join(Note, Note.id == GateDecision.note_id)
                .outerjoin(Session, Session.id == Note.session_id)
                .outerjoin(Group, Group.id == Session.group_id)
                .outerjoin(Contact, Contact.id == Note.contact_id)
                .where(GateDecision.decided_at >= begin, GateDecision.decided_at < end)
                .order_by(GateDecision.decided_at.desc(), GateDecision.id.desc())
            ).all()
        return tuple(self._report_row(row) for row in rows)

    def _report_row(self, row: Row[*tuple[Any, ...]]) -> GateReportRow:
        made, zone = row.GateDecision, self._unlocked.zone
        what = row.group or (row.kind or row.note_kind).label
        return GateReportRow(
            decided_at=made.decided_at,
            on=made.decided_at.astimezone(zone).date(),
            author=row.name,
            gate=made.gate,
            reason=made.reason,
            note_id=made.note_id,
            about=f"{month_day(row.at.astimezone(zone).date())}, {what}" if row.at else what,
        )

    def _require_writer(self, db: Database, note: Note) -> None:
        writers = source_of(db, note, self._unlocked).writers | {note.author_id}
        if self._unlocked.actor.staff_id not in writers:
            raise NotAllowed(_NOT_WRITER)

    def _decide(self, db: Database, note_id: UUID, gate: Gate, matter: str, reason: str) -> None:
        db.add(
            GateDecision(
                note_id=note_id,
                staff_id=self._unlocked.actor.staff_id,
                gate=gate,
                matter=matter[:_LONGEST_MATTER],
                reason=reason,
                decided_at=self._clock(),
            )
        )
        db.flush()


def _require_reason(reason: str) -> None:
    checks = ((len(reason) >= SHORTEST_REASON, NO_REASON), (len(reason) <= LONGEST_REASON, LONG_REASON))
    refusals = tuple(refusal for held, refusal in checks if not held)
    if refusals:
        raise Refused(refusals)
