"""No exported note, and no name of an exported file, may name another member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.errors import Refused
from iop_desktop.services.note_gates import gates_of

_NAMED = (
    "Nothing was exported: {count} of these notes may name another member ({words}). Open the note and say that the "
    "word is not a name there, or add a correction."
)


def export_code(db: Database, code: str, version_ids: Sequence[UUID], zone: tzinfo) -> str:
    """The group's code for the names of the files; empty where it would name a member.

    Raises Refused when one of the signed versions names another member and nobody said that it is no name.
    """
    rows = db.execute(
        select(Note, NoteVersion.record)
        .join(NoteVersion, NoteVersion.note_id == Note.id)
        .where(NoteVersion.id.in_(version_ids))
        .order_by(Note.id)
    ).all()
    gates = gates_of(db, [note for note, _ in rows], zone)
    named = [hits for note, data in rows if (hits := gates.names(note, data, Record.from_data(data)))]
    if named:
        words = ", ".join(dict.fromkeys(f"“{hit.word}”" for hits in named for hit in hits))
        raise Refused((Refusal("name-of-other", _NAMED.format(count=len(named), words=words), "record"),))
    return "" if gates.guard.hits({"file": code}) else code
