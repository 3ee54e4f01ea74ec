"""The recovery code on three sheets: the published vectors of SLIP-39, and any two of ours."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import MnemonicError, combine_mnemonics

from iop_desktop.models.errors import RecoveryCodeMistyped
from iop_desktop.models.recovery_code import format_code, parse_code
from iop_desktop.models.recovery_sheets import (
    SHEETS,
    WORDS,
    SheetFault,
    SheetMistyped,
    join_sheets,
    require_sheet,
    split_secret,
    unknown_words,
)
from tests.support.source import ROOT

# Of the vectors of SLIP-0039 those with one group, one group of several, both lengths, and each kind of fault.
VECTORS: list[tuple[list[str], str]] = json.loads(
    (ROOT / "tests" / "data" / "slip39_vectors.json").read_text(encoding="utf-8")
)
VALID = [(shares, secret) for shares, secret in VECTORS if secret]
INVALID = [shares for shares, secret in VECTORS if not secret]
SECRET = bytes(range(20))


@pytest.fixture(scope="module")
def sheets() -> tuple[str, ...]:
    return split_secret(SECRET)


@pytest.mark.parametrize(("shares", "secret"), VALID)
def test_published_vectors_that_open(shares: list[str], secret: str) -> None:
    assert combine_mnemonics(shares, b"TREZOR").hex() == secret


@pytest.mark.parametrize("shares", INVALID)
def test_published_vectors_that_do_not(shares: list[str]) -> None:
    with pytest.raises(MnemonicError):
        combine_mnemonics(shares, b"TREZOR")


@settings(max_examples=15)
@given(st.binary(min_size=20, max_size=20))
def test_any_two_sheets_give_the_code_in_any_order(secret: bytes) -> None:
    made = split_secret(secret)
    assert [len(words.split()) for words in made] == [WORDS] * SHEETS
    for pair in itertools.permutations(made, 2):
        assert join_sheets(pair) == secret


def test_two_sheets_stand_for_the_code_wherever_one_is_typed(sheets: tuple[str, ...]) -> None:
    assert parse_code(f" {sheets[2].upper()}\n{sheets[0]} ") == SECRET == parse_code(format_code(SECRET))


def test_two_sheets_of_some_other_secret_are_no_code() -> None:
    first, second, _ = split_secret(bytes(16))
    for typed in (f"{first} {second}", f"{first} {first}", first):
        with pytest.raises(RecoveryCodeMistyped):
            parse_code(typed)


def test_each_call_makes_other_sheets(sheets: tuple[str, ...]) -> None:
    other = split_secret(SECRET)
    assert not set(sheets) & set(other)
    assert fault(sheets[0], other[1]) is SheetFault.OTHER_KIT


def fault(*typed: str) -> SheetFault:
    with pytest.raises(SheetMistyped) as caught:
        join_sheets(typed)
    untyped = SheetMistyped(caught.value.fault)
    assert (repr(caught.value), caught.value.sentence) == (repr(untyped), untyped.sentence)
    return caught.value.fault


def test_what_is_wrong_with_sheets(sheets: tuple[str, ...]) -> None:
    words = sheets[0].split()
    swapped = " ".join((*words[:8], words[9], words[8], *words[10:]))
    assert fault(sheets[0], sheets[0]) is SheetFault.SAME
    assert fault(" ".join(words[:-1]), sheets[1]) is SheetFault.UNFINISHED
    assert fault(sheets[0] + " acid", sheets[1]) is SheetFault.TOO_MANY
    assert fault(sheets[0], "zebra " + sheets[1]) is SheetFault.UNKNOWN
    assert words[8] == words[9] or fault(swapped, sheets[1]) is SheetFault.MISTYPED
    assert unknown_words("acid zebra acne quux") == (2, 4)
    require_sheet(sheets[2])


def test_one_sheet_says_nothing(sheets: tuple[str, ...]) -> None:
    with pytest.raises(MnemonicError):
        combine_mnemonics(sheets[:1], b"")
