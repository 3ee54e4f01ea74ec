"""How hard a text is to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.services.reading_grade import grade_of, sentences

EASY = "The cat sat on the mat. The dog ran to the door. We had a cup of tea."
HARD = (
    "Notwithstanding considerable methodological heterogeneity, psychotherapeutic interventions demonstrate "
    "statistically significant improvements in symptomatology across heterogeneous populations."
)


def test_sentences_end_at_marks_and_lines() -> None:
    text = 'He said: "Go." She went (at 9.30)! Why?\nNobody knows… So be it'
    assert sentences([text, "A heading"]) == [
        "He said Go",
        "She went at 9 30",
        "Why",
        "Nobody knows",
        "So be it",
        "A heading",
    ]


def test_easy_and_hard() -> None:
    assert grade_of([EASY]) < 2
    assert grade_of([HARD]) > 15
    assert grade_of([EASY]) < grade_of([EASY, HARD]) < grade_of([HARD])


def test_the_grade_is_that_of_the_formula() -> None:
    # 2 sentences of 10 words in all; 13 syllables.
    text = "We walk to the river today. The water is cold."
    assert grade_of([text]) == pytest.approx(0.39 * 5 + 11.8 * 1.3 - 15.59, abs=0.05)


def test_short_fragments_do_not_make_a_hard_text_easy() -> None:
    assert grade_of([HARD, *["Yes", "A walk", "One two three"] * 20]) == grade_of([HARD])


def test_nothing_to_read_has_no_grade() -> None:
    assert grade_of([]) == grade_of(["", "—", "Two words"]) == 0


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_text_has_a_grade(passages: list[str]) -> None:
    assert grade_of(passages) >= 0
