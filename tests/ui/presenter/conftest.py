"""Slides of every layout, from empty to as full as a layout may be."""

from __future__ import annotations

import pytest

from iop_desktop.rules.slides import Layout, Slide, SlideColumn

FULL_LINE = "A line of exactly seventy characters that stands under a long title ok"
FULL_POINT = "A point of seventy-five characters is the longest one that may stand here.."
COLUMN = SlideColumn("Lets it pass", ("Naming it", "Telling somebody", "Moving your body", "Something to eat"))
DECK = (
    Slide(Layout.STATEMENT, "An urge is a wave. You can ride it.", ("Notice it.", "Breathe with it.")),
    Slide(Layout.STATEMENT, "Only a title"),
    Slide(Layout.POINTS, "t" * 20 + " many words " * 5, (FULL_POINT,) * 5),
    Slide(Layout.POINTS, "One point", ("A body feeling",)),
    Slide(Layout.STEPS, "The shape of a craving", ("It builds", "It peaks", "It passes")),
    Slide(Layout.QUESTION, "What would you tell a friend who stands where you stood? " * 2, (FULL_LINE, FULL_LINE)),
    Slide(Layout.QUESTION, "What helped?"),
    Slide(
        Layout.COMPARE,
        "Two sides",
        (),
        (COLUMN, SlideColumn("F" * 40, ("A point of fifty characters, the longest one here!",) * 4)),
    ),
    Slide(Layout.COMPARE, "Not finished", ("A loose line",)),
    Slide(Layout.BREAK, "Break", ("Fifteen minutes. Water is at the back.",)),
    Slide(Layout.POINTS, "", ()),
)


@pytest.fixture
def deck() -> tuple[Slide, ...]:
    """Eleven slides, some of them broken."""
    return DECK
