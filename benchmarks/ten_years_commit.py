"""One saved draft with its audit entry, committed to the encrypted records and to a plain SQLite file in turns."""

from __future__ import annotations

import contextlib
import statistics
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.clinic import BenchClinic
from benchmarks.measuring import seconds_of
from iop_desktop.models.cipher import DRIVER
from iop_desktop.services.unlocked import Unlocked

_COMMITS = 200


def ratio_of_commits(demo: BenchClinic, large: BenchClinic) -> tuple[float, float]:
    """Median commit in the large encrypted clinic against a plain file with the demo's rows, and it in milliseconds.

    The same library, tables and settings, only without a key; the statements are those of a note that is saved.
    """
    plain_file = large.folder.parent / "plain.db"
    with demo.unlocked(demo.facilitator, demo.story_clock()) as unlocked:
        _export(unlocked, plain_file)
    with (
        large.unlocked(large.facilitator, large.story_clock()) as unlocked,
        unlocked.vault.raw_connection() as encrypted,
        contextlib.closing(DRIVER.connect(str(plain_file), isolation_level=None)) as plain,
    ):
        for setting in ("journal_mode=wal", "synchronous=FULL", "cache_size=-65536", "fullfsync=ON"):
            plain.execute(f"PRAGMA {setting}").fetchall()
        times = _in_turns(encrypted, plain)
    ours, theirs = (statistics.median(kept) for kept in times)
    return ours / theirs, ours * 1000


def _export(unlocked: Unlocked, file: Path) -> None:
    with unlocked.vault.raw_connection() as source:
        source.execute("ATTACH ? AS plain KEY ''", (str(file),))
        source.execute("SELECT sqlcipher_export('plain')").fetchall()
        source.execute("DETACH plain")


def _in_turns(encrypted: Any, plain: Any) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    notes = [_open_note(each) for each in (encrypted, plain)]
    for number in range(_COMMITS):
        for kept, connection, note in zip(times, (encrypted, plain), notes, strict=True):
            kept.append(seconds_of(partial(_commit, connection, note, number)))
    return times


def _open_note(connection: Any) -> tuple[str, str]:
    found = connection.execute("SELECT id, draft FROM note WHERE state = 'draft' LIMIT 1").fetchone()
    return str(found[0]), str(found[1])


def _commit(connection: Any, note: tuple[str, str], number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    draft = note[1].replace("}", f', "typed": "{number}"}}')
    connection.execute("UPDATE note SET draft = ?, revision = revision + 1 WHERE id = ?", (draft, note[0]))
    end = connection.execute("SELECT sequence FROM audit_head").fetchone()[0] + 1
    # Of the length of an entry; nobody verifies this copy.
    connection.execute("INSERT INTO audit_event VALUES (?, ?, ?)", (end, "x" * 440, bytes(32)))
    connection.execute("UPDATE audit_head SET sequence = ?, mac = ?", (end, bytes(32)))
    connection.execute("COMMIT")
