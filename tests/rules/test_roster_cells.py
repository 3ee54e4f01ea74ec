from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_cells import (
    Cleaned,
    clean_email,
    clean_phone,
    clean_postal_code,
    clean_record_number,
    clean_sex,
    clean_text,
)
from iop_desktop.rules.roster_details import clean_details
from iop_desktop.rules.roster_fields import Field


def _code(cleaned: Cleaned) -> str:
    return cleaned.remark.code if cleaned.remark else ""


@pytest.mark.parametrize(
    ("text", "state", "value", "code"),
    [
        ("02139", "MA", "02139", ""),
        ("2139", "Massachusetts", "02139", "postal_code_zero"),
        ("2139", "ma", "02139", "postal_code_zero"),
        ("7030.0", "N.J.", "07030", "postal_code_zero"),
        ("2139-1234", "MA", "02139-1234", "postal_code_zero"),
        ("21391234", "MA", "02139-1234", "postal_code_zero"),
        ("601", "Puerto Rico", "00601", "postal_code_zero"),
        ("213", "MA", "213", "odd_postal_code"),
        ("2139", "Texas", "2139", "odd_postal_code"),
        ("2139", "", "2139", "odd_postal_code"),
        ("73301-0001", "TX", "73301-0001", ""),
        ("733010001", "TX", "73301-0001", ""),
        ("0", "MA", "", "empty_postal_code"),
        ("00000", "MA", "", "empty_postal_code"),
        ("K1A 0B1", "Ontario", "K1A 0B1", ""),
        ("", "MA", "", ""),
        ("1" * 200, "MA", "", "unusable_text"),
    ],
)
def test_zip_codes_get_their_zero_back(text: str, state: str, value: str, code: str) -> None:
    cleaned = clean_postal_code(text, state)
    assert (cleaned.value, _code(cleaned)) == (value, code)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (" 00123 ", "00123"),
        ("", ""),
        ("n/a", ""),
        ("A-17/b", "A-17/b"),
        ("=1+1", "=1+1"),
        ("1.23E+11", "damaged_number"),
        ("1,2E11", "damaged_number"),
        ("999-76-6866", "social_security"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "bad_record_number"),
        ("a\x00b", "bad_record_number"),
        ("a\ufffdb", "bad_record_number"),
    ],
)
def test_record_numbers(text: str, outcome: str) -> None:
    number = clean_record_number(text)
    assert (number.code if isinstance(number, Refusal) else number) == outcome


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("(617) 555-0123 ext. 4", "(617) 555-0123 ext. 4", ""),
        ("+1 617 555 0123", "+1 617 555 0123", ""),
        ("6175550123.0", "6175550123", ""),
        ("6.17555E+09", "", "bad_phone"),
        ("none given", "", "bad_phone"),
        ("1" * 41, "", "bad_phone"),
        ("-", "", ""),
    ],
)
def test_phone_numbers(text: str, value: str, code: str) -> None:
    cleaned = clean_phone(text)
    assert (cleaned.value, _code(cleaned)) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("ann@example.org", "ann@example.org", ""),
        ('=HYPERLINK("x")', "", "bad_email"),
        ("a@" + "b" * 120, "", "unusable_text"),
        ("", "", ""),
    ],
)
def test_email_addresses(text: str, value: str, code: str) -> None:
    cleaned = clean_email(text)
    assert (cleaned.value, _code(cleaned)) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("M", "male", ""),
        ("female", "female", ""),
        ("X", "nonbinary", ""),
        ("Two-Spirit", "Two-Spirit", ""),
        ("", "", ""),
        ("y" * 21, "", "unusable_text"),
    ],
)
def test_sexes(text: str, value: str, code: str) -> None:
    cleaned = clean_sex(text)
    assert (cleaned.value, _code(cleaned)) == (value, code)


def test_text_that_cannot_be_printed_is_left_out() -> None:
    assert clean_text("Main\x01Street", Field.ADDRESS).value == ""
    assert clean_text(" Main \n Street ", Field.ADDRESS) == Cleaned("Main Street")


def test_details_hold_what_the_row_has() -> None:
    cells = {
        Field.PREFERRED_NAME: "Star ⭐",
        Field.PRONOUNS: "they/them",
        Field.SEX: "F",
        Field.ADDRESS: "1 Elm",
        Field.CITY: "Lynn",
        Field.STATE: "MA",
        Field.POSTAL_CODE: "1901",
        Field.PHONE: "555-0100",
        Field.EMAIL: "a@b.example",
        Field.FIRST_NAME: "Ann",
    }
    details = clean_details(cells)
    assert _code(details.pop(Field.PREFERRED_NAME)) == "emoji"
    values = ["they/them", "female", "1 Elm", "Lynn", "MA", "01901", "555-0100", "a@b.example"]
    assert [cleaned.value for cleaned in details.values()] == values
    assert clean_details({Field.PREFERRED_NAME: "Bo", Field.CITY: ""}) == {Field.PREFERRED_NAME: Cleaned("Bo")}


@given(st.text(), st.text())
def test_no_cell_makes_them_fail(text: str, state: str) -> None:
    clean_record_number(text)
    everything = clean_details(dict.fromkeys(Field, text) | {Field.STATE: state})
    for cleaned in everything.values():
        cleaned.value.encode()
        assert len(cleaned.value) <= 120
