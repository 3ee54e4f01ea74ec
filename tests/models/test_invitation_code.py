"""The code of an invitation survives being said and typed, and a slip is noticed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.models.invitation_code import (
    is_beginning_of_invitation,
    new_invitation_code,
    tidy_invitation_code,
)
from iop_desktop.models.recovery_code import new_code
from iop_desktop.models.spelled_code import CodeShape
from iop_desktop.models.way_in_errors import InvitationCodeMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHAPE = CodeShape(13, 16, b"iop/v1/invitation-code")


def test_shape_and_freshness() -> None:
    code = new_invitation_code()
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{5}}[{ALPHABET}]{{4}}", code)
    assert new_invitation_code() != code
    assert tidy_invitation_code(f" {code.lower().replace('0', 'o').replace('-', ' ')} ") == code


@given(st.binary(min_size=13, max_size=13), st.integers(0, 23), st.integers(1, 31))
def test_one_wrong_character_is_noticed(secret: bytes, place: int, shift: int) -> None:
    letters = list(SHAPE.spell(secret).replace("-", ""))
    letters[place] = ALPHABET[(ALPHABET.index(letters[place]) + shift) % 32]
    with pytest.raises(InvitationCodeMistyped):
        tidy_invitation_code("".join(letters))


def test_a_recovery_code_is_no_invitation() -> None:
    with pytest.raises(InvitationCodeMistyped):
        tidy_invitation_code(new_code())


@pytest.mark.parametrize(("typed", "beginning"), [("", True), ("7q2m-", True), ("U", False), ("7" * 24, False)])
def test_while_it_is_typed(typed: str, beginning: bool) -> None:
    assert is_beginning_of_invitation(typed) is beginning
