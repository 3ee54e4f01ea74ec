"""Judge each row of another system's roster: a candidate who can become a client, or every reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.roster_candidate import Candidate, Key, keys_of
from iop_desktop.rules.roster_cells import Cleaned, Remark, clean_record_number
from iop_desktop.rules.roster_dates import DateOrder
from iop_desktop.rules.roster_details import clean_details
from iop_desktop.rules.roster_fields import Field
from iop_desktop.rules.roster_life import ProgramAges, age_refusal, birth_date, death_refusal
from iop_desktop.rules.roster_names import clean_name, is_nothing, split_full_name

KNOWN = "known"
ONE_NAME = Remark("one_name", "The row holds one name only; it is kept as the first name.", Field.FIRST_NAME)
NO_NAME = Refusal("no_name", "The row holds no name.", Field.FIRST_NAME)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row as it stands in the file; ``number`` is what a spreadsheet shows beside it, the header counted.

    ``surplus`` says how many filled cells stand beyond the last header.
    """

    number: int
    cells: tuple[str, ...]
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class RosterOptions:
    """How cells are read: the order of dates, and whether digits at the end of names are left out."""

    date_order: DateOrder
    remove_name_digits: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """People who are clients already, and those accepted from earlier rows with the row they stand in."""

    clients: AbstractSet[Key]
    earlier_rows: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that can become a client, with what was changed or left out in it."""

    row_number: int
    candidate: Candidate
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that stays outside, with every reason; no reason holds a name."""

    row_number: int
    reasons: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    """Who the row speaks of, before details."""

    record_number: str
    first_name: str
    last_name: str
    born: date
    remarks: tuple[Remark, ...]


def judge(
    row: RosterRow,
    mapping: Mapping[Field, int],
    options: RosterOptions,
    *,
    today: date,
    ages: ProgramAges,
    known: Known,
) -> Accepted | RefusedRow:
    """Accept the row or give the reasons against it.

    The dead are never admitted; the program's ages decide on the day of the import; a person known by record number, or
    by name and date of birth, is never added twice.
    """
    if row.surplus:
        return RefusedRow(row.number, (_surplus(row.surplus),))
    cells = {field: row.cells[index] for field, index in mapping.items() if 0 <= index < len(row.cells)}
    person = _person(cells, options, today, ages)
    if not isinstance(person, _Person):
        return RefusedRow(row.number, person)
    details = clean_details(cells)
    candidate = _candidate(person, details)
    duplicate = _duplicate(candidate, known)
    if duplicate:
        return RefusedRow(row.number, (duplicate,))
    left_out = tuple(cleaned.remark for cleaned in details.values() if cleaned.remark)
    return Accepted(row.number, candidate, person.remarks + left_out)


def _person(
    cells: Mapping[Field, str], options: RosterOptions, today: date, ages: ProgramAges
) -> _Person | tuple[Refusal, ...]:
    number = clean_record_number(cells.get(Field.RECORD_NUMBER, ""))
    first, last = _names(cells, remove_digits=options.remove_name_digits)
    born = birth_date(cells.get(Field.DATE_OF_BIRTH, ""), options.date_order, today)
    against = death_refusal(cells.get(Field.DATE_OF_DEATH, ""), options.date_order, today)
    if against is None and isinstance(born, date):
        against = age_refusal(born, today, ages)
    if (
        against is None
        and isinstance(number, str)
        and isinstance(first, str)
        and isinstance(last, str)
        and isinstance(born, date)
    ):
        remarks = () if first else (ONE_NAME,)
        return _Person(number, first or last, last if first else "", born, remarks)
    return tuple(found for found in (against, number, first, last, born) if isinstance(found, Refusal))


def _names(cells: Mapping[Field, str], *, remove_digits: bool) -> tuple[str | Refusal, str | Refusal]:
    first, last = cells.get(Field.FIRST_NAME, ""), cells.get(Field.LAST_NAME, "")
    if is_nothing(first) and is_nothing(last):
        first, last = split_full_name(cells.get(Field.FULL_NAME, ""))
    cleaned_first = clean_name(first, Field.FIRST_NAME, remove_digits=remove_digits)
    cleaned_last = clean_name(last, Field.LAST_NAME, remove_digits=remove_digits)
    return (NO_NAME, "") if cleaned_first == cleaned_last == "" else (cleaned_first, cleaned_last)


def _candidate(person: _Person, details: Mapping[Field, Cleaned]) -> Candidate:
    def kept(field: Field) -> str:
        return details[field].value if field in details else ""

    return Candidate(
        record_number=person.record_number,
        first_name=person.first_name,
        last_name=person.last_name,
        preferred_name=kept(Field.PREFERRED_NAME),
        pronouns=kept(Field.PRONOUNS),
        date_of_birth=person.born,
        sex=kept(Field.SEX),
        street=kept(Field.ADDRESS),
        city=kept(Field.CITY),
        state=kept(Field.STATE),
        postal_code=kept(Field.POSTAL_CODE),
        phone=kept(Field.PHONE),
        email=kept(Field.EMAIL),
    )


def _duplicate(candidate: Candidate, known: Known) -> Refusal | None:
    for key in keys_of(candidate):
        what = "record number" if key[0] == "record" else "name and date of birth"
        if key in known.clients:
            return Refusal(KNOWN, f"A client with this {what} is in the clinic already.")
        if key in known.earlier_rows:
            return Refusal("duplicate", f"Row {known.earlier_rows[key]} of the file has the same {what}.")
    return None


def _surplus(count: int) -> Refusal:
    cells = "1 more filled cell" if count == 1 else f"{count} more filled cells"
    return Refusal("surplus_cells", f"The row has {cells} than there are columns, so its cells may be out of place.")
