"""What lies under a signed note and may not change: its draft, the group part, the attendance, the lesson.

The database refuses such a change; this finds one that was made behind its back. Words that may change afterwards (a
name, a goal, the clinic's address) are not compared: the signed version keeps them as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.models.retention import Disposal
from iop_desktop.rules.signing import SIGNED
from iop_desktop.rules.vocabulary import AUTHORING
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.errors import NotFound

_DRAFT = "The text kept as this note's draft is not the one that was signed."
_GROUP_PART = "The group part was changed after this note was signed."
_ATTENDANCE = "The attendance was changed after this note was signed."
_SESSION = "The times or the place were changed after this note was signed."
_LESSON = "The lesson was changed after this note was signed."
_AUTHOR = "The author on record is not the person who signed this note."
_PRESENT = "present"
_SENTENCES = {
    "topic": _GROUP_PART,
    "interventions": _GROUP_PART,
    "note_format": _GROUP_PART,
    "status": _ATTENDANCE,
    "time_in": _ATTENDANCE,
    "time_out": _ATTENDANCE,
    "aways": _ATTENDANCE,
    "minutes": _ATTENDANCE,
    _PRESENT: _ATTENDANCE,
    "starts_at": _SESSION,
    "ends_at": _SESSION,
    "place": _SESSION,
    "breaks": _SESSION,
    "lesson": _LESSON,
    "segments": _LESSON,
}


def problems_under_signature(db: Database, note: Note, source: NoteSource) -> Iterator[str]:
    """Compare what the rows say now with the latest version that was signed of them."""
    if note.state not in SIGNED:
        return
    latest = select(NoteVersion).where(NoteVersion.note_id == note.id)
    version = db.scalar(latest.order_by(NoteVersion.number.desc()).limit(1))
    if version is None:
        return
    record = version.record
    try:
        now = source.compose(note).data
    except (KeyError, NotFound):
        # Who was marked stands in the room for good, so the marks of this member are gone.
        yield _ATTENDANCE
        return
    if _signed_by(db, note) not in (None, note.author_id):
        yield _AUTHOR
    if _differ(record.get("draft", {}), now.get("draft", {})):
        yield _DRAFT
    for name, sentence in _SENTENCES.items():
        changed = name in record and name in now and record[name] != now[name]
        if changed and not (name == _PRESENT and _destroyed_since(db, version, now[name])):
            yield sentence


def _destroyed_since(db: Database, version: NoteVersion, present: Any) -> bool:
    """Whether charts destroyed after the signature explain that fewer people count as present now.

    A destroyed chart leaves no sign of its sessions, so that each may explain one person of any session.
    """
    disposals = db.scalar(select(func.count()).where(Disposal.confirmed_at > version.created_at)) or 0
    return bool(0 < version.record[_PRESENT] - present <= disposals)


def _signed_by(db: Database, note: Note) -> UUID | None:
    """Whose the author's signature of the latest version is; None when it is gone, which is found elsewhere."""
    by = select(Signature.staff_id).join(NoteVersion, NoteVersion.id == Signature.note_version_id)
    wanted = by.where(NoteVersion.note_id == note.id, Signature.meaning.in_(AUTHORING))
    return db.scalars(wanted.order_by(NoteVersion.number.desc()).limit(1)).one_or_none()


def _differ(signed: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a field that was signed reads otherwise now; a later program may know more fields."""
    return any(now.get(name) != value for name, value in signed.items())
