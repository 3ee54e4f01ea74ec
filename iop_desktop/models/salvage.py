"""Reading what can still be read of damaged records into a new database, table by table and row by row.

After one damaged page SQLCipher's connection answers nothing any more, so each failure costs a new connection. Rows
are read forward until one cannot be, then backward from the end; what lies between is probed in halves.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iop_desktop.models.backup_errors import NotSalvageable
from iop_desktop.models.cipher import DRIVER, connect
from iop_desktop.models.errors import VaultDamaged, sqlite_code
from iop_desktop.models.integrity import integrity_of
from iop_desktop.models.keys import VaultKeys

Tell = Callable[[int, int], None]
# Row numbers of these tables are counted up from 1 and stay far below this.
_END = 1 << 40
# Failures without a row between them after which the rest of a table is given up.
_MOST_DRY = 150
_GUESS = 100_000
_DAMAGE = frozenset({10, 11, 26})
_BATCH = 500


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """One table: rows kept, rows that could not be read (None when nobody knows), rows left out because what they
    belong to is lost.
    """

    name: str
    kept: int
    lost: int | None
    orphaned: int = 0


class _Source:
    """The damaged database; ``rows`` goes on after each failure with a connection of its own."""

    def __init__(self, path: Path, keys: VaultKeys) -> None:
        self._path, self._keys = path, keys
        self._connection: Any = None

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(DRIVER.Error):
                self._connection.close()
        self._connection = None

    def all(self, query: str, *values: int) -> list[tuple[Any, ...]]:
        """Every row. Raises VaultDamaged."""
        found: list[tuple[Any, ...]] = []
        if not self.rows(query, values, found.append):
            raise VaultDamaged
        return found

    def rows(self, query: str, values: tuple[int, ...], take: Callable[[tuple[Any, ...]], object]) -> bool:
        """Hand over row after row; False when a page could not be read on the way."""
        try:
            if self._connection is None:
                self._connection = connect(self._path, self._keys)
                self._connection.execute("PRAGMA query_only=ON")
            for row in self._connection.execute(query, values):
                take(row)
        except (VaultDamaged, DRIVER.DatabaseError) as error:
            if not isinstance(error, VaultDamaged) and sqlite_code(error) not in _DAMAGE:
                raise
            self.close()
            return False
        return True


class _TableReader:
    """Reads one table in both directions and probes the gaps."""

    def __init__(self, source: _Source, table: str, take: Callable[[tuple[Any, ...]], object]) -> None:
        self._source, self._table, self._take = source, table, take
        self._dry = 0

    def read(self) -> bool:
        """Hand over every row that can be read, number first; whether all could."""
        reached = self._scan(1, _END, "ASC")
        if reached is None:
            return True
        gaps = [self._closer(reached + 1, self._highest(reached))]
        while gaps and self._dry < _MOST_DRY:
            # The widest gap first: what is still sound between damaged pages is met early.
            _, low, high = heapq.heappop(gaps)
            if low < high:
                middle = (low + high) // 2
                for start, end in ((low, middle), (middle + 1, high)):
                    reached = self._scan(start, end, "ASC")
                    if reached is not None:
                        heapq.heappush(gaps, self._closer(max(start, reached + 1), end))
        return False

    def _closer(self, low: int, high: int) -> tuple[int, int, int]:
        """A gap whose first row cannot be read, narrowed from its end; the widest sorts first."""
        reached = self._scan(low, high, "DESC")
        end = low if reached is None else min(high, reached - 1)
        return (low - end, low, end)

    def _highest(self, reached: int) -> int:
        """The last row number there may be: known from the table, guessed from an index, or guessed."""
        for query, factor in (("max(rowid)", 1), ("count(*)", 2)):
            with contextlib.suppress(VaultDamaged):
                found = self._source.all(f'SELECT {query} FROM "{self._table}"')[0][0]
                return int(found or 0) * factor
        return reached + _GUESS

    def _scan(self, low: int, high: int, order: str) -> int | None:
        """Read rows until one fails; the last number that was read (or the one before the start), None at the end."""
        gained, reached = 0, low - 1 if order == "ASC" else high + 1

        def take(row: tuple[Any, ...]) -> None:
            nonlocal gained, reached
            gained, reached = gained + 1, int(row[0])
            self._take(row)

        query = f'SELECT rowid, * FROM "{self._table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid {order}'
        if self._source.rows(query, (low, high), take):
            return None
        # The driver looks one row ahead: the last sound row before a damaged page is asked for by itself.
        bounds = (reached + 1, high) if order == "ASC" else (low, reached - 1)
        self._source.rows(f"{query} LIMIT 1", bounds, take)
        self._dry = 0 if gained else self._dry + 1
        return reached


def salvage_into(damaged: Path, target: Path, keys: VaultKeys, tell: Tell) -> tuple[SalvagedTable, ...]:
    """Copy what can be read of ``damaged`` into the new file ``target`` under the same keys; whole in itself.

    ``damaged`` should be a copy: opening it finishes what its write-ahead log holds. Raises NotSalvageable when not
    even the list of tables can be read, and the database's own errors for ``target``.
    """
    source = _Source(damaged, keys)
    new = connect(target, keys, create=True)
    try:
        new.execute("PRAGMA foreign_keys=OFF")
        new.execute("BEGIN")
        tables, later = _make_tables(source, new)
        found = {}
        for number, table in enumerate(tables):
            tell(number, len(tables))
            found[table] = _copy_table(source, new, table)
        orphaned = _leave_out_orphans(new)
        for statement in later:
            new.execute(statement)
        new.execute("COMMIT")
        # Pages that became free before they were ever written would look damaged.
        new.execute("VACUUM")
        if not integrity_of(new).ok:
            raise VaultDamaged
        return tuple(
            SalvagedTable(name, kept - orphaned.get(name, 0), lost, orphaned.get(name, 0))
            for name, (kept, lost) in found.items()
        )
    finally:
        source.close()
        new.close()


def _make_tables(source: _Source, new: Any) -> tuple[list[str], list[str]]:
    """Names of the tables, made in the new database, and what is made once the rows are in: triggers."""
    try:
        schema = source.all("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        version = source.all("PRAGMA user_version")[0][0]
    except VaultDamaged:
        raise NotSalvageable from None
    new.execute(f"PRAGMA user_version={int(version)}")
    kinds: dict[str, list[str]] = {"table": [], "index": [], "trigger": [], "view": []}
    for kind, name, statement in schema:
        if not name.startswith("sqlite_"):
            kinds[kind].append(statement)
    for statement in (*kinds["table"], *kinds["index"], *kinds["view"]):
        new.execute(statement)
    tables = [name for kind, name, _ in schema if kind == "table" and not name.startswith("sqlite_")]
    return tables, kinds["trigger"]


def _copy_table(source: _Source, new: Any, table: str) -> tuple[int, int | None]:
    """Rows kept, and how many could not be read."""
    columns = len(new.execute(f'PRAGMA table_info("{table}")').fetchall())
    insert = f'INSERT OR IGNORE INTO "{table}" VALUES ({", ".join("?" * columns)})'
    with _batched(new, insert) as take:
        whole = _TableReader(source, table, lambda row: take(row[1:])).read()
    kept = int(new.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
    if whole:
        return kept, 0
    # The number of rows may still be known from an index, which lies on other pages.
    with contextlib.suppress(VaultDamaged):
        return kept, max(0, int(source.all(f'SELECT count(*) FROM "{table}"')[0][0]) - kept)
    return kept, None


@contextlib.contextmanager
def _batched(new: Any, insert: str) -> Iterator[Callable[[tuple[Any, ...]], None]]:
    waiting: list[tuple[Any, ...]] = []

    def take(row: tuple[Any, ...]) -> None:
        waiting.append(row)
        if len(waiting) >= _BATCH:
            new.executemany(insert, waiting)
            waiting.clear()

    yield take
    new.executemany(insert, waiting)


def _leave_out_orphans(new: Any) -> dict[str, int]:
    """Remove rows that point at a lost one, and those that point at them; how many of each table."""
    removed: dict[str, int] = {}
    while orphans := new.execute("PRAGMA foreign_key_check").fetchall():
        for table, number in {(row[0], row[1]) for row in orphans}:
            removed[table] = removed.get(table, 0) + 1
            new.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))
    return removed
