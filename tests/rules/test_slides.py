"""The text of slides, read and refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.slides import LIMITS, Layout, Slide, SlideColumn, read_slides, refusals_of_slides

GOOD = """<!-- statement -->
# An urge is a wave.

Notice it.
Watch it *rise* and **fall**.

---
<!-- points -->
# What a craving is made of
- A body feeling
- A thought that asks
  for something
---
<!-- STEPS -->
# In order
1. First
2) Second
---
<!-- question -->
# What helped?
---

<!-- compare -->
# Two sides
## Feeds it
- Fighting
## Lets it pass
- Naming it
- Telling somebody

---
<!-- break -->
# Break
Fifteen minutes.
"""


def test_every_layout_is_read() -> None:
    assert read_slides(GOOD) == (
        Slide(Layout.STATEMENT, "An urge is a wave.", ("Notice it.", "Watch it rise and fall.")),
        Slide(Layout.POINTS, "What a craving is made of", ("A body feeling", "A thought that asks for something")),
        Slide(Layout.STEPS, "In order", ("First", "Second")),
        Slide(Layout.QUESTION, "What helped?"),
        Slide(
            Layout.COMPARE,
            "Two sides",
            (),
            (SlideColumn("Feeds it", ("Fighting",)), SlideColumn("Lets it pass", ("Naming it", "Telling somebody"))),
        ),
        Slide(Layout.BREAK, "Break", ("Fifteen minutes.",)),
    )
    assert refusals_of_slides(GOOD) == ()


def test_lines_may_end_as_on_any_system() -> None:
    assert read_slides(GOOD.replace("\n", "\r\n")) == read_slides(GOOD)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["none"]),
        ("---\n\n---\n", ["none"]),
        ("# No layout\n", ["layout"]),
        ("<!-- poster -->\n# Unknown layout\n", ["layout"]),
        ("<!-- statement -->\nNo title", ["title"]),
        ("<!-- statement -->\n# One\n# Two", ["title"]),
        (f"<!-- statement -->\n# {'t' * 61}", ["title_long"]),
        (f"<!-- statement -->\n# T\n{'b' * 100}\n{'b' * 41}", ["body_long"]),
        ("<!-- statement -->\n# T\na\nb\nc", ["lines"]),
        ("<!-- statement -->\n# T\n## Column\n- a", ["columns"]),
        ("<!-- statement -->\n# T\n[a](b)", ["foreign"]),
        ("<!-- statement -->\n# T\n<b>a</b>", ["foreign"]),
        ("<!-- points -->\n# T", ["list"]),
        ("<!-- points -->\n# T\nNot a point", ["list"]),
        (f"<!-- points -->\n# T\n- {'p' * 76}", ["line_long"]),
        ("<!-- steps -->\n# T\n" + "1. s\n" * 6, ["lines"]),
        (f"<!-- question -->\n# {'q' * 111}", ["title_long"]),
        ("<!-- compare -->\n# T\n## One\n- a", ["columns"]),
        ("<!-- compare -->\n# T\nloose\n## One\n- a\n## Two\n- b", ["columns"]),
        ("<!-- compare -->\n# T\n## One\n## Two\n- b", ["list"]),
        (f"<!-- compare -->\n# T\n## {'h' * 41}\n- a\n## Two\n- {'b' * 51}", ["title_long", "line_long"]),
        ("<!-- compare -->\n# T\n## One\n" + "- a\n" * 5 + "## Two\n- b", ["lines"]),
        ("<!-- break -->\n# T\na\nb", ["lines"]),
    ],
)
def test_what_breaks_a_rule_is_refused(text: str, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_of_slides(text)] == [f"slides.{code}" for code in codes]


def test_a_refusal_names_the_slide() -> None:
    (refusal,) = refusals_of_slides(GOOD + "---\n<!-- break -->\n")
    assert refusal.field == "slide 7"
    assert refusal.text == "Slide 7 needs exactly one title, a line that begins with #."


@pytest.mark.parametrize(
    ("text", "slide"),
    [
        ("# T\n- a\n- b", Slide(Layout.POINTS, "T", ("a", "b"))),
        ("# T\nWords", Slide(Layout.STATEMENT, "T", ("Words",))),
        ("# T", Slide(Layout.STATEMENT, "T")),
        ("# T\n## A\n- a", Slide(Layout.COMPARE, "T", (), (SlideColumn("A", ("a",)),))),
        ("<!-- break -->\n# T\n# U\nWords", Slide(Layout.BREAK, "T", ("U", "Words"))),
        ("Words", Slide(Layout.STATEMENT, "", ("Words",))),
        ("# T\n  indented, with nothing above", Slide(Layout.STATEMENT, "T", ("indented, with nothing above",))),
    ],
)
def test_a_slide_that_breaks_a_rule_is_still_shown(text: str, slide: Slide) -> None:
    assert read_slides(text) == (slide,)


WORDS = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=1, max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=5), WORDS, st.sampled_from(["points", "steps"]))
def test_a_list_within_its_limits_is_read_as_written(lines: list[str], title: str, layout: str) -> None:
    text = f"<!-- {layout} -->\n# {title}\n" + "".join(f"- {line}\n" for line in lines)
    assert refusals_of_slides(text) == ()
    assert read_slides(text) == (Slide(Layout(layout), title, tuple(lines)),)


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    assert len(read_slides(text)) <= text.count("---") + 1
    assert all(refusal.text for refusal in refusals_of_slides(text))


def test_every_layout_has_limits() -> None:
    assert set(LIMITS) == set(Layout)
