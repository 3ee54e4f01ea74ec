"""The lists of words in the database are those of the vocabulary, also after all steps of migration."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Enum, create_engine, inspect

from iop_desktop.models import migrate
from iop_desktop.models.tables import Base

ENUMS = [
    (table.name, column.name, column.type)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Enum)
]


@pytest.fixture(scope="module")
def checks() -> dict[str, list[str]]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate.create_schema(connection)
        inspector = inspect(connection)
        found = {
            table: [str(check["sqltext"]) for check in inspector.get_check_constraints(table)]
            for table in Base.metadata.tables
        }
    engine.dispose()
    return found


@pytest.mark.parametrize(("table", "column", "kind"), ENUMS)
def test_a_column_takes_the_words_of_its_list_and_no_others(
    checks: dict[str, list[str]], table: str, column: str, kind: Enum
) -> None:
    stated = [text for text in checks[table] if re.match(rf"{column} IN\b", text)]
    assert [re.findall(r"'([^']*)'", text) for text in stated] == [list(kind.enums)]
