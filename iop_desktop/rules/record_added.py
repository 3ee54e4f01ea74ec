"""The record of a document added to a signed note: addendum, correction, late entry, entered in error.

It names the note it belongs to by id, day, digest and PDF, so that the two can be laid side by side for ever.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.record import Person, Record
from iop_desktop.rules.record_words import paragraphs
from iop_desktop.rules.vocabulary import NoteKind

SCHEMA = "iop-desktop/added/1"
STRUCK = (
    "The note named above was entered in error. It is kept as it was signed, can still be read, and is struck through "
    "wherever it is shown."
)
_VERBS = {
    NoteKind.ADDENDUM: "Addendum to",
    NoteKind.CORRECTION: "Correction of",
    NoteKind.LATE_ENTRY: "Late entry to",
    NoteKind.ERROR: "Entered in error:",
}
_SECTIONS = {
    NoteKind.ADDENDUM: ("Why it is added", "Addendum"),
    NoteKind.CORRECTION: ("What was wrong, and why", "Correction"),
    NoteKind.LATE_ENTRY: ("Why it is written only now", "Late entry"),
    NoteKind.ERROR: ("Reason", "What this means"),
}


@dataclass(frozen=True, slots=True)
class Original:
    """The signed note a document is added to, as it stood when the document was composed."""

    note_id: str
    kind: NoteKind
    title: str
    on: date
    version: int
    author: str
    digest: str
    pdf_sha256: str


@dataclass(frozen=True, slots=True)
class AddedFacts:
    """Everything that stands in one added document. ``request`` says of which client's request it comes, or nothing."""

    note_id: str
    kind: NoteKind
    original: Original
    clinic_name: str
    clinic_address: str
    program_name: str
    client_name: str
    client_number: str
    date_of_birth: str
    goal: str
    objective: str
    author: Person
    written_on: date | None
    reason: str
    text: str
    request: str = ""


def added_title(kind: NoteKind, original: NoteKind, on: date) -> str:
    """The title, such as ``Addendum to a progress note of November 23, 2026``. Raises KeyError for a plain kind."""
    noun = original.label.lower()
    article = "" if kind is NoteKind.ERROR else "an " if noun[0] in "aeiou" else "a "
    return f"{_VERBS[kind]} {article}{noun} of {long_date(on)}"


def compose_added(facts: AddedFacts) -> Record:
    """Lay the document out; the author's words stand alone under their headings."""
    why, what = _SECTIONS[facts.kind]
    words = (STRUCK,) if facts.kind is NoteKind.ERROR else paragraphs(facts.text)
    sections = ((why, paragraphs(facts.reason)), (what, words))
    return Record(
        added_title(facts.kind, facts.original.kind, facts.original.on),
        _header(facts),
        tuple((title, texts) for title, texts in sections if texts),
    )


def _header(facts: AddedFacts) -> tuple[tuple[str, str], ...]:
    original = facts.original
    rows = (
        ("Document", facts.kind.label),
        ("Written on", long_date(facts.written_on) if facts.written_on else ""),
        ("Author", facts.author.signed_name),
        ("Original note", f"{original.title} of {long_date(original.on)}, version {original.version}"),
        ("Original author", original.author),
        ("Original id", original.note_id),
        ("Original digest", original.digest),
        ("Original PDF", f"SHA-256 {original.pdf_sha256}"),
        ("Client's request", facts.request),
    )
    return tuple((label, value) for label, value in rows if value)


def canonical_added(facts: AddedFacts) -> dict[str, Any]:
    """Every fact as plain JSON data: what is stored with the signed version and what the digest covers."""
    data = asdict(facts)
    composed = compose_added(facts)
    data |= {
        "schema": SCHEMA,
        "draft": {key: value for key, value in (("reason", facts.reason), ("response", facts.text)) if value},
        "title": composed.title,
        "header": composed.header,
        "sections": composed.sections,
    }
    plain: dict[str, Any] = json.loads(json.dumps(data, default=date.isoformat, ensure_ascii=False))
    return plain
