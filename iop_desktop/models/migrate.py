"""Bringing a vault to the schema of this program: a checked copy first, then all steps in one transaction.

Migrations run on a connection of their own with foreign keys off, because rebuilding a parent table with them on
deletes its children; the keys are checked before the commit. A failure leaves the vault as it was.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, MetaData, create_engine, event, inspect
from sqlalchemy.pool import StaticPool

from iop_desktop.models import migrations
from iop_desktop.models.base import NAMING_CONVENTION
from iop_desktop.models.cipher import DRIVER
from iop_desktop.models.database import Vault, translated
from iop_desktop.models.errors import MigrationFailed, VaultDamaged, VaultNewer, translate
from iop_desktop.models.triggers import IMMUTABLE_TABLES, drop_triggers, install_triggers
from iop_desktop.models.vault_copy import copy_vault

_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class Schema:
    """Where the steps are, the last of them, and what may never change; tests bring their own."""

    location: Path = field(default_factory=lambda: Path(migrations.__file__).parent)
    head: str = migrations.HEAD
    immutable: Mapping[str, frozenset[str]] = field(default_factory=lambda: IMMUTABLE_TABLES)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What ``prepare`` did; ``copy`` is the file with the vault as it was before."""

    before: str | None
    after: str
    copy: Path | None = None


def prepare(vault: Vault, *, now: datetime.datetime, schema: Schema | None = None) -> Prepared:
    """Make the schema in a new vault, or bring an older one up to date after keeping a checked copy of it.

    Costs one query when the schema is current. Raises VaultNewer (nothing changed), VaultFull, VaultDamaged, and
    MigrationFailed after a rollback.
    """
    wanted = schema or Schema()
    with translated(), vault.engine.execution_options(readonly=True).connect() as connection:
        before = current_revision(connection)
        tables = set(inspect(connection).get_table_names()) if before is None else set()
    if before == wanted.head:
        return Prepared(before, before)
    if before is None and tables:
        raise VaultDamaged
    if before is not None:
        refuse_newer(before, wanted)
    copy = copy_vault(vault, label=f"before-{wanted.head}", now=now) if before is not None else None
    _upgrade_vault(vault, wanted)
    return Prepared(before, wanted.head, copy)


def create_schema(connection: Connection, schema: Schema | None = None) -> None:
    """Run all steps and make the triggers, in the caller's transaction."""
    upgrade(connection, schema or Schema())


def current_revision(connection: Connection) -> str | None:
    """The schema revision of a database, or None for one without a schema."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    row = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").first()
    return None if row is None else str(row[0])


def refuse_newer(revision: str, schema: Schema) -> None:
    """Raise VaultNewer for a revision this program does not know."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(schema.location)).walk_revisions()}
    if revision not in known:
        raise VaultNewer


def upgrade(connection: Connection, schema: Schema) -> None:
    """Run the missing steps on ``connection``, make the triggers again and check every foreign key.

    Raises MigrationFailed when a row would point nowhere; the caller rolls back.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.location).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = MetaData(naming_convention=NAMING_CONVENTION)
    drop_triggers(connection)
    command.upgrade(config, schema.head)
    install_triggers(connection, schema.immutable)
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise MigrationFailed


def _upgrade_vault(vault: Vault, schema: Schema) -> None:
    try:
        with _migration_connection(vault) as connection:
            upgrade(connection, schema)
    except Exception as error:
        problem = translate(error)
        if problem is not None:
            raise problem from error
        raise MigrationFailed from error


@contextmanager
def _migration_connection(vault: Vault) -> Iterator[Connection]:
    """A connection of its own, foreign keys off before the one transaction begins."""
    with vault.raw_connection() as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        engine = create_engine(
            "sqlite+pysqlite://", module=DRIVER, creator=lambda: raw, poolclass=StaticPool, hide_parameters=True
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        with engine.begin() as connection:
            yield connection
        engine.dispose()
