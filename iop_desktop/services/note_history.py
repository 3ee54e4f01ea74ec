"""The returns of earlier versions of a note, with their remarks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Remark, Return
from iop_desktop.models.packets import Partner
from iop_desktop.rules import returns
from iop_desktop.rules.notes import NoteDraft


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A supervisor's remark on a passage; ``field`` is where the author wrote it, ``""`` when it stands elsewhere."""

    section: str
    passage: str
    comment: str
    field: str


def last_return(db: Database, note_id: UUID) -> tuple[str, str]:
    """Comment of the latest return of this note and who wrote it; empty texts when there is none."""
    row = db.execute(_returns(note_id).order_by(NoteVersion.number.desc()).limit(1)).one_or_none()
    return (row.comment, row.name) if row else ("", "")


def last_remarks(db: Database, note: Note) -> tuple[RemarkRow, ...]:
    """The remarks sent with the latest return of this note, in their order."""
    latest = (
        select(Return.id)
        .join(NoteVersion, NoteVersion.id == Return.note_version_id)
        .where(NoteVersion.note_id == note.id)
        .order_by(NoteVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.execute(
        select(Remark.section, Remark.passage, Remark.comment)
        .where(Remark.return_id == latest)
        .order_by(Remark.position)
    )
    texts = NoteDraft.from_data(note.draft).texts
    return tuple(
        RemarkRow(
            row.section,
            row.passage,
            row.comment,
            returns.field_of(returns.Remark(row.section, row.passage, row.comment), texts),
        )
        for row in rows
    )


def returned_digests(db: Database, note_ids: Collection[UUID]) -> dict[UUID, str]:
    """The digest of the latest version of each of these notes."""
    rows = db.execute(
        select(NoteVersion.note_id, NoteVersion.digest)
        .where(NoteVersion.note_id.in_(note_ids))
        .order_by(NoteVersion.number)
    )
    return {row.note_id: row.digest for row in rows}


def earlier_comments(db: Database, note_id: UUID) -> tuple[str, ...]:
    """What supervisors wrote when they returned versions of this note, oldest first."""
    return tuple(row.comment for row in db.execute(_returns(note_id).order_by(NoteVersion.number)))


def _returns(note_id: UUID) -> Select[str, str]:
    return (
        select(Return.comment, func.coalesce(Staff.name, Partner.name, "").label("name"))
        .join(NoteVersion, NoteVersion.id == Return.note_version_id)
        .outerjoin(Staff, Staff.id == Return.supervisor_id)
        .outerjoin(Partner, Partner.id == Return.partner_id)
        .where(NoteVersion.note_id == note_id)
    )
