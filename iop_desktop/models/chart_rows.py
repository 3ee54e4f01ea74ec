"""Every row that belongs to one client, found by walking the foreign keys down from the client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, or_, select

from iop_desktop.models.groups import AttendanceEvent, Membership, Session, SessionDocument, SplitMember
from iop_desktop.models.notes import Note
from iop_desktop.models.tables import Base

ROOT = "client"
_A_DAY = timedelta(days=1)

ChartRows = Mapping[str, frozenset[UUID]]


def chart_tables() -> tuple[str, ...]:
    """Tables in which rows belong to one client: those that lead to it by foreign keys, and the client itself."""
    found = {ROOT}
    while True:
        more = {table.name for table in Base.metadata.tables.values() if _parents(table) & found} - found
        if not more:
            return tuple(sorted(found))
        found |= more


def rows_of_chart(connection: Connection, client_id: UUID) -> ChartRows:
    """Keys of the client's rows by table, and of the papers of sessions that name the client among others."""
    found: defaultdict[str, set[UUID]] = defaultdict(set, {ROOT: {client_id}})
    tables = [Base.metadata.tables[name] for name in chart_tables() if name != ROOT]
    grows = True
    while grows:
        grows = False
        for table in tables:
            children = _children(connection, table, found)
            grows |= not children <= found[table.name]
            found[table.name] |= children
    found[SessionDocument.__tablename__] |= papers_of(connection, client_id)
    return {table: frozenset(keys) for table, keys in found.items() if keys}


def key_of(table: Table) -> Column[Any]:
    """The column that tells a row of the table from all others."""
    (key,) = table.primary_key.columns
    return key


def _parents(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def _children(connection: Connection, table: Table, found: Mapping[str, set[UUID]]) -> set[UUID]:
    conditions = [
        key.parent.in_(keys) for key in table.foreign_keys if (keys := found.get(key.column.table.name)) is not None
    ]
    return set(connection.scalars(select(key_of(table)).where(or_(*conditions)))) if conditions else set()


def papers_of(connection: Connection, client_id: UUID) -> set[UUID]:
    """Papers of sessions in which something was recorded of the client, or of days on which they were a member."""
    ids: set[UUID] = set()
    for table in (AttendanceEvent, Note, SplitMember):
        ids |= {key for key in connection.scalars(select(table.session_id).where(table.client_id == client_id)) if key}
    days = select(Membership.group_id, Membership.first_on, Membership.last_on)
    for group_id, first_on, last_on in connection.execute(days.where(Membership.client_id == client_id)):
        for key, starts_at in connection.execute(
            select(Session.id, Session.starts_at).where(Session.group_id == group_id)
        ):
            # A day of the clinic may begin on another day of UTC.
            on = starts_at.date()
            if first_on - _A_DAY <= on and (last_on is None or on <= last_on + _A_DAY):
                ids.add(key)
    return set(connection.scalars(select(SessionDocument.id).where(SessionDocument.session_id.in_(ids))))
