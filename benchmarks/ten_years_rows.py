"""Rows of the ten-year clinic: copies of the demo's own rows under new keys, put in many at a time.

Rows are dictionaries of what the database keeps (text, numbers, bytes), so that a copy takes along every column there
is, whatever later schemas add.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Row = dict[str, Any]

# What is pointed at comes before what points at it.
_ORDER = (
    *("treatment_group", "client", "admission", "membership", "treatment_plan", "problem", "goal", "objective"),
    *("instrument_score", "group_session", "group_part", "delivery", "delivered_segment", "attendance_event"),
    *("note", "note_version", "signature", "viewing", "note_return"),
)


class Bulk:
    """Rows that wait to be written."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)

    def key(self, at: datetime) -> str:
        """A UUIDv7 of that moment as the database keeps it; the same in every run."""
        value = int(at.timestamp() * 1000) << 80 | 7 << 76 | self.dice.getrandbits(12) << 64
        return f"{value | 2 << 62 | self.dice.getrandbits(62):032x}"

    def copy(self, table: str, template: Row, at: datetime, /, **changes: object) -> str:
        """Add a row like ``template``; its new key."""
        key = self.key(at)
        self._rows[table].append({**template, **changes, "id": key})
        return key

    def write(self, db: Session) -> None:
        """Put all of it in."""
        assert set(self._rows) <= set(_ORDER)
        for table in _ORDER:
            rows = self._rows.pop(table, [])
            if rows:
                columns = list(rows[0])
                places = ", ".join("?" * len(columns))
                statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
                db.connection().exec_driver_sql(statement, [tuple(row[name] for name in columns) for row in rows])


def moment(at: datetime) -> str:
    """A moment as the database keeps it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def rows_of(db: Session, statement: str, **values: object) -> list[Row]:
    """Rows as the database keeps them."""
    return [dict(row) for row in db.execute(text(statement), values).mappings()]


def row_of(db: Session, statement: str, **values: object) -> Row:
    """The one row, or the first."""
    return rows_of(db, statement, **values)[0]


def recorded(row: Row) -> Row:
    """What a signed record says, for those who pick templates by it."""
    found: Row = json.loads(row["record"])
    return found
