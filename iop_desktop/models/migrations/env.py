"""Runs migrations on the connection that ``models.migrate`` hands over, in the caller's transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our portable JSON type by its name, because its variants cannot be written out."""
    if kind == "type" and isinstance(item, JSON):
        return "base.PortableJson"
    return False


def _included(item: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Whether a difference is to be written; a first step is made of several parts."""
    return kind != "table" or attributes.get("tables") is None or name in attributes["tables"]


attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes.get("metadata"),
    render_as_batch=attributes.get("batch", True),
    render_item=_render,
    include_object=_included,
    compare_type=True,
    transactional_ddl=True,
    user_module_prefix="base.",
)
with context.begin_transaction():
    context.run_migrations()
