"""What a roster says of a person beside name and age. None of it is needed, so nothing here refuses a row."""

from __future__ import annotations

from collections.abc import Mapping

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_cells import (
    LONGEST_PRONOUNS,
    Cleaned,
    Remark,
    clean_email,
    clean_phone,
    clean_postal_code,
    clean_sex,
    clean_text,
)
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_names import clean_name


def clean_details(cells: Mapping[Field, str]) -> dict[Field, Cleaned]:
    """Each detail as it is kept; what cannot be kept is empty with a remark."""

    def text(field: Field) -> str:
        return cells.get(field, "")

    return {
        Field.PREFERRED_NAME: _preferred_name(text(Field.PREFERRED_NAME)),
        Field.PRONOUNS: clean_text(text(Field.PRONOUNS), Field.PRONOUNS, LONGEST_PRONOUNS),
        Field.SEX: clean_sex(text(Field.SEX)),
        Field.ADDRESS: clean_text(text(Field.ADDRESS), Field.ADDRESS),
        Field.CITY: clean_text(text(Field.CITY), Field.CITY),
        Field.STATE: clean_text(text(Field.STATE), Field.STATE),
        Field.POSTAL_CODE: clean_postal_code(text(Field.POSTAL_CODE), text(Field.STATE)),
        Field.PHONE: clean_phone(text(Field.PHONE)),
        Field.EMAIL: clean_email(text(Field.EMAIL)),
    }


def _preferred_name(text: str) -> Cleaned:
    name = clean_name(text, Field.PREFERRED_NAME)
    if isinstance(name, Refusal):
        return Cleaned("", Remark(name.code, f"{name.text} It was left out.", name.field))
    return Cleaned(name)
