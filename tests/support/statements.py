"""What the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from iop_desktop.services.unlocked import Unlocked


@contextmanager
def statements_of(unlocked: Unlocked) -> Iterator[list[str]]:
    """Every statement of this vault inside the block."""
    seen: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(unlocked.engine, "before_cursor_execute", remember)
    try:
        yield seen
    finally:
        event.remove(unlocked.engine, "before_cursor_execute", remember)


def questions_of(statements: list[str]) -> list[str]:
    """Those that read."""
    return [statement for statement in statements if statement.startswith("SELECT")]
