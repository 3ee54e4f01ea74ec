"""What a roster says of a person beside name and age. None of it is needed, so nothing here refuses a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    """Each detail as it is kept; what cannot be kept is empty with a remark; what the row lacks is not in it."""
    return {field: clean(cells) for field, clean in CLEANERS.items() if cells.get(field)}


def _preferred_name(text: str) -> Cleaned:
    name = clean_name(text, Field.PREFERRED_NAME)
    if isinstance(name, Refusal):
        return Cleaned("", Remark(name.code, f"{name.text} It was left out.", name.field))
    return Cleaned(name)


CLEANERS: dict[Field, Callable[[Mapping[Field, str]], Cleaned]] = {
    Field.PREFERRED_NAME: lambda cells: _preferred_name(cells[Field.PREFERRED_NAME]),
    Field.PRONOUNS: lambda cells: clean_text(cells[Field.PRONOUNS], Field.PRONOUNS, LONGEST_PRONOUNS),
    Field.SEX: lambda cells: clean_sex(cells[Field.SEX]),
    Field.ADDRESS: lambda cells: clean_text(cells[Field.ADDRESS], Field.ADDRESS),
    Field.CITY: lambda cells: clean_text(cells[Field.CITY], Field.CITY),
    Field.STATE: lambda cells: clean_text(cells[Field.STATE], Field.STATE),
    Field.POSTAL_CODE: lambda cells: clean_postal_code(cells[Field.POSTAL_CODE], cells.get(Field.STATE, "")),
    Field.PHONE: lambda cells: clean_phone(cells[Field.PHONE]),
    Field.EMAIL: lambda cells: clean_email(cells[Field.EMAIL]),
}
