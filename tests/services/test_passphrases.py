from __future__ import annotations

import pytest

from iop_desktop.services.passphrases import require_passphrase, strength
from tests.support.refusals import codes_of


@pytest.mark.parametrize(
    ("passphrase", "low", "high"),
    [
        ("", 0, 0),
        ("password1234", 0, 1),
        ("tae kim tae kim", 0, 2),
        ("   ", 0, 0),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", 0, 1),
        ("correct harbor lantern seven", 4, 4),
        ("q7#Vn2!xLz9@", 3, 4),
    ],
)
def test_scores(passphrase: str, low: int, high: int) -> None:
    assert low <= strength(passphrase).score <= high


def test_the_clinics_own_words_add_nothing() -> None:
    assert strength("Maplebrook Wellness Center", ("Maplebrook Wellness Center",)).score < 3
    assert strength("Maplebrook Wellness Center").score >= 3


def test_there_is_a_sentence_once_something_is_typed() -> None:
    assert strength("").sentence == ""
    assert strength("x").sentence


def test_a_pasted_page_is_judged_by_its_beginning() -> None:
    page = "lorem ipsum dolor " * 5000
    assert strength(page) == strength(page[:5000])


def test_all_reasons_are_given_at_once() -> None:
    require_passphrase("correct harbor lantern seven", "correct harbor lantern seven")
    assert codes_of(lambda: require_passphrase("short", "different")) == ["short", "weak", "differs"]
