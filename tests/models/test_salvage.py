"""Reading around damaged pages: every row that can be read by itself is found, and nothing is made up."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.models.backup_errors import NotSalvageable
from iop_desktop.models.cipher import DRIVER, connect
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultDamaged
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.salvage import SalvagedTable, salvage_into

PAGE = 4096
ROWS = 1500


def told(_done: int, _whole: int) -> None:
    """Nobody looks on."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VaultKeys]:
    """One table of many pages, with holes in its row numbers."""
    keys = VaultKeys.generate("4b0a3f2e-7d4f-4d59-9e6a-0f2f5f9c7a11")
    vault = Vault.create(tmp_path_factory.mktemp("grown") / "vault", keys.copy())
    with vault.raw_connection() as connection:
        connection.execute("CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE INDEX by_text ON word(text)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO word VALUES(?, ?)", [(3 * each, f"{each:0300}") for each in range(1, ROWS)])
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    path = vault.path
    vault.close()
    return path, keys


def readable(path: Path, keys: VaultKeys) -> set[int]:
    """The rows that answer when they are asked for alone."""
    found: set[int] = set()
    connection: Any = None
    for each in range(1, ROWS):
        try:
            connection = connection or connect(path, keys)
            row = connection.execute("SELECT id, text FROM word WHERE id = ?", (3 * each,)).fetchone()
            found.add(row[0])
        except (DRIVER.DatabaseError, VaultDamaged):
            if connection is not None:
                connection.close()
            connection = None
    if connection is not None:
        connection.close()
    return found


def salvaged(path: Path, target: Path, keys: VaultKeys) -> tuple[SalvagedTable, set[int]]:
    (table,) = salvage_into(path, target, keys, told)
    connection = connect(target, keys)
    rows = connection.execute("SELECT id, text FROM word").fetchall()
    connection.close()
    assert all(int(text) * 3 == number for number, text in rows)
    return table, {number for number, _ in rows}


@pytest.mark.parametrize("seed", range(6))
def test_every_row_that_can_be_read_alone_is_kept(grown: tuple[Path, VaultKeys], tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    path, keys = Path(shutil.copy(grown[0], tmp_path / "clinic.db")), grown[1]
    pages = path.stat().st_size // PAGE
    # The first pages hold the list of tables and the root of this one.
    numbers = choose.sample(range(5, pages), 1 + 2 * seed)
    with path.open("r+b") as file:
        for number in numbers:
            file.seek(number * PAGE + choose.randrange(16, PAGE - 64))
            file.write(b"\x5a" * 16)
    expected = readable(path, keys)
    table, kept = salvaged(path, tmp_path / "new.db", keys)
    assert kept == expected
    assert table.kept == len(expected)
    assert table.lost in (None, ROWS - 1 - len(expected))


def test_the_right_edge_lost(grown: tuple[Path, VaultKeys], tmp_path: Path) -> None:
    path, keys = Path(shutil.copy(grown[0], tmp_path / "clinic.db")), grown[1]
    content = path.read_bytes()
    last = next(
        number
        for number in range(len(content) // PAGE - 1, 0, -1)
        if max(readable_without(path, keys, number), default=0) < 3 * (ROWS - 1)
    )
    harm(path, last)
    assert salvaged(path, tmp_path / "new.db", keys)[1] == readable(path, keys)


def readable_without(path: Path, keys: VaultKeys, number: int) -> set[int]:
    """The largest row that answers when this page is damaged; asked on a copy."""
    copy = Path(shutil.copy(path, path.with_name("tried.db")))
    harm(copy, number)
    try:
        connection = connect(copy, keys)
    except VaultDamaged:
        return {3 * ROWS}
    try:
        return {connection.execute("SELECT id FROM word WHERE id = ?", (3 * (ROWS - 1),)).fetchone()[0]}
    except DRIVER.DatabaseError:
        return set()
    finally:
        connection.close()


def harm(path: Path, number: int) -> None:
    with path.open("r+b") as file:
        file.seek(number * PAGE + 100)
        file.write(b"\x5a" * 16)


def test_without_the_first_page_there_is_nothing_to_go_by(grown: tuple[Path, VaultKeys], tmp_path: Path) -> None:
    path, keys = Path(shutil.copy(grown[0], tmp_path / "clinic.db")), grown[1]
    harm(path, 0)
    with pytest.raises(NotSalvageable):
        salvage_into(path, tmp_path / "new.db", keys, told)
