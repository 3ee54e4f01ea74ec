"""The database itself refuses to change or delete what is true for ever."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Column, Enum, text
from sqlalchemy import inspect as inspect_mapper
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from iop_desktop.models import migrate, tables
from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.base import Base, UTCDateTime
from iop_desktop.models.database import AUDIT_KEY, Vault
from iop_desktop.models.triggers import (
    IMMUTABLE_TABLES,
    expected_triggers,
    install_triggers,
    present_triggers,
)

from .conftest import NOW, Records

MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
FIXED = sorted(IMMUTABLE_TABLES)


# Nullable, but one of two that must be given.
CHOSEN = frozenset({"staff_id", "supervisor_id"})
# What is kept as JSON may be any object.
SAMPLES: dict[type, object] = {
    str: "x",
    int: 1,
    bool: True,
    bytes: b"%PDF",
    object: {"text": "signed"},
    date: NOW.date(),
}


def sample(column: Column[Any]) -> object:
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        return next(iter(column.type.enum_class))
    if isinstance(column.type, UTCDateTime):
        return NOW
    kind = column.type.python_type
    return uuid.uuid4() if kind is uuid.UUID else SAMPLES[kind]


def add_one_of_each(session: Session) -> None:
    """A row in every such table; what they refer to does not matter here."""
    for table in FIXED:
        if table != "audit_event":
            columns = MODELS[table].__table__.columns
            wanted = [column for column in columns if not column.nullable or column.name in CHOSEN]
            mapper = inspect_mapper(MODELS[table])
            keys = {column: mapper.get_property_by_column(column).key for column in wanted}
            session.add(MODELS[table](**{keys[column]: sample(column) for column in wanted}))
    session.flush()
    append(session, AuditEntry(NOW, "note.signed"))


@pytest.fixture
def filled(records: Records) -> Iterator[Vault]:
    with records.open() as vault:
        with migrate._migration_connection(vault) as connection:
            session = Session(connection, info={AUDIT_KEY: vault.keys.audit_key})
            add_one_of_each(session)
            session.close()
        yield vault


def content(vault: Vault, table: str) -> list[tuple[object, ...]]:
    with vault.transaction(readonly=True) as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]


def refused(vault: Vault, statement: str) -> None:
    with pytest.raises(IntegrityError, match="kept for ever"), vault.transaction() as session:
        session.execute(text(statement))


@pytest.mark.parametrize("table", FIXED)
def test_no_column_can_be_updated(filled: Vault, table: str) -> None:
    before = content(filled, table)
    assert before
    for column in MODELS[table].__table__.columns:
        if column.name not in IMMUTABLE_TABLES[table]:
            refused(filled, f'UPDATE {table} SET "{column.name}" = "{column.name}"')
            refused(filled, f'UPDATE {table} SET "{column.name}" = 7')
    assert content(filled, table) == before


@pytest.mark.parametrize("table", FIXED)
def test_no_row_can_be_deleted_or_replaced(filled: Vault, table: str) -> None:
    before = content(filled, table)
    assert before
    refused(filled, f"DELETE FROM {table}")
    refused(filled, f"REPLACE INTO {table} SELECT * FROM {table}")
    refused(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert content(filled, table) == before


def test_other_tables_can_be_changed(filled: Vault) -> None:
    with filled.transaction() as session:
        session.execute(text("INSERT INTO setting VALUES ('a', 'b')"))
        session.execute(text("UPDATE setting SET value = 'c'"))
        session.execute(text("DELETE FROM setting"))


def test_the_list_covers_every_table_that_says_it_never_changes() -> None:
    unchanging = {
        name
        for name, model in MODELS.items()
        if "never change" in (inspect.getdoc(model) or "") or not hasattr(model, "revision")
    }
    # These have no revision because they are replaced as a whole by the services or hold one row of their own.
    changing = {
        "audit_head",
        "exchange_key",
        "instrument_score",
        "kept_words",
        "key_file_record",
        "lesson_file",
        "module",
        "problem",
        "second_factor",
        "setting",
        "spare_code",
        "spelling_word",
        "split_member",
    }
    assert unchanging - changing == set(IMMUTABLE_TABLES)
    assert set(tables.__all__) - {"Base"} <= {model.__name__ for model in MODELS.values()}


def test_a_list_with_an_unknown_table_is_a_mistake(filled: Vault) -> None:
    with filled.engine.connect() as connection, pytest.raises(LookupError, match="no_such_table"):
        expected_triggers(connection, {"no_such_table": frozenset()})


def test_triggers_are_all_there_and_can_be_made_again(filled: Vault) -> None:
    with filled.engine.begin() as connection:
        assert present_triggers(connection) == expected_triggers(connection)
        assert len(present_triggers(connection)) == 3 * len(IMMUTABLE_TABLES) + 23
        install_triggers(connection)
        assert present_triggers(connection) == expected_triggers(connection)


def test_a_column_that_may_change_can_be_left_open(filled: Vault) -> None:
    with filled.engine.begin() as connection:
        install_triggers(connection, {**IMMUTABLE_TABLES, "viewing": frozenset({"viewed_at"})})
    with filled.transaction() as session:
        session.execute(text("UPDATE viewing SET viewed_at = '2030-01-01T00:00:00.000000Z'"))
    refused(filled, "UPDATE viewing SET staff_id = note_version_id")


def test_another_entry_at_the_same_place_is_refused(filled: Vault) -> None:
    refused(filled, "INSERT OR REPLACE INTO audit_event VALUES (1, '{}', zeroblob(32))")
