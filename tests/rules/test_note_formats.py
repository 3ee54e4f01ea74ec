"""Formats as data: what may be renamed and reordered, and what may not be dropped."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.note_formats import (
    DEFAULT_LAYOUTS,
    LONGEST_TITLE,
    WRITTEN,
    Element,
    LayoutPart,
    NoteLayout,
    needed_texts,
    refusals_of_layout,
    required_elements,
    title_alone,
)
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import NoteFormat

EVERYTHING = LayoutPart("Everything", tuple(Element))
FORMATS = list(NoteFormat)


def codes(note_format: NoteFormat, *parts: LayoutPart) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in refusals_of_layout(note_format, NoteLayout(parts))]


@pytest.mark.parametrize("note_format", FORMATS)
def test_every_default_stands(note_format: NoteFormat) -> None:
    layout = DEFAULT_LAYOUTS[note_format]
    assert refusals_of_layout(note_format, layout) == ()
    assert [element for element, _ in layout.written][-1] is Element.PLAN
    assert {element for element, _ in layout.written} == set(WRITTEN)


@pytest.mark.parametrize(
    ("note_format", "titles"),
    [
        (NoteFormat.DAP, ["Data: the group", "Data: this member", "Assessment", "Plan"]),
        (NoteFormat.BIRP, ["Behavior", "Intervention", "Response", "Risk", "Plan"]),
        (NoteFormat.SOAP, ["Subjective", "Objective: the group", "Objective: this member", "Assessment", "Plan"]),
        (NoteFormat.GIRP, ["Goal", "Intervention", "Response", "Risk", "Plan"]),
        (NoteFormat.PIE, ["Problem", "Intervention", "Evaluation", "Risk", "Plan"]),
    ],
)
def test_the_letters_of_a_format_are_its_parts(note_format: NoteFormat, titles: list[str]) -> None:
    assert [part.title for part in DEFAULT_LAYOUTS[note_format].parts] == titles


@pytest.mark.parametrize("note_format", FORMATS)
def test_what_an_author_writes_always_has_a_place(note_format: NoteFormat) -> None:
    assert set(WRITTEN) <= required_elements(note_format)
    assert needed_texts(note_format) <= set(WRITTEN)
    fields = NoteDraft().texts
    assert all(str(element) in fields for element in WRITTEN)


def test_only_the_problem_may_be_left_out_and_not_everywhere() -> None:
    free = {each: frozenset(Element) - required_elements(each) for each in NoteFormat}
    assert free == {
        NoteFormat.DAP: {Element.PROBLEM},
        NoteFormat.BIRP: {Element.PROBLEM},
        NoteFormat.SOAP: {Element.PROBLEM},
        NoteFormat.GIRP: frozenset(),
        NoteFormat.PIE: frozenset(),
    }


@pytest.mark.parametrize("note_format", FORMATS)
@pytest.mark.parametrize("dropped", list(Element))
def test_a_required_element_cannot_be_dropped(note_format: NoteFormat, dropped: Element) -> None:
    left = replace(EVERYTHING, elements=tuple(each for each in Element if each is not dropped))
    expected = [("missing", str(dropped))] if dropped in required_elements(note_format) else []
    assert codes(note_format, left) == expected


@pytest.mark.parametrize("doubled", list(Element))
def test_nothing_stands_twice(doubled: Element) -> None:
    assert codes(NoteFormat.DAP, EVERYTHING, LayoutPart("Again", (doubled,))) == [("twice", str(doubled))]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "title"),
        ("  ", "title"),
        ("x" * (LONGEST_TITLE + 1), "title-long"),
        ("two\nlines", "title-unseen"),
        ("bell\a", "title-unseen"),
    ],
)
def test_titles_that_cannot_stand(title: str, code: str) -> None:
    assert codes(NoteFormat.DAP, replace(EVERYTHING, title=title)) == [(code, "title")]


def test_the_longest_title_stands_and_equal_ones_do_not() -> None:
    assert codes(NoteFormat.DAP, replace(EVERYTHING, title="x" * LONGEST_TITLE)) == []
    plan = LayoutPart("PLAN", (Element.PLAN,))
    rest = LayoutPart("plan ", tuple(each for each in Element if each is not Element.PLAN))
    assert codes(NoteFormat.DAP, rest, plan) == [("title-twice", "title")]


def test_a_layout_needs_parts_that_hold_something() -> None:
    assert codes(NoteFormat.DAP) == [("parts", "parts")]
    assert codes(NoteFormat.DAP, EVERYTHING, LayoutPart("Empty", ())) == [("empty", "parts")]


@pytest.mark.parametrize("data", [None, 3, "text", [3], [{}], [{"title": "T"}], [{"title": "T", "elements": ["no"]}]])
def test_what_is_no_layout_is_not_read(data: Any) -> None:
    with pytest.raises(ValueError, match=r"layout|valid Element"):
        NoteLayout.from_data(data)


@given(st.permutations(list(Element)), st.lists(st.integers(1, len(Element) - 1), unique=True))
def test_any_order_and_any_cut_survive_keeping_and_stand(order: list[Element], cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(order)]
    parts = (tuple(order[begin:end]) for begin, end in pairwise(places))
    layout = NoteLayout(tuple(LayoutPart(f"Part {n}", elements) for n, elements in enumerate(parts)))
    assert NoteLayout.from_data(json.loads(json.dumps(layout.as_data()))) == layout
    assert all(refusals_of_layout(each, layout) == () for each in NoteFormat)
    assert [element for element, _ in layout.written] == [each for each in order if each in WRITTEN]


def test_titles_of_the_group_read_otherwise_for_one_client() -> None:
    assert title_alone("Data: the group") == "Data: the contact"
    assert title_alone("What we did") == "What we did"


def test_every_element_has_its_own_words() -> None:
    assert len({each.label for each in Element}) == len(Element)
