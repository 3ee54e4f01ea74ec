"""The language of a vault's database, spoken alike by every engine of the process, and what was compiled beforehand.

SQLAlchemy keeps compiled statements with the engine. A vault gets its engine when somebody unlocks it, so each
statement of the first page would be compiled while somebody waits; that takes longer than running it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache

from iop_desktop.models.base import Base
from iop_desktop.models.cipher import DRIVER

URL = "sqlite+vault://"
_KEPT = 750
# What was compiled on an empty database. Nothing compiled for a vault gets in here: a compiled statement keeps the
# values it first ran with, and those must go when the vault is locked.
_REHEARSED: dict[Any, Any] = {}


class VaultDialect(SQLiteDialect_pysqlite):
    """SQLite; any two are equal, so that a statement which was compiled for one is known to the other."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is VaultDialect

    def __hash__(self) -> int:
        return hash(VaultDialect)


registry.register("sqlite.vault", __name__, "VaultDialect")


def statements() -> dict[str, Any]:
    """Execution options of one engine: a cache of its own for statements, which begins with what was rehearsed."""
    cache: LRUCache[Any, Any] = LRUCache(_KEPT)
    cache.update(_REHEARSED)
    return {"compiled_cache": cache}


def empty_database() -> Engine:
    """A database in memory with every table and nothing in it; its columns have no types and no rules."""
    engine = create_engine(
        URL,
        module=DRIVER,
        creator=lambda: DRIVER.connect(":memory:", check_same_thread=False, isolation_level=None),
        poolclass=StaticPool,
        hide_parameters=True,
        execution_options=statements(),
    )
    with engine.begin() as connection:
        for table in Base.metadata.tables.values():
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.exec_driver_sql(f'CREATE TABLE "{table.name}" ({names})')
    return engine


def is_rehearsed() -> bool:
    """Whether anything was."""
    return bool(_REHEARSED)


def keep_rehearsed(engine: Engine) -> int:
    """Give what was compiled on the empty database to every engine from now on; how many statements there are."""
    _REHEARSED.update(engine.get_execution_options()["compiled_cache"].items())
    return len(_REHEARSED)
