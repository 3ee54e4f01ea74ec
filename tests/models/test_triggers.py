"""The database itself refuses to change or delete what is true for ever."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from iop_desktop.models import groups, lessons, migrate, notes, tables
from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.base import Base
from iop_desktop.models.database import AUDIT_KEY, Vault
from iop_desktop.models.triggers import (
    IMMUTABLE_TABLES,
    expected_triggers,
    install_triggers,
    present_triggers,
)
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, Meaning, NoteKind

from .conftest import NOW, Records

MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
FIXED = sorted(IMMUTABLE_TABLES)


def add_one_of_each(session: Session) -> None:
    """A row in every such table; what they refer to does not matter here."""
    some = uuid.uuid4
    version = some()
    session.add_all(
        [
            groups.AttendanceEvent(
                session_id=some(),
                client_id=some(),
                ordinal=1,
                batch_id=some(),
                kind=AttendanceEventKind.MARKED,
                status=AttendanceStatus.PRESENT,
                at=NOW,
                recorded_at=NOW,
                recorded_by=some(),
            ),
            notes.NoteVersion(
                id=version,
                note_id=some(),
                number=1,
                kind=NoteKind.PROGRESS,
                record={"text": "signed"},
                digest="d",
                needs_cosignature=True,
                created_at=NOW,
            ),
            notes.Signature(
                note_version_id=version,
                staff_id=some(),
                meaning=Meaning.AUTHOR,
                name="n",
                credentials="c",
                licence="l",
                signed_at=NOW,
                zone="UTC",
                digest="d",
                certificate_sha256="c",
                pdf=b"%PDF",
                pdf_sha256="p",
            ),
            notes.Return(note_version_id=version, supervisor_id=some(), comment="again", returned_at=NOW),
            notes.Viewing(note_version_id=version, staff_id=some(), viewed_at=NOW),
            groups.SessionDocument(
                session_id=some(), kind="sign_in_sheet", pdf=b"%PDF", sha256="s", made_at=NOW, made_by=some()
            ),
            groups.RuleOverride(
                group_id=some(), rule="r", allowed=12, actual=13, reason="because", staff_id=some(), decided_at=NOW
            ),
            lessons.FidelityRating(
                delivery_id=some(), staff_id=some(), by_supervisor=True, scores=[4, 4, 4, 4, 4], rated_at=NOW
            ),
        ]
    )
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
        "instrument_score",
        "key_file_record",
        "lesson_file",
        "module",
        "problem",
        "setting",
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
        assert len(present_triggers(connection)) == 3 * len(IMMUTABLE_TABLES) + 3
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
