from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.names import display_name, folded, initials_of, search_text


@pytest.mark.parametrize(
    ("words", "shown", "initials"),
    [
        (("José", "Núñez", "Pepe"), "Pepe Núñez", "PN"),
        (("Tenzin", "", ""), "Tenzin", "T"),
        (("Ana María", "de la Cruz", ""), "Ana María de la Cruz", "AC"),
        (("", "", ""), "", ""),
    ],
)
def test_shown_names(words: tuple[str, str, str], shown: str, initials: str) -> None:
    assert display_name(*words) == shown
    assert initials_of(shown) == initials


def test_folding_lets_plain_letters_find_accents() -> None:
    assert folded("  NÚÑEZ   Siobhán ") == "nunez siobhan"
    assert folded("O’Hara") == folded("o'hara")


def test_search_text_holds_every_name_and_the_number() -> None:
    assert search_text("José", "Núñez", "Pepe", "MR-1002") == "jose pepe nunez mr-1002"


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_and_search_text_fits_its_column(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert len(search_text(text, text, text, text)) <= 300
