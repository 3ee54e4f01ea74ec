"""Write the next migration from the difference between the steps so far and the tables.

Usage: python scripts/make_migration.py "what changes" [MODULE...]
With names of modules such as ``clinic people`` only their new tables are written, so that a big step can be several.
Afterwards read the file, and set HEAD in iop_desktop/models/migrations/__init__.py to the printed number.
"""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from iop_desktop.models import migrations
from iop_desktop.models.tables import Base

_LOCATION = Path(migrations.__file__).parent
_LINE_LENGTH = "120"
_OPERATIONS = frozenset({"create_table", "drop_table", "batch_alter_table", "create_index", "add_column"})


def main(message: str, modules: tuple[str, ...] = ()) -> str:
    """Write the next step, tidy it and return its number."""
    config = Config()
    config.set_main_option("script_location", str(_LOCATION))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    number = f"{len(steps) + 1:04d}"
    with create_engine("sqlite://").connect() as connection:
        config.attributes["connection"] = connection
        config.attributes["metadata"] = Base.metadata
        # New tables need no rebuilding; later changes of a table do on SQLite.
        config.attributes["batch"] = not modules
        config.attributes["tables"] = tables_of(modules) or None
        if steps:
            command.upgrade(config, "head")
        command.revision(config, message=message, rev_id=number, autogenerate=True)
    path = next((_LOCATION / "versions").glob(f"{number}_*.py"))
    path.write_text(split_by_table(path.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "-q", "--fix", str(path)], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", "--line-length", _LINE_LENGTH, str(path)], check=True)
    return number


def tables_of(modules: tuple[str, ...]) -> frozenset[str]:
    """Names of the tables that the given modules of ``iop_desktop.models`` define."""
    mappers = [mapper for mapper in Base.registry.mappers if mapper.class_.__module__.rpartition(".")[2] in modules]
    return frozenset(str(mapper.class_.__tablename__) for mapper in mappers)


def split_by_table(source: str) -> str:
    """The same step with one function a table, so that it can be read."""
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    steps = [node for node in function.body if "op." in (ast.get_source_segment(source, node) or "")]
    head = source[: source.index("def upgrade")]
    parts, calls = [], []
    for place, (table, nodes) in enumerate(itertools.groupby(steps, key=_table_of), start=1):
        name = f"_{table}" if f"_{table}()" not in calls else f"_{table}_{place}"
        body = "\n".join(f"    {ast.get_source_segment(source, node)}" for node in nodes)
        parts.append(f"def {name}() -> None:\n{body}\n")
        calls.append(f"{name}()")
    doc = '    """Change the schema; the caller owns the transaction."""'
    upgrade = "\n".join(["def upgrade() -> None:", doc, *(f"    {call}" for call in calls)])
    return head + "\n\n".join([upgrade + "\n", *parts])


def _table_of(node: ast.stmt) -> str:
    """The table a step is about: the second argument where an index is made, else the first."""
    for item in ast.walk(node):
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr in _OPERATIONS:
            table = item.args[1 if item.func.attr == "create_index" else 0]
            return str(ast.literal_eval(table))
    return "other"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.stdout.write(main(sys.argv[1], tuple(sys.argv[2:])) + "\n")
