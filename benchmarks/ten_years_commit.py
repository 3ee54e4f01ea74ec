"""One saved draft with its audit entry, committed to the encrypted records and to a plain SQLite file in turns."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool

from benchmarks.clinic import BenchClinic
from benchmarks.measuring import seconds_of
from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.cipher import DRIVER
from iop_desktop.models.database import AUDIT_KEY, transaction
from iop_desktop.services.unlocked import Unlocked

_COMMITS = 200
_SETTINGS = ("journal_mode=wal", "synchronous=FULL", "cache_size=-65536", "fullfsync=ON")


def ratio_of_commits(demo: BenchClinic, large: BenchClinic) -> tuple[float, float]:
    """Median commit in the large encrypted clinic against a plain file with the demo's rows, and it in milliseconds.

    The same library, tables, settings and statements, only without a key.
    """
    # On the same disk, and gone afterwards.
    with tempfile.TemporaryDirectory(dir=large.folder.parent) as beside:
        plain_file = Path(beside) / "plain.db"
        with demo.unlocked(demo.facilitator, demo.story_clock()) as unlocked:
            _export(unlocked, plain_file)
        with large.unlocked(large.facilitator, large.story_clock()) as unlocked, _plain(plain_file) as plain:
            times = _in_turns(unlocked, (unlocked.engine, plain))
    ours, theirs = (statistics.median(kept) for kept in times)
    return ours / theirs, ours * 1000


def _export(unlocked: Unlocked, file: Path) -> None:
    with unlocked.vault.raw_connection() as source:
        source.execute("ATTACH ? AS plain KEY ''", (str(file),))
        source.execute("SELECT sqlcipher_export('plain')").fetchall()
        source.execute("DETACH plain")


@contextmanager
def _plain(file: Path) -> Iterator[Engine]:
    def connect() -> Any:
        connection = DRIVER.connect(str(file), isolation_level=None, check_same_thread=False)
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}").fetchall()
        return connection

    engine = create_engine("sqlite+pysqlite://", module=DRIVER, creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    yield engine
    engine.dispose()


def _in_turns(unlocked: Unlocked, engines: tuple[Engine, Engine]) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(_COMMITS):
        for kept, engine in zip(times, engines, strict=True):
            kept.append(seconds_of(partial(_save, unlocked, engine, number)))
    return times


def _save(unlocked: Unlocked, engine: Engine, number: int) -> None:
    """What saving a draft writes; the entry is a true one, so that the log of the large clinic stays whole."""
    with transaction(engine, info={AUDIT_KEY: unlocked.vault.keys.audit_key}) as db:
        found = db.execute(text("SELECT id, draft FROM note WHERE state = 'draft' LIMIT 1")).one()
        draft = found.draft.partition(', "typed"')[0].removesuffix("}") + f', "typed": "{number}"}}'
        statement = text("UPDATE note SET draft = :draft, revision = revision + 1 WHERE id = :id")
        db.execute(statement, {"draft": draft, "id": found.id})
        append(db, AuditEntry(unlocked.clock(), "note.saved", unlocked.actor.staff_id, "note", None, {"turn": number}))
