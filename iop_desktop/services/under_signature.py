"""What lies under a signed note and may not change: its draft, the group part, the attendance.

The database refuses such a change; this finds one that was made behind its back. Words that may change afterwards (a
name, a goal, the clinic's address) are not compared: the signed version keeps them as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.rules.signing import SIGNED
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.errors import NotFound

_DRAFT = "The text kept as this note's draft is not the one that was signed."
_GROUP_PART = "The group part was changed after this note was signed."
_ATTENDANCE = "The attendance was changed after this note was signed."
_SENTENCES = {
    "topic": _GROUP_PART,
    "interventions": _GROUP_PART,
    "note_format": _GROUP_PART,
    "status": _ATTENDANCE,
    "time_in": _ATTENDANCE,
    "time_out": _ATTENDANCE,
}


def problems_under_signature(db: Database, note: Note, source: NoteSource) -> Iterator[str]:
    """Compare what the rows say now with the latest version that was signed of them."""
    if note.state not in SIGNED:
        return
    latest = select(NoteVersion.record).where(NoteVersion.note_id == note.id)
    record = db.scalar(latest.order_by(NoteVersion.number.desc()).limit(1))
    if record is None:
        return
    try:
        now = source.compose(note).data
    except (KeyError, NotFound):
        # Who was marked stands in the room for good, so the marks of this member are gone.
        yield _ATTENDANCE
        return
    if _differ(record.get("draft", {}), now.get("draft", {})):
        yield _DRAFT
    for name, sentence in _SENTENCES.items():
        if name in record and name in now and record[name] != now[name]:
            yield sentence


def _differ(signed: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a field that was signed reads otherwise now; a later program may know more fields."""
    return any(now.get(name) != value for name, value in signed.items())
