"""Verifying half a million audit entries, the memory it takes, a page of the log by every filter, and checkpoints."""

from __future__ import annotations

import hmac
import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from benchmarks.clinic import own_copy
from benchmarks.measuring import percentile, report, seconds_of
from iop_desktop.models import audit_chain, audit_reading
from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.audit_chain import AuditEntry
from iop_desktop.models.audit_reading import AuditQuery
from iop_desktop.models.database import AUDIT_KEY
from iop_desktop.services.audit import AuditService
from iop_desktop.services.checkpoints import sign_checkpoint
from iop_desktop.services.unlocked import Unlocked

ENTRIES, BATCH, SEED = 500_000, 10_000, 20261124
STAFF, CLIENTS = 8, 1_500
ACTIONS = ("note.saved", "attendance.marked", "chart.viewed", "note.signed", "vault.unlocked", "session.started")
RARE = "gate.overridden"
_LEAST, _NO_MOST = 80_000.0, 1e9
_PAGE_MS, _RUNS = 50.0, 15
_CHECKPOINTS = 500


def main(place: Path) -> None:
    """Grow the log of a copy of the demo clinic and read it."""
    with own_copy(place) as clinic, clinic.unlocked(clinic.supervisor, clinic.story_clock()) as unlocked:
        people = [UUID(int=number + 1) for number in range(STAFF)]
        clients = [UUID(int=(number + 1) << 64) for number in range(CLIENTS)]
        grown = seconds_of(lambda: _grow(unlocked, people, clients))
        report("audit entries written for the measurement", ENTRIES / grown, "entries/s")
        service = AuditService(unlocked)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds = min(seconds_of(service.verify) for _ in range(3))
        entries = service.verify().entries
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report("audit verification", entries / seconds, "entries/s", (_LEAST, _NO_MOST))
        report("memory added by audit verification", (after - before) / 1024, "MB", 20.0)
        _pages(unlocked, people, clients)
        _checkpoints(unlocked)


def _checkpoints(unlocked: Unlocked) -> None:
    """What a signed checkpoint adds to the transaction of a signature."""
    key = generate_private_key(SECP256R1())
    times: list[float] = []
    for _ in range(_CHECKPOINTS):
        with unlocked.transaction() as db:
            unlocked.audit(db, "note.signed")
            begun = time.perf_counter()
            sign_checkpoint(unlocked, db, key, "0" * 64)
            times.append(time.perf_counter() - begun)
    report("signed checkpoint within a signature's transaction, median", 1000 * percentile(times, 0.5), "ms", 2.0)


def _pages(unlocked: Unlocked, people: list[UUID], clients: list[UUID]) -> None:
    middle = datetime(2026, 1, 1, tzinfo=UTC)
    month = (middle, middle + timedelta(days=30))
    queries = {
        "everything": AuditQuery(),
        "a person": AuditQuery(actor=people[0]),
        "a client": AuditQuery(subjects=tuple(clients[:1])),
        "a rare kind": AuditQuery(actions=(RARE,)),
        "ten kinds": AuditQuery(actions=(*ACTIONS, RARE, "token.refused", "recovery.used", "unlock.failed")),
        "a month": AuditQuery(*month),
        "a person, a rare kind": AuditQuery(actor=people[0], actions=(RARE,)),
        "a person, a kind that never was": AuditQuery(actor=people[0], actions=("recovery.used",)),
        "a person, a kind, a month": AuditQuery(*month, actor=people[0], actions=ACTIONS[:2]),
        "a client with 2,000 entries, a person": AuditQuery(actor=people[0], subjects=tuple(clients[:6])),
        "a client, a kind": AuditQuery(subjects=tuple(clients[:6]), actions=ACTIONS[:2]),
    }
    for name, query in queries.items():
        report(f"page of the audit log: {name}, p95", _page_ms(unlocked, query), "ms", _PAGE_MS)


def _page_ms(unlocked: Unlocked, query: AuditQuery) -> float:
    """The first pages one after the other, as somebody leafs."""
    times: list[float] = []
    after: audit_reading.Place | None = None
    for _ in range(_RUNS):
        begun = time.perf_counter()
        with unlocked.reading() as db:
            found = audit_reading.page(db, query, after)
        times.append(1000 * (time.perf_counter() - begun))
        after = found[-1].place if found else None
    return percentile(times, 0.95)


def _grow(unlocked: Unlocked, people: list[UUID], clients: list[UUID]) -> None:
    dice, at = random.Random(SEED), datetime(2016, 11, 24, 8, tzinfo=UTC)
    step = timedelta(days=3650) / ENTRIES
    for start in range(0, ENTRIES, BATCH):
        with unlocked.transaction() as db:
            end = audit_chain.head(db)
            assert end is not None
            rows: list[dict[str, object]] = []
            for number in range(start, start + BATCH):
                action = RARE if number % 5_000 == 0 else dice.choice(ACTIONS)
                person, client = dice.choice(people), dice.choice(clients)
                entry = AuditEntry(at + number * step, action, person, "client", client, {"revision": number})
                end = add_entry(db, entry, end, rows)
            db.execute(insert(AuditEvent), rows)
            _move_head(db, end)


def add_entry(db: Session, entry: AuditEntry, end: Anchor, rows: list[dict[str, object]]) -> Anchor:
    """Link one entry to the end of the chain; its row goes to ``rows``."""
    body = audit_chain.body_of(entry, end.sequence + 1, end.mac)
    mac = hmac.digest(db.info[AUDIT_KEY], body, "sha256")
    rows.append({"sequence": end.sequence + 1, "body": body.decode(), "mac": mac})
    return Anchor(end.sequence + 1, mac)


def _move_head(db: Session, end: Anchor) -> None:
    """The head moves one step at a time, so its trigger is away for a moment."""
    made = db.execute(text("SELECT sql FROM sqlite_master WHERE name = 'keep_audit_head_update'")).scalar_one()
    db.execute(text("DROP TRIGGER keep_audit_head_update"))
    db.execute(update(AuditHead).values(sequence=end.sequence, mac=end.mac))
    db.connection().exec_driver_sql(made)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
