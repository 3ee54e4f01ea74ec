from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.roster_fields import SYNONYMS, Field, guess_mapping, is_never_imported


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            [
                "Id",
                "BIRTHDATE",
                "DEATHDATE",
                "SSN",
                "FIRST",
                "LAST",
                "GENDER",
                "ADDRESS",
                "CITY",
                "STATE",
                "COUNTY",
                "ZIP",
            ],
            {
                Field.RECORD_NUMBER: 0,
                Field.DATE_OF_BIRTH: 1,
                Field.DATE_OF_DEATH: 2,
                Field.FIRST_NAME: 4,
                Field.LAST_NAME: 5,
                Field.SEX: 6,
                Field.ADDRESS: 7,
                Field.CITY: 8,
                Field.STATE: 9,
                Field.POSTAL_CODE: 11,
            },
        ),
        (
            ["pid", "fname", "lname", "DOB", "postal_code", "phone_home", "phone_cell", "deceased_date"],
            {
                Field.RECORD_NUMBER: 0,
                Field.FIRST_NAME: 1,
                Field.LAST_NAME: 2,
                Field.DATE_OF_BIRTH: 3,
                Field.POSTAL_CODE: 4,
                Field.PHONE: 6,
                Field.DATE_OF_DEATH: 7,
            },
        ),
        (
            ["Client ID", "Client Name", "Client D.O.B.", "E-mail", "Pronouns", "Preferred Name"],
            {
                Field.RECORD_NUMBER: 0,
                Field.FULL_NAME: 1,
                Field.DATE_OF_BIRTH: 2,
                Field.EMAIL: 3,
                Field.PRONOUNS: 4,
                Field.PREFERRED_NAME: 5,
            },
        ),
        (["Patient First Name", "PATIENT_SURNAME", "Name"], {Field.FIRST_NAME: 0, Field.LAST_NAME: 1}),
        (["First Name", "Full name"], {Field.FIRST_NAME: 0, Field.FULL_NAME: 1}),
        (["Id", "MRN"], {Field.RECORD_NUMBER: 1}),
        (["Sex", "sex", "Gender"], {Field.SEX: 0}),
        (["Personal Email"], {Field.EMAIL: 0}),
        (["", "Client", "SSN", "Diagnosis"], {}),
        ([], {}),
    ],
)
def test_columns_are_recognized_in_several_wordings(headers: list[str], expected: dict[Field, int]) -> None:
    assert guess_mapping(headers) == expected


@pytest.mark.parametrize("header", ["SSN", "Social Security Number", "client_ssn", "Soc. Sec. No."])
def test_social_security_numbers_are_known_by_their_header(header: str) -> None:
    assert is_never_imported(header)
    assert not guess_mapping([header])


def test_no_wording_means_two_fields_and_each_field_has_a_label() -> None:
    words = [word for synonyms in SYNONYMS.values() for word in synonyms.split()]
    assert len(words) == len(set(words))
    assert all(field.label for field in Field)


@given(st.lists(st.text()))
def test_any_headers_map_each_column_at_most_once(headers: list[str]) -> None:
    columns = list(guess_mapping(headers).values())
    assert len(columns) == len(set(columns))
