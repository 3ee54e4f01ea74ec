"""Names and phrases that may not stand in a lesson."""

from __future__ import annotations

import pytest

from iop_desktop.rules.banned_words import Banned, find_banned
from iop_desktop.services.lesson_check import banned_words

LIST = (Banned("It labels.", ("addict", "clean time")), Banned("A brand.", ("Wise mind",), ("TIPP",)))
ALLOWED = ("addict to books",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("An addict said", ["addict"]),
        ("Addiction is not a label, addicted neither", []),
        ("his Clean-Time, his clean\ntime", ["Clean-Time"]),
        ("clean times", []),
        ("wise  mind and TIPP", ["wise  mind", "TIPP"]),
        ("a tipp", []),
        ("I am an addict to books", []),
        ("an addict to books and an addict", ["addict"]),
        ("", []),
    ],
)
def test_whole_phrases_are_found(text: str, found: list[str]) -> None:
    assert [each.phrase for each in find_banned(text, LIST, ALLOWED)] == found


def test_each_finding_says_why() -> None:
    assert [each.why for each in find_banned("TIPP addict", LIST, ())] == ["It labels.", "A brand."]


@pytest.mark.parametrize(
    "text",
    [
        "the Matrix Model",
        "a Hazelden book",
        "Living in Balance",
        "Seeking Safety",
        "the Serenity Prayer",
        "use your wise mind",
        "the DEAR MAN skill",
        "ASAM level 2.1",
        "alcoholics",
        "a junkie",
        "a drug abuser",
        "years of clean time",
        "a dirty urine",
        "he committed suicide",
    ],
)
def test_the_list_of_the_program_knows_them(text: str) -> None:
    assert find_banned(text, *banned_words())


@pytest.mark.parametrize(
    "text",
    [
        "SAMHSA is the Substance Abuse and Mental Health Services Administration.",
        "Choose non-alcoholic drinks.",
        "Wash with clean water. A continuum of care. People who were abused as children.",
    ],
)
def test_ordinary_words_are_not_banned(text: str) -> None:
    assert find_banned(text, *banned_words()) == ()
