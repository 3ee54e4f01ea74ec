"""Sets of roles in one column, and the step that made them of the single role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from iop_desktop.models.migrate import Schema, create_schema
from iop_desktop.models.role_set import ROLE_SETS, RoleSet, role_sets_with, role_words
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.vocabulary import Role

PEOPLE = Table("people", MetaData(), Column("id", Integer, primary_key=True), Column("roles", RoleSet()))
COLUMNS = "id, login, name, credentials, licence, title, {}, needs_cosignature, slot_id, slot_public_key, certificate, "
INSERT = "INSERT INTO staff (" + COLUMNS + "sealed_signing_key, active, revision) VALUES "
VALUES = "('{0}', '{0}', 'Dana Whitfield', '', '', '', '{1}', 0, '', x'', x'', x'', 1, 1)"


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as made:
        yield made
    engine.dispose()


def test_a_set_comes_back_as_it_was_and_is_found_by_its_rights(connection: Connection) -> None:
    PEOPLE.create(connection)
    connection.execute(insert(PEOPLE), [{"id": number, "roles": each} for number, each in enumerate(ROLE_SETS)])
    assert tuple(connection.scalars(select(PEOPLE.c.roles).order_by(PEOPLE.c.id))) == ROLE_SETS
    for right in Right:
        found = set(connection.scalars(select(PEOPLE.c.roles).where(PEOPLE.c.roles.in_(role_sets_with(right)))))
        assert found == {each for each in ROLE_SETS if allows(each, right)}
    with pytest.raises(StatementError):
        connection.execute(insert(PEOPLE), [{"id": 99, "roles": frozenset()}])


def test_no_value_stays_no_value(connection: Connection) -> None:
    PEOPLE.create(connection)
    connection.execute(insert(PEOPLE), [{"id": 1, "roles": None}])
    assert connection.scalars(select(PEOPLE.c.roles)).one() is None


@given(st.permutations(list(Role)), st.integers(1, len(Role)))
def test_equal_sets_are_equal_words(order: list[Role], number: int) -> None:
    assert role_words(order[:number]) == role_words(frozenset(order[:number]))


def test_the_single_role_becomes_a_set(connection: Connection) -> None:
    create_schema(connection, Schema(head="0005", immutable={}))
    rows = ", ".join(VALUES.format(f"person-{number}", role.value) for number, role in enumerate(Role))
    connection.execute(text(INSERT.format("role") + rows))
    create_schema(connection, Schema(head="0006", immutable={}))
    assert list(connection.scalars(text("SELECT roles FROM staff ORDER BY id"))) == [role.value for role in Role]
    both = INSERT.format("roles") + VALUES
    connection.execute(text(both.format("person-8", "facilitator administrator")))
    for wrong in ("", "administrator facilitator", "owner"):
        with pytest.raises(IntegrityError):
            connection.execute(text(both.format("person-9", wrong)))
