"""What must be known of a client before they are kept."""

from __future__ import annotations

from datetime import date

from iop_desktop.rules.membership import AgeRange, refusals_of_age
from iop_desktop.rules.refusal import Refusal

LONGEST_NAME = 120
LONGEST_NUMBER = 64


def refusals_of_client(
    record_number: str,
    first_name: str,
    last_name: str,
    date_of_birth: date | None,
    *,
    ages: AgeRange,
    admitted_on: date,
    number_is_taken: bool = False,
) -> tuple[Refusal, ...]:
    """Why this client cannot be added and admitted on the day; every reason, not only the first."""
    checks = (
        (
            _is_line(record_number, LONGEST_NUMBER),
            Refusal("record-number", "Write the record number, up to 64 letters.", "record_number"),
        ),
        (not number_is_taken, Refusal("taken", "Another client has that record number.", "record_number")),
        (
            _is_line(first_name, LONGEST_NAME),
            Refusal("first-name", "Write the first name or the only name.", "first_name"),
        ),
        (
            not last_name or _is_line(last_name, LONGEST_NAME),
            Refusal("last-name", "Write the last name without odd characters.", "last_name"),
        ),
    )
    found = tuple(refusal for held, refusal in checks if not held)
    return found + refusals_of_age(date_of_birth, ages, admitted_on)


def _is_line(text: str, longest: int) -> bool:
    return bool(text.strip()) and len(text) <= longest and text.isprintable()
