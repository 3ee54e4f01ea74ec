"""Changing a layout line by line loses and doubles nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.layout_edits import is_title, layout_of, lines_of, moved, renamed, with_line, without_line
from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, Element, LayoutPart, NoteLayout
from iop_desktop.rules.vocabulary import NoteFormat

A, B, C = Element.SAID, Element.RESPONSE, Element.PLAN
TWO = NoteLayout((LayoutPart("One", (A, B)), LayoutPart("Two", (C,))))


def words(layout: NoteLayout) -> list[str]:
    return [str(line) for line in lines_of(layout)]


@pytest.mark.parametrize("layout", [*DEFAULT_LAYOUTS.values(), TWO, NoteLayout(())])
def test_lines_give_the_layout_again(layout: NoteLayout) -> None:
    assert layout_of(lines_of(layout)) == layout


@pytest.mark.parametrize(
    ("place", "by", "expected", "now"),
    [
        (1, 1, ["One", B, A, "Two", C], 2),
        (2, 1, ["One", A, "Two", B, C], 3),
        (4, -1, ["One", A, B, C, "Two"], 3),
        (4, 1, ["One", A, B, "Two", C], 4),
        (1, -1, ["One", A, B, "Two", C], 1),
        (0, 1, ["Two", C, "One", A, B], 2),
        (3, -1, ["Two", C, "One", A, B], 0),
        (0, -1, ["One", A, B, "Two", C], 0),
        (3, 1, ["One", A, B, "Two", C], 3),
    ],
)
def test_moving(place: int, by: int, expected: list[str], now: int) -> None:
    layout, at = moved(TWO, place, by)
    assert (words(layout), at) == ([str(each) for each in expected], now)


@pytest.mark.parametrize(("place", "titles"), [(0, ["New", "Two"]), (2, ["New", "Two"]), (3, ["One", "New"])])
def test_renaming_the_part_or_that_of_an_element(place: int, titles: list[str]) -> None:
    assert [part.title for part in renamed(TWO, place, "New").parts] == titles


def test_a_new_part_takes_what_follows_it() -> None:
    assert with_line(TWO, 1, "New") == (layout_of(["One", A, "New", B, "Two", C]), 2)
    assert with_line(TWO, 4, Element.PROBLEM) == (layout_of(["One", A, B, "Two", C, Element.PROBLEM]), 5)


@pytest.mark.parametrize(
    ("place", "expected", "now"),
    [
        (3, ["One", A, B, C], 2),
        (4, ["One", A, B, "Two"], 3),
        (1, ["One", B, "Two", C], 0),
        (0, ["One", A, B, "Two", C], 0),
    ],
)
def test_taking_a_line_away(place: int, expected: list[str], now: int) -> None:
    layout, at = without_line(TWO, place)
    assert (words(layout), at) == ([str(each) for each in expected], now)


def test_the_first_part_goes_only_when_it_is_empty_and_not_alone() -> None:
    empty = NoteLayout((LayoutPart("One", ()), LayoutPart("Two", (A,))))
    assert without_line(empty, 0) == (NoteLayout((LayoutPart("Two", (A,)),)), 0)
    alone = NoteLayout((LayoutPart("One", ()),))
    assert without_line(alone, 0) == (alone, 0)


STEPS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from((-1, 1))), max_size=12)


@given(st.sampled_from(NoteFormat), STEPS)
def test_any_moves_keep_every_line_and_begin_with_a_part(note_format: NoteFormat, steps: list[tuple[int, int]]) -> None:
    layout = start = DEFAULT_LAYOUTS[note_format]
    for place, by in steps:
        before = lines_of(layout)
        at = place % len(before)
        layout, now = moved(layout, at, by)
        assert lines_of(layout)[now] == before[at]
        back, again = moved(layout, now, -by)
        assert now == at or (back, again) == (layout_of(before), at)
    assert sorted(words(layout)) == sorted(words(start))
    assert is_title(lines_of(layout)[0])
    assert replace(layout) == layout_of(lines_of(layout))
