"""Who may import whom: the contracts of pyproject.toml, and what import-linter cannot say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.support.source import PACKAGE, ROOT, calls, imports, name_of, python_files

RULES = python_files("iop_desktop/rules")
WITHOUT_WORLD = frozenset(
    {"asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3"}
    | {"subprocess", "sys", "tempfile", "threading", "time"}
)
CLOCKS = frozenset({"now", "utcnow", "today"})


def test_the_contracts_are_kept() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(lint_imports), "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_rules() -> None:
    assert RULES


def test_rules_import_the_standard_library_alone() -> None:
    foreign = {
        f"{name_of(path)}: {name}"
        for path in RULES
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("iop_desktop.rules")
    }
    assert not foreign


def test_rules_see_neither_system_nor_chance() -> None:
    worldly = {
        f"{name_of(path)}: {name}"
        for path in RULES
        for name in imports(path)
        if name.partition(".")[0] in WITHOUT_WORLD
    }
    assert not worldly


def _asks_for_time_or_file(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in CLOCKS
    return isinstance(call.func, ast.Name) and call.func.id == "open"


def test_rules_read_neither_clock_nor_file() -> None:
    asking = [
        f"{name_of(path)}:{call.lineno}" for path in RULES for call in calls(path) if _asks_for_time_or_file(call)
    ]
    assert not asking


def test_the_top_level_of_the_program_is_the_one_of_the_design() -> None:
    modules = {path.name for path in PACKAGE.iterdir() if path.suffix == ".py"}
    packages = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert modules <= {
        "__init__.py",
        "__main__.py",
        "app.py",
        "log.py",
        "paths.py",
        "screenshots.py",
        "screenshots_notes.py",
        "screenshots_vault.py",
    }
    assert packages == {"cli", "documents", "models", "rules", "services", "ui"}
