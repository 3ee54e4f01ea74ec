from __future__ import annotations

import pytest

from iop_desktop.rules.note_prompts import quoted_fact


@pytest.mark.parametrize(
    ("clock", "text", "fact"),
    [
        ("3:00 PM", "Spoke about payday.", "Observed at 3:00 PM: “Spoke about payday.”"),
        ("", "Left\n the  room", "Observed in group: “Left the room”"),
        ("9:05 AM", "Said “enough”", "Observed at 9:05 AM: “Said ‘enough’”"),
    ],
)
def test_a_quoted_fact(clock: str, text: str, fact: str) -> None:
    assert quoted_fact(clock, text) == fact
