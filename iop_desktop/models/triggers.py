"""The database's own refusal to change or delete what is true for ever.

The services never try; these triggers stand against a mistake in them and against another program. They are made
again after every migration, because rebuilding a table drops its triggers.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, inspect

_PREFIX = "keep_"
_REFUSAL = "this record is kept for ever and cannot be changed or deleted"

# Table -> columns that may still be updated; a delete is always refused.
IMMUTABLE_TABLES: Mapping[str, frozenset[str]] = {
    "amendment_event": frozenset(),
    "amendment_request": frozenset(),
    "attendance_event": frozenset(),
    "audit_checkpoint": frozenset(),
    "audit_event": frozenset(),
    "chart_access": frozenset(),
    "chart_access_end": frozenset(),
    "chart_access_review": frozenset(),
    "chart_period": frozenset(),
    "discharge": frozenset(),
    "disposal": frozenset(),
    "disposal_proposal": frozenset({"withdrawn_by", "withdrawn_at"}),
    "fidelity_rating": frozenset(),
    "gate_decision": frozenset(),
    "legal_hold": frozenset({"lifted_by", "lifted_at", "lift_reason"}),
    "note_return": frozenset(),
    "note_version": frozenset(),
    "packet_answer": frozenset(),
    "packet_in": frozenset(),
    "packet_out": frozenset(),
    "packet_out_item": frozenset(),
    "packet_reply": frozenset(),
    "return_remark": frozenset(),
    "revocation": frozenset(),
    "rule_override": frozenset(),
    "session_document": frozenset(),
    "signature": frozenset(),
    "staff_certificate": frozenset(),
    "viewing": frozenset(),
}

_SESSION, _LATE = "group_session", "recorded_late_at"
_NOTE = "note"
_SIGNED = "('awaiting', 'complete', 'in_error')"
# What a signed note says of its member, its author and its subject stays.
_SIGNED_COLUMNS = ("session_id", "contact_id", "parent_id", "client_id", "author_id", "kind", "draft")

# What stands of a session and of its lesson in the notes of its members.
_SESSION_COLUMNS = (
    *("group_id", "number", "starts_at", "ends_at", "started_at", "ended_at"),
    *("facilitator_id", "cofacilitator_id", "place", "mode"),
)
_LESSON_COLUMNS = ("session_id", "lesson_id", "title", "content")

# The chain's head moves, but only one step forward at a time.
_AUDIT_HEAD = "audit_head"


def install_triggers(connection: Connection, tables: Mapping[str, frozenset[str]] = IMMUTABLE_TABLES) -> None:
    """Drop this program's triggers and make those for ``tables`` (all must exist); SQLite only."""
    drop_triggers(connection)
    for name, statement in sorted(expected_triggers(connection, tables).items()):
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {statement}")


