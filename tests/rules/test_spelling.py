"""Which words are looked up, and which count as known without the dictionary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.spelling import (
    LONGEST_WORD,
    name_words,
    refusals_of_word,
    stands_in,
    without_accents,
    words_to_check,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She recieved help.", [(0, "She"), (4, "recieved"), (13, "help")]),
        ("didn’t go", [(0, "didn't"), (7, "go")]),
        ("well-being", [(0, "well"), (5, "being")]),
        ("a I HALT", []),
        ("PHQ-9 and 3rd of 12", [(6, "and"), (14, "of")]),
        ("at 9:40am today", [(0, "at"), (10, "today")]),
        ("Practice ‹wich skil› now", [(0, "Practice"), (21, "now")]),
        (";nxt then", [(5, "then")]),
        ("mail jo.doe@exampel.org or http://exampel.org/wich", [(0, "mail"), (24, "or")]),
        ("שלום café", [(5, "café")]),
        ("naïve", [(0, "naïve")]),
        ("snake_case", [(0, "snake"), (6, "case")]),
        ("", []),
    ],
)
def test_what_is_looked_up(text: str, words: list[tuple[int, str]]) -> None:
    assert list(words_to_check(text)) == words


@given(st.text(max_size=80))
def test_words_stand_where_they_are_said_to_stand(text: str) -> None:
    for start, word in words_to_check(text):
        assert len(word) > 1
        assert start < len(text)


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("Ideation", True),
        ("ideation's", True),
        ("Jones's", True),
        ("ideations", False),
    ],
)
def test_what_counts_as_known(word: str, known: bool) -> None:
    assert stands_in({"ideation", "jones"}, word) is known


@pytest.mark.parametrize(("word", "plain"), [("café", "cafe"), ("Naïve", "Naive"), ("group", "group")])
def test_accents_are_left_out(word: str, plain: str) -> None:
    assert without_accents(word) == plain


def test_names_are_taken_apart() -> None:
    assert name_words(["Ana-Lucía O’Neil", "J. Núñez", "R2 D2"]) == {
        "ana",
        "lucía",
        "lucia",
        "o'neil",
        "j",
        "núñez",
        "nunez",
    }


@pytest.mark.parametrize(
    ("word", "fits"),
    [
        ("ideation", True),
        ("o'neil", True),
        ("co-facilitator", True),
        ("a" * LONGEST_WORD, True),
        ("a" * (LONGEST_WORD + 1), False),
        ("", False),
        ("two words", False),
        ("phq9", False),
    ],
)
def test_what_can_be_added(word: str, fits: bool) -> None:
    assert (refusals_of_word(word) == ()) is fits
