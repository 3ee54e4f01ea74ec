"""The recovery kit on three sheets, each for somebody else to keep; any two of them give the code back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from reportlab.platypus import PageBreak, Spacer

from iop_desktop.documents.layout import Sheet, build, paragraph
from iop_desktop.documents.structure import finish
from iop_desktop.documents.tagging import Element

WHAT = (
    "Any two of these three sheets open the clinic's records when every pass phrase is lost. One sheet alone opens "
    "nothing and says nothing about the others."
)
STEPS = (
    "1. Put this sheet into a sealed envelope. Write the date and your name across the flap.",
    "2. The three sheets are kept by three people or in three places, never two of them together.",
    (
        "3. To use them: start the program, choose “Use the recovery kit”, then “I have two sheets of words”, and type "
        "the words of any two sheets."
    ),
    "4. A kit works once: the program then shows a new one. Destroy all three sheets after their use.",
)
_IN_A_ROW = 4


def render_recovery_sheets(
    clinic_name: str, sheets: Sequence[str], keepers: Sequence[str], made_at: datetime, staff_names: Sequence[str]
) -> bytes:
    """One printable page for each sheet; the program keeps neither the pages nor the words."""
    root = Element("Document")
    names = ", ".join(staff_names)
    by = f" by {names}." if names else "."
    made = f"Made {made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC for {clinic_name}{by}"
    story: list[Any] = []
    for number, words in enumerate(sheets, start=1):
        story += [*([PageBreak()] if story else []), *_page(number, words, keepers, made, root)]
    sheet = Sheet(
        title="Recovery sheets",
        author=clinic_name,
        subject="Recovery sheets",
        keywords="recovery kit",
        left_header=clinic_name,
        right_header="Keep apart from the others",
        footer="IOP Desktop recovery sheets",
        created=made_at,
    )
    return build(story, sheet, lambda canvas: finish(canvas, root, (), 0))


def _page(number: int, words: str, keepers: Sequence[str], made: str, root: Element) -> list[Any]:
    count = len(keepers)
    who = [f"Sheet {each}: {keeper or 'not written down'}" for each, keeper in enumerate(keepers, start=1)]
    return [
        paragraph(f"Recovery sheet {number} of {count}", "title", "H1", root),
        paragraph(WHAT, "text", "P", root),
        Spacer(1, 8),
        *(paragraph(line, "name", "P", root) for line in _lines(words)),
        Spacer(1, 8),
        *(paragraph(step, "text", "P", root) for step in STEPS),
        paragraph("Who keeps which", "heading", "H2", root),
        *(paragraph(line, "text", "P", root) for line in who),
        Spacer(1, 6),
        paragraph(made, "small", "P", root),
    ]


def _lines(words: str) -> list[str]:
    """The words with their numbers, four in a line."""
    numbered = [f"{place}. {word}" for place, word in enumerate(words.split(), start=1)]
    return [" · ".join(numbered[at : at + _IN_A_ROW]) for at in range(0, len(numbered), _IN_A_ROW)]
