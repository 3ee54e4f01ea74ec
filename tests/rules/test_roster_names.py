from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_names import clean_name, names_end_in_digits, split_full_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("José Eduardo181", "José Eduardo181"),
        ("  Mary   Ann\t", "Mary Ann"),
        ("Jose\u0301", "José"),
        ("O'Neil", "O'Neil"),
        ("O’Neil", "O’Neil"),
        ("Smith-Jones", "Smith-Jones"),
        ("Prince", "Prince"),
        ("Null", "Null"),
        ("محمد", "محمد"),
        ("\u200fמרים\u200f", "מרים"),
        ("نیکی\u200cنام", "نیکی\u200cنام"),
        ("王", "王"),
        ("Nguyễn", "Nguyễn"),
        ("a" * 80, "a" * 80),
        ("é" * 120, "é" * 120),
        ("Henry 8", "Henry 8"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("Bob\u00a0Lee", "Bob Lee"),
        ("Ann\nMarie", "Ann Marie"),
        ("", ""),
        ("\u200b", ""),
        (" - ", ""),
        ("N/A", ""),
        ("#N/A", ""),
    ],
)
def test_what_people_are_called_is_kept(text: str, name: str) -> None:
    assert clean_name(text, Field.FIRST_NAME) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345", "no_letters"),
        ("---", "no_letters"),
        ("Ann\x07", "control_characters"),
        ("Ann\x00", "control_characters"),
        ("Ann\ud800", "control_characters"),
        ("Ann\ue000é", "control_characters"),
        ("Ann\u202eeel", "control_characters"),
        ("Ann 😀", "emoji"),
        ("❤ Ann", "emoji"),
        ("Jos\ufffd", "damaged_letters"),
        ("#NAME?", "spreadsheet_error"),
        ("########", "spreadsheet_error"),
        ("a" * 121, "name_too_long"),
        ("é" * 121, "name_too_long"),
    ],
)
def test_what_no_name_can_be_is_refused_without_repeating_it(text: str, code: str) -> None:
    refusal = clean_name(text, Field.LAST_NAME)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, Field.LAST_NAME)
    assert text not in refusal.text
    assert refusal.text.startswith("Last name ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("José Eduardo181", "José Eduardo"),
        ("José12 Eduardo181", "José Eduardo"),
        ("Henry 8", "Henry 8"),
        ("R2D2x", "R2D2x"),
        ("Gómez206", "Gómez"),
    ],
)
def test_digits_at_the_end_are_left_out_on_wish(text: str, name: str) -> None:
    assert clean_name(text, Field.FIRST_NAME, remove_digits=True) == name


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        (["Ann1", "Bob2", "Cid"], True),
        (["Ann1", "Bob"], False),
        (["Ann1 ", "", " "], True),
        (["Henry 8", "12"], False),
        ([], False),
    ],
)
def test_digits_are_proposed_for_removal_when_most_names_end_in_them(names: list[str], answer: bool) -> None:
    assert names_end_in_digits(names) is answer


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lee, Ann Marie", ("Ann Marie", "Lee")),
        ("Ann Marie Lee", ("Ann Marie", "Lee")),
        ("Prince", ("Prince", "")),
        ("Lee,", ("", "Lee")),
        (" ", ("", "")),
    ],
)
def test_a_full_name_is_split(text: str, names: tuple[str, str]) -> None:
    assert split_full_name(text) == names


@given(st.text(), st.booleans())
def test_any_text_is_a_name_or_refused(text: str, remove: bool) -> None:
    name = clean_name(text, Field.FIRST_NAME, remove_digits=remove)
    if isinstance(name, str):
        assert len(name) <= 120
        assert name == name.strip()
        assert unicodedata.is_normalized("NFC", name)
        assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in name)
        name.encode()
