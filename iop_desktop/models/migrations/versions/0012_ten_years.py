"""Indexes without which a clinic of ten years reads every note and every session to open a page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OPEN = "ended_at IS NULL AND cancelled_at IS NULL"


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    # The unique index on sessions leaves out notes in error, so a question for all notes of a session cannot use it.
    op.create_index("ix_note_session_id", "note", ["session_id"])
    op.drop_index("ix_note_parent_id", "note")
    _partial("ix_note_parent_id", "note", ["parent_id"], "parent_id IS NOT NULL")
    op.create_index("ix_group_session_group_id_starts_at", "group_session", ["group_id", "starts_at"])
    _partial("ix_group_session_open", "group_session", ["group_id", "starts_at"], _OPEN)
    _partial("ix_group_session_split_of", "group_session", ["split_of"], "split_of IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
