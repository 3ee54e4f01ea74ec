"""What a pass phrase must be."""

from __future__ import annotations

import pytest

from iop_desktop.rules.passphrase import LONGEST, SHORTEST, refusals_of_passphrase


@pytest.mark.parametrize(
    ("passphrase", "repeated", "score", "codes"),
    [
        ("a" * SHORTEST, "a" * SHORTEST, 3, []),
        ("a" * LONGEST, "a" * LONGEST, 4, []),
        ("a" * (SHORTEST - 1), "a" * (SHORTEST - 1), 4, ["short"]),
        ("a" * (LONGEST + 1), "a" * (LONGEST + 1), 4, ["long"]),
        ("a" * SHORTEST, "a" * SHORTEST, 2, ["weak"]),
        ("a" * SHORTEST, "b" * SHORTEST, 3, ["differs"]),
        ("", "x", 0, ["short", "weak", "differs"]),
    ],
)
def test_refusals(passphrase: str, repeated: str, score: int, codes: list[str]) -> None:
    found = refusals_of_passphrase(passphrase, repeated, score)
    assert [refusal.code for refusal in found] == codes


def test_no_sentence_repeats_the_pass_phrase() -> None:
    found = refusals_of_passphrase("hunter2", "hunter3", 0)
    assert found
    assert not any("hunter" in refusal.text for refusal in found)
