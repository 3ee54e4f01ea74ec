"""The printed recovery code survives handwriting, and a slip of the pen is noticed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.models.errors import RecoveryCodeMistyped
from iop_desktop.models.recovery_code import format_code, new_code, parse_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.binary(min_size=20, max_size=20))
def test_round_trip(secret: bytes) -> None:
    assert parse_code(format_code(secret)) == secret


def test_shape_and_freshness() -> None:
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{8}}[{ALPHABET}]{{4}}", new_code())
    assert new_code() != new_code()


@given(st.binary(min_size=20, max_size=20))
def test_look_alikes_case_and_separators_do_not_matter(secret: bytes) -> None:
    typed = format_code(secret).replace("0", "o").replace("1", "l").replace("-", " \u2013 ").lower()
    assert parse_code(f"  {typed}\n") == secret


@given(st.binary(min_size=20, max_size=20), st.integers(0, 35), st.integers(1, 31))
def test_one_wrong_character_is_noticed(secret: bytes, place: int, shift: int) -> None:
    letters = list(format_code(secret).replace("-", ""))
    letters[place] = ALPHABET[(ALPHABET.index(letters[place]) + shift) % 32]
    with pytest.raises(RecoveryCodeMistyped):
        parse_code("".join(letters))


def test_swapped_neighbours_are_noticed() -> None:
    code = format_code(bytes(range(20))).replace("-", "")
    for place in range(35):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            with pytest.raises(RecoveryCodeMistyped):
                parse_code(swapped)


@pytest.mark.parametrize("typed", ["", "A" * 35, "A" * 37, "U" * 36, "é" * 36, "!" * 36])
def test_other_text_is_refused(typed: str) -> None:
    with pytest.raises(RecoveryCodeMistyped):
        parse_code(typed)


def test_a_secret_has_twenty_bytes() -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        format_code(b"short")
