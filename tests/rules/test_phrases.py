"""Phrases: what was typed, which one is meant, where the stops are, which ones cannot be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.notes import STOP
from iop_desktop.rules.phrases import (
    LONGEST_ABBREVIATION,
    LONGEST_PHRASE,
    MOST_STOPS,
    Phrase,
    Span,
    clean_abbreviation,
    find_phrase,
    next_stop,
    phrases_beginning,
    refusals_of_phrase,
    stop_before,
    typed_abbreviation,
)

OWN = Phrase("next", "Practice ‹skill› before ‹day›.")
CLINICS = Phrase("next", "Next step: ‹step›.", personal=False)
HOME = Phrase("nap", "Home practice: ‹practice›.", personal=False)


@pytest.mark.parametrize(
    ("before", "abbreviation"),
    [
        (";next", "next"),
        ("Plan: ;next", "next"),
        ("Plan:\n;next", "next"),
        ("(;N-2", "N-2"),
        ("“;a", "a"),
        ("Came late ;", ""),
        (";", ""),
        ("word;next", None),
        ("later; next", None),
        ("next", None),
        (";2next", None),
        (";next ", None),
        ("", None),
    ],
)
def test_what_was_typed_after_the_sign(before: str, abbreviation: str | None) -> None:
    assert typed_abbreviation(before) == abbreviation


@pytest.mark.parametrize("phrases", [(OWN, CLINICS), (CLINICS, OWN)])
def test_an_authors_own_phrase_goes_before_the_clinics(phrases: tuple[Phrase, ...]) -> None:
    assert find_phrase(phrases, "NEXT") is OWN
    assert find_phrase(phrases, "nex") is None
    assert phrases_beginning((*phrases, HOME), "N") == (HOME, OWN)
    assert phrases_beginning((*phrases, HOME), "x") == ()


@pytest.mark.parametrize(
    ("text", "place", "span"),
    [
        ("Practice ‹skill› before ‹day›.", 0, Span(9, 16)),
        ("Practice ‹skill› before ‹day›.", 10, Span(24, 29)),
        ("Practice ‹skill› before ‹day›.", 25, None),
        ("Practice ‹ before", 0, Span(9, 10)),
        ("‹a\nb›", 0, Span(0, 1)),
        ("‹a ‹b›", 0, Span(0, 1)),
        ("nothing", 0, None),
    ],
)
def test_the_next_stop(text: str, place: int, span: Span | None) -> None:
    assert next_stop(text, place) == span


@pytest.mark.parametrize(
    ("place", "span"), [(30, Span(24, 29)), (29, Span(24, 29)), (28, Span(9, 16)), (16, Span(9, 16)), (9, None)]
)
def test_the_stop_before(place: int, span: Span | None) -> None:
    assert stop_before("Practice ‹skill› before ‹day›.", place) == span


@given(st.text(alphabet="ab ‹›\n", max_size=40))
def test_stops_are_found_as_long_as_one_keeps_the_note_from_being_signed(text: str) -> None:
    assert (next_stop(text, 0) is not None) == (STOP in text)
    assert (stop_before(text, len(text)) is not None) == (STOP in text)


@given(st.text(alphabet="ab ‹›", max_size=40))
def test_going_on_leads_through_all_stops_and_ends(text: str) -> None:
    forward, place = [], 0
    while (span := next_stop(text, place)) is not None:
        forward.append(span)
        place = span.end
    backward, place = [], len(text)
    while (span := stop_before(text, place)) is not None:
        backward.append(span)
        place = span.start
    assert backward == forward[::-1]


@pytest.mark.parametrize(("typed", "kept"), [(" ;Next ", "next"), ("next", "next"), (";;a", ";a"), ("", "")])
def test_how_an_abbreviation_is_kept(typed: str, kept: str) -> None:
    assert clean_abbreviation(typed) == kept


@pytest.mark.parametrize(
    ("abbreviation", "text", "codes"),
    [
        ("next", OWN.text, []),
        ("n-2", "No stop at all.", []),
        ("a" * LONGEST_ABBREVIATION, "a" * LONGEST_PHRASE, []),
        ("a" * (LONGEST_ABBREVIATION + 1), "Text", ["abbreviation"]),
        ("2next", "Text", ["abbreviation"]),
        ("ne xt", "Text", ["abbreviation"]),
        ("Next", "Text", ["abbreviation"]),
        ("", " ", ["abbreviation", "text"]),
        ("mine", "Text", ["taken"]),
        ("next", "a" * (LONGEST_PHRASE + 1), ["too-long"]),
        ("next", "Do ‹skill", ["stops"]),
        ("next", "Do skill›", ["stops"]),
        ("next", "Do ‹›", ["stops"]),
        ("next", "Do ‹ ›", ["stops"]),
        ("next", "Do ‹a ‹b››", ["stops"]),
        ("next", "Do ‹a\nb›", ["stops"]),
        ("next", "‹a›" * MOST_STOPS, []),
        ("next", "‹a›" * (MOST_STOPS + 1), ["many-stops"]),
    ],
)
def test_why_a_phrase_cannot_be_kept(abbreviation: str, text: str, codes: list[str]) -> None:
    found = refusals_of_phrase(abbreviation, text, taken=("mine",))
    assert [refusal.code for refusal in found] == codes
