"""The queue of signed notes that wait for a second signature, read in three statements whatever its length."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Return, Signature, Viewing
from iop_desktop.rules.added_notes import second_signer
from iop_desktop.rules.names import display_name, initials_of, with_credentials
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.circle import awaited_of
from iop_desktop.services.note_views import QueueRow
from iop_desktop.services.signed_versions import signed_versions, subject_of
from iop_desktop.services.supervision import limits_of
from iop_desktop.services.unlocked import Unlocked

_Parent, _ParentAuthor, _Author = aliased(Note), aliased(Staff), aliased(Staff)


def queue_rows(db: Database, unlocked: Unlocked, now: datetime) -> tuple[QueueRow, ...]:
    """Notes that wait for this person: of authors assigned to them first, and the oldest first."""
    actor, zone = unlocked.actor, unlocked.zone
    today, limit = now.astimezone(zone).date(), limits_of(db).cosign_days
    supervises = actor.may(Right.SUPERVISE)
    rows = db.execute(_waiting(actor.staff_id, errors_only=not supervises).where(awaited_of(db, actor)))
    return tuple(
        _queue_row(row, zone, today, limit) for row in rows if _second(row) in _may_be(actor.staff_id, supervises)
    )


def _may_be(staff_id: UUID, supervises: bool) -> tuple[UUID | None, ...]:
    return (staff_id, None) if supervises else (staff_id,)


def _second(row: Row[*tuple[Any, ...]]) -> UUID | None:
    if row.kind is not NoteKind.ERROR:
        return None
    return second_signer(row.author_id, row.parent_author, row.parent_active)


def _waiting(staff_id: UUID, *, errors_only: bool) -> Select[*tuple[Any, ...]]:
    seen = exists().where(Viewing.note_version_id == NoteVersion.id, Viewing.staff_id == staff_id)
    query = (
        signed_versions()
        .add_columns(
            NoteVersion.late_entry,
            _Parent.author_id.label("parent_author"),
            _ParentAuthor.active.label("parent_active"),
            (_Author.supervisor_id == staff_id).label("is_assigned"),
            seen.label("viewed"),
        )
        .outerjoin(_Parent, _Parent.id == Note.parent_id)
        .outerjoin(_ParentAuthor, _ParentAuthor.id == _Parent.author_id)
        .join(_Author, _Author.id == Note.author_id)
        .where(Note.state == NoteState.AWAITING_COSIGNATURE, Return.id.is_(None), Note.author_id != staff_id)
        .order_by(func.coalesce(_Author.supervisor_id == staff_id, False).desc(), Signature.signed_at, NoteVersion.id)
    )
    return query.where(Note.kind == NoteKind.ERROR) if errors_only else query


def _queue_row(row: Row[*tuple[Any, ...]], zone: tzinfo, today: date, limit: int) -> QueueRow:
    name = display_name(row.first_name, row.last_name, row.preferred_name)
    return QueueRow(
        version_id=row.version_id,
        note_id=row.note_id,
        client_name=name,
        initials=initials_of(name),
        author=with_credentials(row.author, row.credentials),
        group_name=subject_of(row),
        session_on=row.starts_at.astimezone(zone).date(),
        kind=row.kind,
        signed_at=row.signed_at,
        age_days=max(0, (today - row.signed_at.astimezone(zone).date()).days),
        viewed=row.viewed,
        version=row.number,
        author_id=row.author_id,
        late_entry=row.late_entry,
        limit_days=limit,
        is_assigned=bool(row.is_assigned),
    )