def drop_triggers(connection: Connection) -> None:
    """Take this program's triggers away, so that a migration may rewrite tables."""
    for name in present_triggers(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def present_triggers(connection: Connection) -> dict[str, str]:
    """Name and definition of this program's triggers as they are in the database."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    return {
        name: definition.removeprefix(f"CREATE TRIGGER {name} ")
        for name, definition in rows
        if name.startswith(_PREFIX)
    }


def expected_triggers(
    connection: Connection, tables: Mapping[str, frozenset[str]] = IMMUTABLE_TABLES
) -> dict[str, str]:
    """Name and definition of the triggers that should be there. Raises LookupError for a table that is not."""
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    missing = sorted(set(tables) - present)
    if missing:
        raise LookupError(f"tables not found: {', '.join(missing)}")
    triggers: dict[str, str] = {}
    for table, changeable in tables.items():
        columns = [str(column["name"]) for column in inspector.get_columns(table)]
        keys = [str(name) for name in inspector.get_pk_constraint(table)["constrained_columns"]]
        triggers |= _triggers_of(table, columns, keys, changeable)
    if _AUDIT_HEAD in present:
        triggers |= _head_triggers()
    if _SESSION in present and _LATE in {column["name"] for column in inspector.get_columns(_SESSION)}:
        triggers |= _late_trigger()
    if _NOTE in present and "parent_id" in {column["name"] for column in inspector.get_columns(_NOTE)}:
        triggers |= _note_triggers() | _under_signed_triggers() | _session_triggers()
    return triggers


def _triggers_of(table: str, columns: list[str], keys: list[str], changeable: frozenset[str]) -> dict[str, str]:
    fixed = ", ".join(f'"{column}"' for column in columns if column not in changeable)
    same_key = " AND ".join(f'"{key}" = NEW."{key}"' for key in keys)
    return {
        f"{_PREFIX}{table}_update": _refuse(f'BEFORE UPDATE OF {fixed} ON "{table}"'),
        f"{_PREFIX}{table}_delete": _refuse(f'BEFORE DELETE ON "{table}"'),
        # REPLACE would delete the old row without asking the trigger above, unless a setting says otherwise.
        f"{_PREFIX}{table}_replace": _refuse(
            f'BEFORE INSERT ON "{table}" WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same_key})'
        ),
    }


def _head_triggers() -> dict[str, str]:
    step = "NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1"
    return {
        f"{_PREFIX}{_AUDIT_HEAD}_update": _refuse(f'BEFORE UPDATE ON "{_AUDIT_HEAD}" WHEN {step}'),
        f"{_PREFIX}{_AUDIT_HEAD}_delete": _refuse(f'BEFORE DELETE ON "{_AUDIT_HEAD}"'),
    }


def _late_trigger() -> dict[str, str]:
    """When a late entry was recorded is written once; nobody dates it back."""
    changed = f'OLD."{_LATE}" IS NOT NULL AND NEW."{_LATE}" IS NOT OLD."{_LATE}"'
    return {f"{_PREFIX}{_SESSION}_late": _refuse(f'BEFORE UPDATE OF "{_LATE}" ON "{_SESSION}" WHEN {changed}')}


def _note_triggers() -> dict[str, str]:
    """A signed note keeps its words, and a finished one can only turn out to be entered in error."""
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in _SIGNED_COLUMNS)
    columns = ", ".join(f'"{column}"' for column in _SIGNED_COLUMNS)
    back = (
        "(OLD.state = 'complete' AND NEW.state NOT IN ('complete', 'in_error')) OR (OLD.state = 'in_error') "
        "OR (OLD.state IN ('awaiting', 'returned') AND NEW.state = 'draft')"
    )
    version = "EXISTS (SELECT 1 FROM note_version WHERE note_id = OLD.id)"
    return {
        f"{_PREFIX}note_words": _refuse(
            f"BEFORE UPDATE OF {columns} ON note WHEN OLD.state IN {_SIGNED} AND ({changed})"
        ),
        f"{_PREFIX}note_state": _refuse(f"BEFORE UPDATE OF state ON note WHEN ({back}) AND NEW.state IS NOT OLD.state"),
        f"{_PREFIX}note_delete": _refuse(f"BEFORE DELETE ON note WHEN {version}"),
    }


def _under_signed_triggers() -> dict[str, str]:
    """Group part, contact and attendance stand in signed notes and stay as they were signed."""
    session = f"EXISTS (SELECT 1 FROM note WHERE session_id = OLD.session_id AND state IN {_SIGNED})"
    contact = f"EXISTS (SELECT 1 FROM note WHERE contact_id = OLD.id AND state IN {_SIGNED})"
    member = (
        "EXISTS (SELECT 1 FROM note WHERE session_id = NEW.session_id AND client_id = NEW.client_id "
        "AND state IN ('awaiting', 'complete'))"
    )
    return {
        f"{_PREFIX}group_part_update": _refuse(f"BEFORE UPDATE ON group_part WHEN {session}"),
        f"{_PREFIX}group_part_delete": _refuse(f"BEFORE DELETE ON group_part WHEN {session}"),
        f"{_PREFIX}contact_update": _refuse(f"BEFORE UPDATE ON contact WHEN {contact}"),
        f"{_PREFIX}contact_delete": _refuse(f"BEFORE DELETE ON contact WHEN {contact}"),
        f"{_PREFIX}attendance_signed": _refuse(f"BEFORE INSERT ON attendance_event WHEN {member}"),
    }


def _session_triggers() -> dict[str, str]:
    """Times, place, facilitators and lesson of a session stay while a signed note of it is valid."""
    lesson = "(SELECT session_id FROM delivery WHERE id = {row}.delivery_id)"
    return {
        f"{_PREFIX}{_SESSION}_signed": _refuse(_changed(_SESSION, _SESSION_COLUMNS, _under("OLD.id"))),
        f"{_PREFIX}{_SESSION}_delete": _refuse(f"BEFORE DELETE ON {_SESSION} WHEN {_under('OLD.id')}"),
        f"{_PREFIX}delivery_update": _refuse(_changed("delivery", _LESSON_COLUMNS, _under("OLD.session_id"))),
        f"{_PREFIX}delivery_delete": _refuse(f"BEFORE DELETE ON delivery WHEN {_under('OLD.session_id')}"),
        f"{_PREFIX}delivery_insert": _refuse(f"BEFORE INSERT ON delivery WHEN {_under('NEW.session_id')}"),
        **_kept_rows("delivered_segment", lesson.format(row="OLD"), lesson.format(row="NEW")),
        **_kept_rows("session_break", "OLD.session_id", "NEW.session_id"),
        f"{_PREFIX}group_part_insert": _refuse(f"BEFORE INSERT ON group_part WHEN {_under('NEW.session_id')}"),
    }


def _under(session_id: str) -> str:
    return f"EXISTS (SELECT 1 FROM note WHERE session_id = {session_id} AND state IN ('awaiting', 'complete'))"


def _changed(table: str, columns: tuple[str, ...], when: str) -> str:
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    return f"BEFORE UPDATE OF {', '.join(columns)} ON {table} WHEN ({changed}) AND {when}"


def _kept_rows(table: str, old: str, new: str) -> dict[str, str]:
    return {
        f"{_PREFIX}{table}_update": _refuse(f"BEFORE UPDATE ON {table} WHEN {_under(old)}"),
        f"{_PREFIX}{table}_delete": _refuse(f"BEFORE DELETE ON {table} WHEN {_under(old)}"),
        f"{_PREFIX}{table}_insert": _refuse(f"BEFORE INSERT ON {table} WHEN {_under(new)}"),
    }


def _refuse(when: str) -> str:
    return f"{when} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
