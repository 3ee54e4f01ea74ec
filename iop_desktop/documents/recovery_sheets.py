"""The recovery kit on three sheets, each for somebody else to keep; any two of them give the code back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reportlab.platypus import Spacer

from iop_desktop.documents.secret_paper import Line, SecretPaper, clinic_and, texts

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
    """One printable page for each sheet."""
    made_for = clinic_and(clinic_name, staff_names)
    paper = SecretPaper("Recovery sheets", "Keep apart from the others", clinic_name, made_at, made_for)
    return paper.render(_page(number, words, keepers) for number, words in enumerate(sheets, start=1))


def _page(number: int, words: str, keepers: Sequence[str]) -> list[Line]:
    who = [f"Sheet {each}: {keeper or 'not written down'}" for each, keeper in enumerate(keepers, start=1)]
    return [
        (f"Recovery sheet {number} of {len(keepers)}", "title"),
        (WHAT, "text"),
        Spacer(1, 8),
        *((line, "name") for line in _lines(words)),
        Spacer(1, 8),
        *texts(STEPS),
        ("Who keeps which", "heading"),
        *texts(who),
    ]


def _lines(words: str) -> list[str]:
    """The words with their numbers, four in a line."""
    numbered = [f"{place}. {word}" for place, word in enumerate(words.split(), start=1)]
    return [" · ".join(numbered[at : at + _IN_A_ROW]) for at in range(0, len(numbered), _IN_A_ROW)]
