"""Destroying the rows of one client for good, in one transaction with the triggers that otherwise refuse it.

The triggers are taken away and made again from the one list inside the transaction: whatever goes wrong rolls back to
a database that has them and the chart. Freed pages are overwritten (``secure_delete``), and afterwards the write-ahead
log is emptied and the file written anew, so that no page of the chart is left in it, not even encrypted.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete

from iop_desktop.models.chart_rows import ChartRows, key_of
from iop_desktop.models.cipher import DRIVER
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultError
from iop_desktop.models.tables import Base
from iop_desktop.models.triggers import drop_triggers, install_triggers


def delete_rows(connection: Connection, rows: ChartRows) -> Mapping[str, int]:
    """Delete these rows in the caller's transaction; how many of each table. The commit fails if one is left over."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    drop_triggers(connection)
    counts: dict[str, int] = {}
    for name, keys in rows.items():
        table = Base.metadata.tables[name]
        counts[name] = connection.execute(delete(table).where(key_of(table).in_(keys))).rowcount
    install_triggers(connection)
    return counts


def overwrite_freed(vault: Vault) -> bool:
    """Empty the write-ahead log and write the file anew; whether that was possible now."""
    try:
        with vault.raw_connection() as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except (DRIVER.Error, VaultError):
        # The chart is gone all the same: a full disk, a reader or a lock put only this off.
        return False
    return not busy
