"""Limits that keep the code readable and the records out of places they must not reach."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.source import FOLDERS, ROOT, calls, name_of, python_files, tree_of

MAX_LINES = 500
LONG_LINES = 300
MAX_FUNCTION_LINES = 60
# File of the program -> why it is right that it is longer than 300 lines.
LONG_FILES: dict[str, str] = {}
GENERATED = "iop_desktop/models/migrations/versions/"

ALL = python_files(*FOLDERS)
PROGRAM = python_files("iop_desktop")
WRITTEN = [path for path in ALL if not name_of(path).startswith(GENERATED)]
TEXTS = sorted(
    path
    for pattern in ("*.md", "Makefile", "*.toml", "docs/**/*.md", "scripts/*", "requirements/*", ".ci/*")
    for path in ROOT.glob(pattern)
    if path.is_file()
)
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
MERGE_MARKS = re.compile(r"^(<{7}|>{7}|\|{7}) ")
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/(?!jane\.doe/)\w|[A-Z]:\\\\?Users")
BARE_SILENCER = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$")
LOG_METHODS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Places where a pattern occurs, as file:line."""
    return [
        f"{name_of(path)}:{number}"
        for path in paths
        for number, line in enumerate(lines_of(path), 1)
        if pattern.search(line)
    ]


def _may_be_long(name: str) -> bool:
    return name in LONG_FILES or name.startswith("tests/")


def test_files_are_short() -> None:
    lengths = {name_of(path): len(lines_of(path)) for path in WRITTEN}
    assert len(lengths) > 50
    too_long = {name: length for name, length in lengths.items() if length > LONG_LINES and not _may_be_long(name)}
    assert not too_long
    assert max(lengths.values()) <= MAX_LINES


def test_the_list_of_long_files_is_current() -> None:
    assert not [name for name in LONG_FILES if len(lines_of(ROOT / name)) <= LONG_LINES]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_are_short() -> None:
    lengths = {
        f"{name_of(path)}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in WRITTEN
        for function in functions(path)
    }
    assert not {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES}


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{name_of(path)}:{call.lineno}"
        for path in PROGRAM
        if not name_of(path).startswith("iop_desktop/cli/")
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert not printing


def _is_log_call(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LOG_METHODS:
        return False
    target = call.func.value
    name = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
    return name.strip("_").lower() in {"log", "logger", "logging"}


def _message_of(call: ast.Call) -> ast.expr:
    takes_level_first = isinstance(call.func, ast.Attribute) and call.func.attr == "log"
    return call.args[1 if takes_level_first else 0]


def test_log_messages_are_literal() -> None:
    made_up = [
        f"{name_of(path)}:{call.lineno}"
        for path in PROGRAM
        if name_of(path) != "iop_desktop/log.py"
        for call in calls(path)
        if _is_log_call(call) and not isinstance(_message_of(call), ast.Constant)
    ]
    assert not made_up


def test_nothing_is_left_for_later() -> None:
    assert not found(LATER, [*ALL, *TEXTS])


def test_no_merge_left_its_marks() -> None:
    assert not found(MERGE_MARKS, [*ALL, *TEXTS])


def test_no_machine_is_named() -> None:
    assert not found(MACHINE_PATHS, [*ALL, *TEXTS])


def _silenced_without_reason(lines: list[str]) -> list[int]:
    """Numbers of the lines that silence a check with no reason behind the code or in a comment just above."""
    return [
        number
        for number, (above, line) in enumerate(zip(["", *lines], lines, strict=False), 1)
        if BARE_SILENCER.search(line) and not above.lstrip().startswith("#")
    ]


def test_silenced_checks_give_a_reason() -> None:
    bare = [f"{name_of(path)}:{number}" for path in ALL for number in _silenced_without_reason(lines_of(path))]
    assert not bare


def test_a_silenced_check_without_a_reason_is_found() -> None:
    silencer = "# noqa: SLF001"
    lines = [f"first  {silencer}", f"second  {silencer} - the reason", "# the reason", f"third  {silencer}"]
    assert _silenced_without_reason(lines) == [1]
