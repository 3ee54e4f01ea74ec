"""Reading every page of an open database: are the seals whole and the structure sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iop_desktop.models.cipher import DRIVER
from iop_desktop.models.errors import VaultClosed, VaultDamaged, translate


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """Result of reading every page: ``problems`` are SQLite's own words and hold no record."""

    ok: bool
    problems: tuple[str, ...] = ()


def integrity_of(connection: Any) -> IntegrityReport:
    """Check the pages' seals and the structure of an open database. Raises VaultClosed when it is locked meanwhile."""
    try:
        # The page check reads the main file alone, so what is still in the log has to be moved there first.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        problems = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
        if not problems:
            rows = connection.execute("PRAGMA quick_check").fetchall()
            problems = [str(row[0]) for row in rows if row[0] != "ok"]
    except DRIVER.DatabaseError as error:
        problem = translate(error) or VaultDamaged()
        # Locking the vault ends the reading and says nothing about the pages.
        if isinstance(problem, VaultClosed):
            raise problem from None
        problems = [type(problem).__name__]
    return IntegrityReport(ok=not problems, problems=tuple(problems))
