"""Who is asking on the command line when nobody says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.services.demo_hint import write_hint
from iop_desktop.services.usual_login import demo_administrator, usual_login


@pytest.mark.parametrize(
    ("logins", "demo", "found"),
    [
        (("rosa",), False, "rosa"),
        (("rosa", "plindholm"), False, ""),
        (("rosa", "plindholm"), True, "plindholm"),
        (("rosa", "omar"), True, ""),
        (("plindholm", "anwosu", "jortiz", "dwhitfield"), False, "plindholm"),
        (("rosa", "plindholm", "anwosu", "jortiz", "dwhitfield"), False, "plindholm"),
        (("plindholm", "anwosu", "jortiz"), False, ""),
        ((), True, ""),
    ],
)
def test_it_is_never_guessed(tmp_path: Path, logins: tuple[str, ...], demo: bool, found: str) -> None:
    if demo:
        write_hint(tmp_path, "five calm otters swim")
    assert usual_login(tmp_path, logins) == found


def test_the_demo_has_an_administrator() -> None:
    assert demo_administrator() == "plindholm"
