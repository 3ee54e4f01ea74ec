"""Who is with which part of a session that was split."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, not_, or_, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.groups import Session, SplitMember


@dataclass(frozen=True, slots=True)
class SplitParts:
    """``own`` are the members of a second part (None for any other session), ``away`` who went from a first part."""

    own: frozenset[UUID] | None
    away: frozenset[UUID]

    def keeps(self, client_id: UUID) -> bool:
        """Whether this member of the group is on the roster of the session."""
        return client_id not in self.away and (self.own is None or client_id in self.own)


WHOLE = SplitParts(None, frozenset())
_second = aliased(Session)


def _with_other_part() -> ColumnElement[bool]:
    own = exists().where(SplitMember.session_id == Session.id, SplitMember.client_id == bindparam("client_id"))
    went = exists().where(
        _second.split_of == Session.id,
        _second.cancelled_at.is_(None),
        SplitMember.session_id == _second.id,
        SplitMember.client_id == bindparam("client_id"),
    )
    return or_(and_(Session.split_of.is_not(None), not_(own.correlate(Session))), went.correlate(Session))


WITH_OTHER_PART = _with_other_part()
"""Whether the member ``client_id`` is with the other part of the session that a statement selects."""


def parts_of(db: Database, session_id: UUID) -> SplitParts:
    """How one session was split; ``WHOLE`` when it was not."""
    rows = db.execute(
        select(SplitMember.client_id, Session.id, Session.split_of)
        .join(Session, Session.id == SplitMember.session_id)
        .where(or_(Session.id == session_id, Session.split_of == session_id), Session.cancelled_at.is_(None))
    ).all()
    own = frozenset(row.client_id for row in rows if row.id == session_id)
    away = frozenset(row.client_id for row in rows if row.split_of == session_id)
    return SplitParts(own or None, away)


def all_parts(db: Database) -> dict[UUID, SplitParts]:
    """How each session was split that was; others are missing."""
    rows = db.execute(
        select(SplitMember.client_id, Session.id, Session.split_of)
        .join(Session, Session.id == SplitMember.session_id)
        .where(Session.split_of.is_not(None), Session.cancelled_at.is_(None))
    ).all()
    found: dict[UUID, SplitParts] = {}
    for row in rows:
        first, second = found.get(row.split_of, WHOLE), found.get(row.id, WHOLE)
        found[row.split_of] = SplitParts(first.own, first.away | {row.client_id})
        found[row.id] = SplitParts((second.own or frozenset()) | {row.client_id}, second.away)
    return found
