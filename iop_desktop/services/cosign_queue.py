"""The queue of signed notes that wait for a second signature, read in three statements whatever its length."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Contact, Note, NoteVersion, Return, Signature, Viewing
from iop_desktop.models.people import Client
from iop_desktop.rules.added_notes import second_signer
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AUTHORING, NoteKind, NoteState
from iop_desktop.services.circle import awaited_of
from iop_desktop.services.note_views import QueueRow
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
        select(
            NoteVersion.id.label("version_id"),
            NoteVersion.number,
            NoteVersion.kind,
            NoteVersion.late_entry,
            Note.id.label("note_id"),
            Note.author_id,
            _Parent.author_id.label("parent_author"),
            _ParentAuthor.active.label("parent_active"),
            Client.preferred_name,
            Client.first_name,
            Client.last_name,
            Signature.name.label("author"),
            Signature.credentials,
            Signature.signed_at,
            Group.name.label("group_name"),
            Contact.kind.label("contact_kind"),
            func.coalesce(Session.starts_at, Contact.starts_at, Signature.signed_at).label("starts_at"),
            (_Author.supervisor_id == staff_id).label("is_assigned"),
            seen.label("viewed"),
        )
        .select_from(Note)
        .join(NoteVersion, NoteVersion.note_id == Note.id)
        .join(Signature, (Signature.note_version_id == NoteVersion.id) & (Signature.meaning.in_(AUTHORING)))
        .outerjoin(Session, Session.id == Note.session_id)
        .outerjoin(Group, Group.id == Session.group_id)
        .outerjoin(Contact, Contact.id == Note.contact_id)
        .outerjoin(_Parent, _Parent.id == Note.parent_id)
        .outerjoin(_ParentAuthor, _ParentAuthor.id == _Parent.author_id)
        .join(Client, Client.id == Note.client_id)
        .join(_Author, _Author.id == Note.author_id)
        .outerjoin(Return, Return.note_version_id == NoteVersion.id)
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
        author=", ".join(part for part in (row.author, row.credentials) if part),
        group_name=row.group_name or (row.contact_kind.label if row.contact_kind else row.kind.label),
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
