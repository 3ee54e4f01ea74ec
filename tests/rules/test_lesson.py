"""What a complete lesson is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.lesson import refusals_of_lesson, segment_minutes
from iop_desktop.rules.lesson_papers import PaperFacts, refusals_of_grade, refusals_of_papers
from iop_desktop.rules.lesson_shape import LISTS, TEXTS, minutes_of, numbers_of, span, tables_of, text_of, texts_of
from tests.curricula import LESSON, lesson

SLIDES = 3
PAPER = PaperFacts(words=250, heading_levels=(1, 2), fill_ins=0)
PAPERS = {"handout": PAPER, "worksheet": PaperFacts(60, (1,), 3), "reading": PAPER}


def texts(content: dict[str, Any], slides: int = SLIDES) -> list[str]:
    return [refusal.text for refusal in refusals_of_lesson(content, slides)]


def segments(**changes: Any) -> list[dict[str, Any]]:
    """The segments with the first one changed."""
    made = lesson()["segments"]
    made[0] |= changes
    return [{key: value for key, value in made[0].items() if value is not None}, *made[1:]]


def test_a_complete_lesson_has_no_findings() -> None:
    assert texts(LESSON) == []
    assert {refusal.field for refusal in refusals_of_lesson({}, 0)} == {"lesson.toml"}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_may_not_be_missing_empty_or_too_long(name: str) -> None:
    assert f"{name} is missing or empty." in texts(lesson(**{name: None}))
    assert f"{name} is missing or empty." in texts(lesson(**{name: "  "}))
    assert f"{name} is missing or empty." in texts(lesson(**{name: 7}))
    long = "Facilitator " + "x" * TEXTS[name]
    assert f"{name} has {len(long)} characters; it may have {TEXTS[name]}." in texts(lesson(**{name: long}))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_as_many_entries_as_it_may(name: str) -> None:
    least, most = LISTS[name]
    nothing: tuple[object, ...] = (None, [], "x")
    for value in nothing:
        assert f"{name} is missing or empty." in texts(lesson(**{name: value}))
    many = [f"Name {number}." for number in range(most + 1)]
    assert f"{name} has {most + 1} entries; it has {span(least, most)}." in texts(lesson(**{name: many}))
    for wrong in ([1], ["a", ""]):
        assert f"{name} holds something that is no text, or an empty one." in texts(lesson(**{name: wrong}))
    assert f"{name} says the same thing twice." in texts(lesson(**{name: ["Name it."] * max(2, least)}))


def test_spans_in_words() -> None:
    assert (span(5, 5), span(2, 4)) == ("exactly 5", "2 to 4")


@pytest.mark.parametrize("minutes", [None, 0, -5, True, "60", 1.5])
def test_minutes_are_whole_and_above_zero(minutes: object) -> None:
    assert "minutes is missing or is no whole number from 1 to 600." in texts(lesson(minutes=minutes))


def test_segments_add_up_to_the_lesson() -> None:
    assert texts(lesson(minutes=55)) == ["the segments add up to 60 minutes, not 55."]


@pytest.mark.parametrize("verb", ["Understand", "know", "Feel", "appreciate,"])
def test_an_objective_can_be_seen_or_heard(verb: str) -> None:
    (text,) = texts(lesson(objectives=[f"{verb} a craving.", "Name one."]))
    assert text.startswith("objectives: nobody can see or hear")


def test_the_note_says_what_the_facilitator_did() -> None:
    (text,) = texts(lesson(group_note="The group learned."))
    assert "begins with" in text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([], "there is none, and every factual statement"),
        ([{"text": "", "sources": [1]}], "facts: number 1 has no text."),
        ([{"text": "x", "sources": [1]}, {"text": "y"}], "facts: number 2 has no source."),
        ([{"text": "x", "sources": [1, 4]}], "facts: number 1 refers to source 4, and there is none."),
    ],
)
def test_facts_have_text_and_sources(facts: list[dict[str, Any]], said: str) -> None:
    assert any(said in text for text in texts(lesson(facts=facts)))


def test_every_source_is_used() -> None:
    assert texts(lesson(sources=["A.", "B."])) == ["sources: no fact refers to source 2."]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": None}, "segments: number 1 has no title."),
        ({"kind": None}, "segments: number 1 has no kind."),
        ({"say": " "}, "segments: number 1 has no say."),
        ({"kind": "song"}, 'segments: number 1 is of the kind "song"; there are check-in'),
        ({"minutes": 0}, "segments: number 1 has no minutes, or no whole number from 1 to 600."),
        ({"ask": "why"}, "segments: number 1: ask is no list of texts."),
        ({"ask": [""]}, "segments: number 1: ask is no list of texts."),
        ({"slides": ["1"]}, "segments: number 1: slides is no list of numbers."),
        ({"do": " "}, "segments: number 1: do is empty or no text."),
    ],
)
def test_a_segment_is_whole(changes: dict[str, Any], said: str) -> None:
    assert any(text.startswith(said) for text in texts(lesson(segments=segments(**changes))))


@pytest.mark.parametrize("count", [3, 9])
def test_a_lesson_has_four_to_eight_segments(count: int) -> None:
    made = [{"title": "Part", "kind": "teach", "minutes": 10, "say": "Say."} for _ in range(count)]
    assert f"segments: there are {count}; a lesson has 4 to 8." in texts(lesson(segments=made, minutes=10 * count), 0)


def test_every_slide_belongs_to_one_segment() -> None:
    assert texts(LESSON, 2) == ["segments refer to slide 3, and there is none."]
    assert texts(LESSON, 4) == ["no segment refers to slide 4."]
    assert texts(lesson(segments=segments(slides=[1]))) == ["segments refer to slide 1 more than once."]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*LESSON, "text", "say", "kind"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_nothing_makes_the_check_fail_but_only_a_dictionary_is_a_lesson(value: Any) -> None:
    content = value if isinstance(value, dict) else {"segments": value, "facts": value, "tags": value}
    assert refusals_of_lesson(content, 1)
    assert all(minutes >= 0 for minutes in segment_minutes(content))


def test_readers_pass_over_what_is_something_else() -> None:
    content = {"a": ["x", 1], "b": [{"k": 1}, 2], "c": [1, True, "2"], "d": "text ", "minutes": True}
    assert texts_of(content, "a") == ("x",)
    assert tables_of(content, "b") == ({"k": 1},)
    assert numbers_of(content, "c") == (1,)
    assert (text_of(content, "d"), text_of(content, "a"), minutes_of(content)) == ("text", "", 0)
    assert (texts_of(content, "x"), tables_of(content, "x"), numbers_of(content, "x")) == ((), (), ())


def test_good_papers_have_no_findings() -> None:
    assert refusals_of_papers(PAPERS) == ()


@pytest.mark.parametrize(
    ("name", "facts", "said"),
    [
        ("handout", PaperFacts(0, (), 0), "handout.md: is missing or empty."),
        ("handout", PaperFacts(199, (1,), 0), "handout.md: has 199 words; it has 200 to 450."),
        ("reading", PaperFacts(401, (1,), 0), "reading.md: has 401 words; it has 200 to 400."),
        ("handout", PaperFacts(250, (1, 1), 0), "handout.md: begins with one title (#), and has no other."),
        ("handout", PaperFacts(250, (1,), 0, (), False), "handout.md: begins with one title (#), and has no other."),
        ("handout", PaperFacts(250, (1, 3), 0), "handout.md: has a heading below ##."),
        ("handout", PaperFacts(250, (1,), 1), "handout.md: has something to fill in; that belongs to the worksheet."),
        ("worksheet", PaperFacts(50, (1,), 0), "worksheet.md: has nothing to fill in."),
        ("reading", PaperFacts(250, (1,), 0, ("a link",)), "reading.md: has a link, which may not stand here."),
    ],
)
def test_papers_within_limits(name: str, facts: PaperFacts, said: str) -> None:
    (found,) = refusals_of_papers(PAPERS | {name: facts})
    assert f"{found.field}: {found.text}" == said


def test_a_text_that_is_too_hard_is_named() -> None:
    assert refusals_of_grade("", 9.04) == ()
    (whole,) = refusals_of_grade("", 9.1)
    (part,) = refusals_of_grade("handout.md", 12.0)
    assert (whole.field, part.field) == ("lesson.toml", "handout.md")
    assert "the lesson as a whole needs reading grade 9.1; 9 is the highest." in whole.text
    assert part.text.startswith("this text needs reading grade 12.0")
