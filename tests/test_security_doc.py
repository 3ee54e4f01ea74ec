"""Every claim of the threat model that names a test names one that there is."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

import pytest

from tests.support.source import ROOT

_CITED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@lru_cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("page", ["security.md", "attacks.md"])
def test_each_test_that_is_named_is_there(page: str) -> None:
    cited = _CITED.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert len(cited) > 20
    assert [f"{path}::{name}" for path, name in cited if name not in functions_of(path)] == []


def test_every_attack_is_in_the_table() -> None:
    """But for the ones that show that an honest vault is left in peace."""
    page = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    named = {name for _, name in _CITED.findall(page)}
    honest = {
        "test_nothing_is_said_of_honest_staff",
        "test_the_same_words_without_an_attack_open_it",
        "test_what_was_done_in_the_program_is_explained",
        "test_somebody_new_is_no_news",
        "test_what_others_are_given_is_not_on_it",
    }
    for file in sorted((ROOT / "tests" / "attack").glob("test_*.py")):
        found = {name for name in functions_of(f"tests/attack/{file.name}") if name.startswith("test_")}
        assert found - named - honest == set()
