"""The gates at work: own words and the names of others for notes as they are composed now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import GateDecision, Note
from iop_desktop.rules.name_guard import NameGuard, NameHit
from iop_desktop.rules.note_vocabulary import Gate
from iop_desktop.rules.own_words import (
    Level,
    OwnWords,
    ReadPart,
    compared_text,
    own_words,
)
from iop_desktop.rules.record import Record
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.composed_note import ComposedNote
from iop_desktop.services.concerns import Concerns, NamedOther, SharedWith
from iop_desktop.services.gate_facts import (
    LAST_NOTES,
    Earlier,
    GatePeople,
    decisions_of,
    last_notes,
    moment_of,
    people_around,
    phrases_for,
    session_notes,
    texts_of,
)
from iop_desktop.services.gate_memory import GateMemory
from iop_desktop.services.wall_text import month_day

_RECORD = "record"
_GROUP_FIELDS = ("topic", "interventions")
# Rows of the header that hold what somebody typed about this session or contact.
_TYPED = frozenset({"Late entry", "Attendance", "Place", "With"})
_SHARED = "*"
# Why notes were entered in error, and whom one tried to reach, may honestly be said in the same few words.
_MAY_BE_ALIKE = frozenset({NoteKind.ERROR, NoteKind.ABSENCE})


def matters_of(hits: Sequence[NameHit], word: str) -> list[str]:
    """What a declaration of this folded word is kept as: once for the individual part, once for what notes share."""
    fields = {hit.field for hit in hits if hit.folded == word}
    shared = fields & {*_GROUP_FIELDS, _RECORD}
    return [word] * bool(fields - shared) + [f"{_SHARED}{word}"] * bool(shared)


@dataclass(frozen=True, slots=True)
class Gates:
    """Everything that the notes of one session, or one other note, are held against."""

    people: GatePeople
    guard: NameGuard
    notes: Mapping[UUID, Earlier]
    last: Mapping[UUID, Sequence[Earlier]]
    read: Mapping[UUID, ReadPart]
    stock: frozenset[tuple[str, ...]]
    decisions: Sequence[GateDecision]
    zone: tzinfo

    def concerns(self, note: Note, composed: ComposedNote) -> Concerns:
        """What the gates say of one note."""
        found, matter = self.own_words(note)
        reason = next((each.reason for each in self._decided(note.id, Gate.OWN_WORDS) if each.matter == matter), "")
        hits = self.names(note, composed.data, composed.record)
        asked = composed.kind not in _MAY_BE_ALIKE
        stops = (found.refusal,) if asked and found.refusal is not None and not reason else ()
        return Concerns(
            level=found.level if asked else Level.FINE,
            own_percent=found.own_percent,
            nearest=self._whose(UUID(found.key)) if found.key else "",
            sentence=found.refusal.text if asked and found.refusal else "",
            shared=tuple(
                SharedWith(each.sentence, UUID(each.key), self._whose(UUID(each.key))) for each in found.shared
            ),
            names=tuple(self._named(hit) for hit in hits),
            reason=reason,
            refusals=(*stops, *(hit.refusal for hit in hits)),
        )

    def own_words(self, note: Note) -> tuple[OwnWords, str]:
        """The likeness of a note to the others, and the digest of the texts that were compared."""
        others = [self.read[other.note_id] for other in self._others(note)]
        found = own_words(self.read[note.id], others, self.stock)
        compared = [self.notes[note.id], *([self._note(UUID(found.key))] if found.key else [])]
        text = "\n\n".join(compared_text(self.people.part(each)) for each in compared)
        return found, sha256(text.encode()).hexdigest()

    def names(self, note: Note, data: Mapping[str, object], record: Record) -> tuple[NameHit, ...]:
        """The names of others that still stand in the note, in the group part, or elsewhere in its record.

        A word of the group part that was declared in one note of the session is declared in all: it is the same text.
        One of an individual part is not, for the group part may mean the person.
        """
        own, declared = str(note.client_id), {each.matter for each in self._decided(note.id, Gate.NAMES)}
        everywhere = {each.matter[1:] for each in self.decisions if each.matter.startswith(_SHARED)}
        shared = {name: str(data.get(name) or "") for name in _GROUP_FIELDS}
        hits = [*self.guard.hits(texts_of(note.draft), own, declared), *self.guard.hits(shared, "", everywhere)]
        known = {hit.folded for hit in hits} | declared | everywhere
        typed = (value for label, value in record.header if label in _TYPED)
        lines = "\n".join((*typed, *(line for _, texts in record.sections for line in texts)))
        rest: dict[str, NameHit] = {}
        for hit in self.guard.hits({_RECORD: lines}, own, known):
            rest.setdefault(hit.folded, hit)
        return (*hits, *rest.values())

    def _others(self, note: Note) -> list[Earlier]:
        same = [each for each in self.notes.values() if each.same_session and each.note_id != note.id]
        last = [each for each in self.last.get(note.client_id, ()) if each.note_id != note.id][:LAST_NOTES]
        return [each for each in (*same, *last) if each.texts]

    def _note(self, note_id: UUID) -> Earlier:
        return self.notes.get(note_id) or next(
            each for notes in self.last.values() for each in notes if each.note_id == note_id
        )

    def _decided(self, note_id: UUID, gate: Gate) -> list[GateDecision]:
        return [each for each in self.decisions if each.note_id == note_id and each.gate is gate]

    def _whose(self, note_id: UUID) -> str:
        found = self._note(note_id)
        if found.same_session:
            return self.people.initials(found.client_id)
        return month_day(found.at.astimezone(self.zone).date()) if found.at else "an earlier note"

    def _named(self, hit: NameHit) -> NamedOther:
        whose = tuple(self.people.initials(UUID(key)) for key in hit.keys)
        return NamedOther(hit.field, hit.start, hit.end, hit.word, hit.folded, whose)


def gates_of(db: Database, notes: Sequence[Note], zone: tzinfo, memory: GateMemory | None = None) -> Gates:
    """Read what notes are held against; all of one session, or a single one about something else."""
    memory = memory or GateMemory()
    before = moment_of(db, notes[0]) if notes else None
    people = people_around(db, notes, before)
    sessions = {note.session_id for note in notes if note.session_id is not None}
    around = {each.note_id: each for each in session_notes(db, sessions)} if sessions else {}
    for note in notes:
        # The draft as it is in this transaction, whatever the statement above was answered from.
        same = note.session_id is not None
        around[note.id] = Earlier(note.id, note.client_id, None, texts_of(note.draft), same)
    last = last_notes(db, [note.client_id for note in notes], before) if notes else {}
    return Gates(
        people=people,
        guard=memory.guard(people),
        notes=around,
        last=last,
        read={
            each.note_id: memory.read(people.part(each))
            for each in (*around.values(), *(each for found in last.values() for each in found))
        },
        stock=memory.stock(phrases_for(db, {note.author_id for note in notes})),
        decisions=decisions_of(db, notes),
        zone=zone,
    )
