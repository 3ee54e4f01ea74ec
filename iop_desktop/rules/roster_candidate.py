"""A person read from a roster, and the keys by which the same person is recognized."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

Key = tuple[str, str]

_COMBINING = dict.fromkeys(range(0x0300, 0x0370))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What becomes a client. ``record_number`` is empty where the other system gave none; the rest may be empty too,
    but ``first_name`` (the only name of people who have one) and ``date_of_birth`` are always there.
    """

    record_number: str
    first_name: str
    last_name: str
    preferred_name: str
    pronouns: str
    date_of_birth: date
    sex: str
    street: str
    city: str
    state: str
    postal_code: str
    phone: str
    email: str

    @property
    def address(self) -> str:
        """Street, city, state and ZIP code in one line."""
        region = " ".join(part for part in (self.state, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.city, region) if part)


def record_key(record_number: str) -> Key:
    """The same for record numbers that differ in capitals alone."""
    return "record", record_number.strip().casefold()


def person_key(first_name: str, last_name: str, date_of_birth: date) -> Key:
    """The same for spellings of one name, with or without accents and capitals, on one date of birth.

    Only Western accents are dropped: in other scripts the marks on a letter tell names apart.
    """
    name = f"{first_name} {last_name}"
    if not name.isascii():
        bare = unicodedata.normalize("NFD", name).translate(_COMBINING)
        name = unicodedata.normalize("NFC", bare).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "person", f"{' '.join(name.casefold().split())} {date_of_birth.isoformat()}"


def keys_of(candidate: Candidate) -> tuple[Key, ...]:
    """All keys by which this person may be known already."""
    person = person_key(candidate.first_name, candidate.last_name, candidate.date_of_birth)
    if not candidate.record_number:
        return (person,)
    return record_key(candidate.record_number), person
