"""Reading entries of the audit log by person, subject, kind and time, a page at a time, newest first.

An entry is one canonical text. The indexes of migration 0005 stand on parts of it, and SQLite uses them only for
exactly these expressions; a body that is no JSON any more has no parts and is found by ``audit_chain.verify``.
"""

from __future__ import annotations

import datetime
import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, TextClause, bindparam, text
from sqlalchemy.orm import Session

from iop_desktop.models.canonical import Json

_MOST_AT_ONCE = 500
_DASHED = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


def _part(name: str, of: str = "") -> str:
    return f"CASE WHEN json_valid({of}body) THEN json_extract({of}body, '$.{name}') END"


_AT, _ACTION, _ACTOR, _SUBJECT = (_part(name) for name in ("at", "action", "actor", "subject_id"))


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries; None asks for all. ``since`` counts, ``until`` does not any more."""

    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    actor: UUID | None = None
    subjects: tuple[UUID, ...] | None = None
    actions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the next one holds what is older."""

    at: str
    sequence: int


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One entry as it was written; ``details`` holds identifiers, counts and codes."""

    sequence: int
    at: datetime.datetime
    action: str
    actor: UUID | None
    subject: str
    subject_id: UUID | None
    details: dict[str, Json]
    place: Place


def page(session: Session, query: AuditQuery, after: Place | None = None, limit: int = 100) -> tuple[StoredEntry, ...]:
    """At most ``limit`` entries older than ``after``, newest first."""
    if query.subjects is not None and not query.subjects:
        return ()
    if query.actions is None or query.subjects is not None:
        return tuple(_entry(row) for row in _rows(session, query, after, limit))
    # One ordered walk for each action: a list of them would make the database sort all that match.
    walks = [
        _rows(session, AuditQuery(query.since, query.until, query.actor, actions=(action,)), after, limit)
        for action in query.actions
    ]
    merged = heapq.merge(*walks, key=lambda row: (row[2], row[0]), reverse=True)
    return tuple(_entry(row) for row, _ in zip(merged, range(limit), strict=False))


def everything(session: Session, query: AuditQuery) -> Iterator[StoredEntry]:
    """All entries, newest first, read in pages so that memory does not grow."""
    after: Place | None = None
    while found := page(session, query, after, _MOST_AT_ONCE):
        yield from found
        after = found[-1].place


def since_entry(session: Session, sequence: int) -> Iterator[StoredEntry]:
    """All entries after one of them, newest first, whatever the clock showed."""
    statement = text(
        f"SELECT sequence, body, {_AT} AS at FROM audit_event WHERE sequence > :sequence AND json_valid(body) "
        "ORDER BY sequence DESC"
    )
    for row in session.execute(statement, {"sequence": sequence}):
        yield _entry(row)


def log_not_ahead(action: str, subject: str, detail: str, value: str, moment: datetime.datetime) -> TextClause:
    """For the WHERE of a query: no entry that follows the one of this action is later than ``moment``.

    ``subject`` and ``value`` are columns of the query that hold the entry's subject and one of its details, both ids.
    """
    dashed = "||'-'||".join(f"substr({subject}, {first}, {count})" for first, count in _DASHED)
    opened = (
        f"SELECT opened.sequence FROM audit_event AS opened WHERE {_part('subject_id', 'opened.')} = {dashed} "
        f"AND {_part('action', 'opened.')} = :ahead_action "
        f"AND replace({_part('details.' + detail, 'opened.')}, '-', '') = {value}"
    )
    statement = text(
        f"NOT EXISTS (SELECT 1 FROM audit_event AS later WHERE {_part('at', 'later.')} > :ahead_moment "
        f"AND later.sequence > coalesce(({opened}), 0))"
    )
    return statement.bindparams(ahead_action=action, ahead_moment=moment_text(moment))


def first_at(session: Session) -> datetime.datetime | None:
    """When the first entry was written, as far as its text can be read."""
    at = session.execute(text(f"SELECT {_AT} FROM audit_event WHERE sequence = 1")).scalar_one_or_none()
    return datetime.datetime.fromisoformat(at) if at else None


def moment_text(moment: datetime.datetime) -> str:
    """A moment as the entries spell it, so that texts compare as times do."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _rows(session: Session, query: AuditQuery, after: Place | None, limit: int) -> Sequence[Any]:
    """Rows (sequence, body, at) of one walk along one index."""
    where, values = _conditions(query)
    if after is not None:
        where.append(f"{_AT} <= :after_at AND ({_AT} < :after_at OR sequence < :after)")
        values |= {"after_at": after.at, "after": after.sequence}
    lists: list[BindParameter[Any]] = [
        bindparam(name, expanding=True) for name in ("actions", "subjects") if name in values
    ]
    # The places are found in the index alone, and only the bodies of one page are read.
    statement = text(
        f"WITH found AS MATERIALIZED (SELECT sequence AS number, {_AT} AS at FROM audit_event "
        f"WHERE {' AND '.join(where)} ORDER BY {_AT} DESC, sequence DESC LIMIT :most) "
        "SELECT sequence, body, at FROM found JOIN audit_event ON sequence = number ORDER BY at DESC, sequence DESC"
    ).bindparams(*lists)
    return session.execute(statement, {**values, "most": limit}).all()


def _conditions(query: AuditQuery) -> tuple[list[str], dict[str, Any]]:
    # A plus sign keeps the database from choosing the index of that part.
    where = [f"{_AT} >= :since"]
    values: dict[str, Any] = {"since": moment_text(query.since) if query.since else ""}
    if query.until is not None:
        where.append(f"{_AT} < :until")
        values["until"] = moment_text(query.until)
    if query.subjects is not None:
        where.append(f"{_SUBJECT} IN :subjects")
        values["subjects"] = [str(each) for each in query.subjects]
    if query.actor is not None:
        where.append(f"{'+' if query.subjects is not None else ''}({_ACTOR}) = :actor")
        values["actor"] = str(query.actor)
    if query.actions is not None and query.subjects is not None:
        where.append(f"+({_ACTION}) IN :actions")
        values["actions"] = list(query.actions)
    elif query.actions is not None:
        where.append(f"{_ACTION} = :action")
        values["action"] = query.actions[0]
    return where, values


def _entry(row: Any) -> StoredEntry:
    sequence, body, at = row
    content = json.loads(body)
    return StoredEntry(
        sequence=sequence,
        at=datetime.datetime.fromisoformat(at),
        action=content["action"],
        actor=_id(content["actor"]),
        subject=content["subject"],
        subject_id=_id(content["subject_id"]),
        details=dict(content["details"]),
        place=Place(at, sequence),
    )


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None
