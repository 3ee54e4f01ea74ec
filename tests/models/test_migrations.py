"""Bringing a vault from each earlier schema to this one: with its data, after a checked copy, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from iop_desktop.models import migrate, migrations, vault_copy
from iop_desktop.models.audit_chain import AuditEntry, append, verify
from iop_desktop.models.cipher import connect
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import MigrationFailed, VaultDamaged, VaultFull, VaultNewer
from iop_desktop.models.integrity import integrity_of
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.migrate import Schema, prepare
from iop_desktop.models.tables import Base
from iop_desktop.models.triggers import IMMUTABLE_TABLES, expected_triggers, present_triggers

from .conftest import NOW, Records
from .test_database_opening import PAGE, flip

LOCATION = Schema().location
REVISIONS = sorted(script.revision for script in ScriptDirectory(str(LOCATION)).walk_revisions())
EARLIER = REVISIONS[:-1]
NEXT_STEP = '''"""Next: a wider name, a new column, and a table rebuilt under its children."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("nickname", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("program") as table:
        table.alter_column("name", type_=sa.String(300))
    {more}
'''


def tables_at(revision: str) -> set[str]:
    """Names of the tables of one schema, made in memory."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate.create_schema(connection, Schema(head=revision, immutable={}))
        names = set(inspect(connection).get_table_names())
    engine.dispose()
    return names


def schema_at(revision: str) -> Schema:
    names = tables_at(revision)
    return Schema(head=revision, immutable={name: IMMUTABLE_TABLES[name] for name in IMMUTABLE_TABLES if name in names})


def with_next_step(folder: Path, more: str = "") -> Schema:
    """The schema of a later program."""
    location = folder / "migrations"
    shutil.copytree(LOCATION, location, ignore=shutil.ignore_patterns("__pycache__"))
    step = NEXT_STEP.format(head=migrations.HEAD, more=more)
    (location / "versions" / "9999_next.py").write_text(step, encoding="utf-8")
    return Schema(location=location, head="9999")


def add_people(vault: Vault) -> None:
    """A program, two clients admitted to it, and an entry about it."""
    with vault.transaction() as session:
        columns = "id, name, population, minimum_age, weekly_minutes_minimum, weekly_minutes_maximum, revision"
        session.execute(text(f"INSERT INTO program ({columns}) VALUES ('p', 'Adult IOP', 'adult', 18, 540, 1140, 1)"))
        for number in (1, 2):
            names = (
                "id, record_number, first_name, last_name, preferred_name, pronouns, search_name, sex, address, phone"
            )
            values = f"'c{number}', 'MR-{number}', 'José', '', '', '', 'jose', '', '', ''"
            session.execute(text(f"INSERT INTO client ({names}, email, revision) VALUES ({values}, '', 1)"))
            admission = f"'a{number}', 'c{number}', 'p', '2026-10-01', NULL, 1"
            columns = "id, client_id, program_id, admitted_on, discharged_on, revision"
            session.execute(text(f"INSERT INTO admission ({columns}) VALUES ({admission})"))
        append(session, AuditEntry(NOW, "client.added"))


def people(vault: Vault) -> list[tuple[object, ...]]:
    words = "SELECT c.record_number, c.first_name, p.name FROM admission a JOIN client c ON c.id = a.client_id "
    with vault.transaction(readonly=True) as session:
        return [tuple(row) for row in session.execute(text(words + "JOIN program p ON p.id = a.program_id ORDER BY 1"))]


def revision_of(vault: Vault) -> str | None:
    with vault.engine.execution_options(readonly=True).connect() as connection:
        return migrate.current_revision(connection)


def copies(vault: Vault) -> list[Path]:
    return sorted((vault.folder / "copies").glob("*"))


EXPECTED = [("MR-1", "José", "Adult IOP"), ("MR-2", "José", "Adult IOP")]


@pytest.fixture
def filled(records: Records) -> Iterator[Vault]:
    with records.open() as vault:
        add_people(vault)
        yield vault


def test_the_last_step_is_the_one_the_program_asks_for() -> None:
    assert REVISIONS[-1] == migrations.HEAD
    assert len(REVISIONS) == len(set(REVISIONS))


# The indexes on parts of an audit entry stand on expressions; they have a test of their own in test_audit_reading.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_steps_lead_to_exactly_the_tables_of_the_program() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate.create_schema(connection)
        # A column added later has a default for the rows that are there already; the program always writes its value.
        options = {"compare_type": True, "render_as_batch": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        checks = {
            (table.name, str(check["name"]))
            for table in Base.metadata.sorted_tables
            for check in inspect(connection).get_check_constraints(table.name)
        }
    engine.dispose()
    made = create_engine("sqlite://")
    Base.metadata.create_all(made)
    expected = {
        (table.name, str(check["name"]))
        for table in Base.metadata.sorted_tables
        for check in inspect(made).get_check_constraints(table.name)
    }
    made.dispose()
    assert checks == expected
    assert expected


def test_a_current_vault_is_left_alone(filled: Vault) -> None:
    assert prepare(filled, now=NOW) == migrate.Prepared(migrations.HEAD, migrations.HEAD)
    assert not (filled.folder / "copies").exists()


@pytest.mark.parametrize("revision", EARLIER)
def test_an_older_vault_keeps_its_data_and_a_copy(records_template: Records, tmp_path: Path, revision: str) -> None:
    keys = records_template.keys
    folder = tmp_path / "older"
    with Vault.create(folder, keys.copy()) as vault:
        shutil.copy(records_template.folder / "clinic.vault", folder)
        prepare(vault, now=NOW, schema=schema_at(revision))
        assert revision_of(vault) == revision
        add_people(vault)
        done = prepare(vault, now=NOW)
        assert (done.before, done.after) == (revision, migrations.HEAD)
        assert people(vault) == EXPECTED
        with vault.engine.connect() as connection:
            assert present_triggers(connection) == expected_triggers(connection)
        with vault.transaction(readonly=True) as session:
            assert verify(session).ok
        assert done.copy is not None
        assert copies(vault) == [done.copy, done.copy.with_suffix(".vault")]
        copy = connect(done.copy, keys)
        assert integrity_of(copy).ok
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]
        assert copy.execute("SELECT count(*) FROM client").fetchone() == (2,)
        copy.close()
        assert {path.stat().st_mode & 0o777 for path in copies(vault)} == {0o600}


def test_a_table_can_be_rebuilt_under_its_children(filled: Vault, tmp_path: Path) -> None:
    done = prepare(filled, now=NOW, schema=with_next_step(tmp_path))
    assert done.after == "9999"
    assert people(filled) == EXPECTED
    with filled.engine.connect() as connection:
        assert present_triggers(connection) == expected_triggers(connection)
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with pytest.raises(IntegrityError), filled.transaction() as session:
        session.execute(text("DELETE FROM audit_event"))


@pytest.mark.parametrize(
    "mistake",
    [
        "raise RuntimeError('half way')",
        "op.execute('UPDATE no_such_table SET x = 1')",
        "op.execute(\"DELETE FROM program WHERE id = 'p'\")",
        "op.drop_table('signature')",
    ],
)
def test_a_failed_step_changes_nothing(filled: Vault, tmp_path: Path, mistake: str) -> None:
    with pytest.raises(MigrationFailed) as caught:
        prepare(filled, now=NOW, schema=with_next_step(tmp_path, mistake))
    assert "unchanged, and a copy was kept" in caught.value.sentence
    assert len(copies(filled)) == 2
    assert revision_of(filled) == migrations.HEAD
    assert people(filled) == EXPECTED
    with filled.engine.connect() as connection:
        assert "nickname" not in {column["name"] for column in inspect(connection).get_columns("client")}
        assert present_triggers(connection) == expected_triggers(connection)
        assert not [name for name in inspect(connection).get_table_names() if name.startswith("_alembic")]
    filled.close()


def test_a_vault_still_opens_after_a_failed_step(records: Records, tmp_path: Path) -> None:
    with records.open() as vault, pytest.raises(MigrationFailed):
        prepare(vault, now=NOW, schema=with_next_step(tmp_path, "raise RuntimeError"))
    with records.open() as vault:
        assert prepare(vault, now=NOW).copy is None
        assert vault.check_integrity().ok


def test_a_newer_vault_is_refused_and_left_alone(filled: Vault, tmp_path: Path) -> None:
    prepare(filled, now=NOW, schema=with_next_step(tmp_path))
    before = filled.path.read_bytes()
    with pytest.raises(VaultNewer) as caught:
        prepare(filled, now=NOW)
    assert "newer version of IOP Desktop" in caught.value.sentence
    assert "update this program" in caught.value.sentence
    assert filled.path.read_bytes() == before
    assert revision_of(filled) == "9999"


def test_tables_without_a_schema_number_are_not_touched(filled: Vault) -> None:
    with filled.transaction() as session:
        session.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(VaultDamaged):
        prepare(filled, now=NOW)
    assert people(filled) == EXPECTED


def test_a_damaged_vault_is_neither_copied_nor_changed(records: Records, tmp_path: Path) -> None:
    records.add_settings({f"name-{number}": "x" * 200 for number in range(500)})
    flip(records.database, records.database.stat().st_size - PAGE + 100)
    with records.open() as vault:
        with pytest.raises(VaultDamaged):
            prepare(vault, now=NOW, schema=with_next_step(tmp_path))
        assert copies(vault) == []
        assert revision_of(vault) == migrations.HEAD


def test_without_room_for_a_copy_nothing_is_changed(
    filled: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(filled.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(VaultFull):
        prepare(filled, now=NOW, schema=with_next_step(tmp_path))
    assert revision_of(filled) == migrations.HEAD
    assert copies(filled) == []


def test_a_copy_that_differs_is_not_kept(filled: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([{"client": 2}, {"client": 1}])
    monkeypatch.setattr(vault_copy, "row_counts", lambda _: next(counts))
    with pytest.raises(VaultDamaged):
        vault_copy.copy_vault(filled, label="test", now=NOW)
    assert copies(filled) == []


def test_a_copy_holds_what_is_still_in_the_log_and_clears_what_was_left(filled: Vault) -> None:
    (filled.folder / "copies").mkdir()
    (filled.folder / "copies" / "clinic-old.partial").write_bytes(b"half")
    copy = vault_copy.copy_vault(filled, label="test", now=NOW)
    names = {path.name for path in copies(filled)}
    assert names == {"clinic-test-20261124T170000000000Z.db", "clinic-test-20261124T170000000000Z.vault"}
    connection = connect(copy, filled.keys)
    assert connection.execute("SELECT count(*) FROM client").fetchone() == (2,)
    connection.close()
    assert (copy.with_suffix(".vault")).read_bytes() == (filled.folder / "clinic.vault").read_bytes()


def test_an_unknown_failure_of_a_copy_is_told_as_it_is(filled: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(9999, "unheard of")

    monkeypatch.setattr(vault_copy, "sync_file", fail)
    with pytest.raises(OSError, match="unheard of"):
        vault_copy.copy_vault(filled, label="test", now=NOW)
    assert copies(filled) == []


def test_a_new_vault_gets_the_schema_without_a_copy(records_template: Records, tmp_path: Path) -> None:
    keys: VaultKeys = records_template.keys.copy()
    with Vault.create(tmp_path / "new", keys) as vault:
        assert prepare(vault, now=NOW) == migrate.Prepared(None, migrations.HEAD)
        assert copies(vault) == []


def test_a_row_that_points_nowhere_stops_a_step(filled: Vault, tmp_path: Path) -> None:
    with migrate._migration_connection(filled) as connection:
        connection.execute(text("UPDATE admission SET program_id = 'gone' WHERE id = 'a1'"))
    with pytest.raises(MigrationFailed):
        prepare(filled, now=NOW, schema=with_next_step(tmp_path))
    assert revision_of(filled) == migrations.HEAD


def test_a_folder_with_a_percent_sign_is_no_trouble(filled: Vault, tmp_path: Path) -> None:
    place = tmp_path / "100% ours"
    place.mkdir()
    schema = with_next_step(place)
    assert prepare(filled, now=NOW, schema=replace(schema)).after == "9999"
