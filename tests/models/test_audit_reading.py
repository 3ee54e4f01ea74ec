"""Pages of the audit log by person, subject, kind and time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from iop_desktop.models import audit_reading
from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.audit_reading import AuditQuery, Place, StoredEntry, everything, page
from iop_desktop.models.database import Vault

from .conftest import NOW, Records

ANNA, BEN = uuid.UUID(int=1), uuid.UUID(int=2)
CLIENTS = tuple(uuid.UUID(int=100 + number) for number in range(3))
ACTIONS = ("note.saved", "chart.viewed", "note.signed", "vault.unlocked")
ENTRIES = 48


@pytest.fixture
def log(records: Records) -> Iterator[Vault]:
    """Two entries share each minute, and the clock was set back once in the middle."""
    with records.open() as vault:
        with vault.transaction() as session:
            for number in range(ENTRIES):
                minutes = number // 2 - (10 if number >= ENTRIES // 2 else 0)
                action, actor = ACTIONS[number % 4], (ANNA, BEN)[number % 2]
                at = NOW + timedelta(minutes=minutes)
                append(session, AuditEntry(at, action, actor, "client", CLIENTS[number % 3], {"number": number}))
        yield vault


def read(vault: Vault, query: AuditQuery, limit: int = 100, after: Place | None = None) -> tuple[StoredEntry, ...]:
    with vault.transaction(readonly=True) as session:
        return page(session, query, after, limit)


def fits(entry: StoredEntry, query: AuditQuery) -> bool:
    return (
        (query.since is None or entry.at >= query.since)
        and (query.until is None or entry.at < query.until)
        and (query.actor is None or entry.actor == query.actor)
        and (query.subjects is None or entry.subject_id in query.subjects)
        and (query.actions is None or entry.action in query.actions)
    )


QUERIES = [
    AuditQuery(),
    AuditQuery(actor=ANNA),
    AuditQuery(actor=uuid.UUID(int=99)),
    AuditQuery(subjects=CLIENTS[:1]),
    AuditQuery(subjects=CLIENTS[1:], actor=BEN),
    AuditQuery(subjects=()),
    AuditQuery(actions=("note.saved",)),
    AuditQuery(actions=("note.saved", "vault.unlocked", "recovery.used")),
    AuditQuery(actions=()),
    AuditQuery(actor=BEN, actions=("note.saved", "vault.unlocked")),
    AuditQuery(subjects=CLIENTS[:2], actions=("note.saved", "vault.unlocked")),
    AuditQuery(since=NOW + timedelta(minutes=5), until=NOW + timedelta(minutes=8)),
    AuditQuery(since=NOW + timedelta(minutes=5), actor=ANNA, actions=("note.signed",)),
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages_hold_all_that_was_asked_for_once_and_newest_first(log: Vault, query: AuditQuery, size: int) -> None:
    every = read(log, AuditQuery())
    assert [entry.sequence for entry in every] == [
        entry.sequence for entry in sorted(every, key=lambda entry: (entry.at, entry.sequence), reverse=True)
    ]
    wanted = [entry for entry in every if fits(entry, query)]
    found: list[StoredEntry] = []
    while got := read(log, query, size, found[-1].place if found else None):
        assert len(got) <= size
        found += got
    assert found == wanted


def test_everything_reads_in_parts(log: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_reading, "_MOST_AT_ONCE", 5)
    with log.transaction(readonly=True) as session:
        assert sum(1 for _ in everything(session, AuditQuery())) == ENTRIES


def test_an_entry_comes_back_as_it_was_written(log: Vault) -> None:
    first = read(log, AuditQuery())[-1]
    assert (first.sequence, first.at, first.action) == (1, NOW, "note.saved")
    assert (first.actor, first.subject, first.subject_id) == (ANNA, "client", CLIENTS[0])
    assert first.details == {"number": first.sequence - 1}


@pytest.mark.parametrize("query", [query for query in QUERIES if query.subjects != () and query.actions != ()])
def test_every_page_is_found_by_an_index(log: Vault, query: AuditQuery) -> None:
    plans: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        plans.extend(str(row[3]) for row in rows)

    event.listen(log.engine, "before_cursor_execute", explain)
    read(log, query)
    reads = [plan for plan in plans if "audit_event" in plan]
    assert reads
    assert all("ix_audit_event_" in plan or "INTEGER PRIMARY KEY" in plan for plan in reads), plans


def test_an_entry_that_is_no_json_is_left_out_and_breaks_nothing(log: Vault) -> None:
    with log.transaction() as session:
        session.execute(text("DROP TRIGGER keep_audit_event_update"))
        session.execute(text("UPDATE audit_event SET body = 'spilled' WHERE sequence = 3"))
        session.execute(text("UPDATE audit_event SET body = x'00ff' WHERE sequence = 4"))
    assert len(read(log, AuditQuery())) == ENTRIES - 2
