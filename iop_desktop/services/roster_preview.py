"""What an import would do with a roster file: how it was read, who would be added, which rows stay outside and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from iop_desktop.rules.roster import Accepted, Known, RefusedRow, RosterOptions, judge
from iop_desktop.rules.roster_candidate import Key, keys_of
from iop_desktop.rules.roster_cells import Remark
from iop_desktop.rules.roster_dates import DateOrder, DateOrderGuess, guess_date_order
from iop_desktop.rules.roster_fields import Field, guess_mapping, is_never_imported
from iop_desktop.rules.roster_life import ProgramAges
from iop_desktop.rules.roster_names import names_end_in_digits
from iop_desktop.services.roster_file import RawRoster

NO_BIRTH_DATES = Remark(
    "no_birth_column",
    "No column was recognized as the date of birth. Choose that column.",
    Field.DATE_OF_BIRTH,
)
NO_NAMES = Remark("no_name_column", "No column was recognized as a name. Choose that column.", Field.FIRST_NAME)
DATES_UNCERTAIN = Remark(
    "date_order_uncertain",
    "The dates do not show whether the day or the month stands first. Compare a few with the other system.",
    Field.DATE_OF_BIRTH,
)
DIGITS_REMOVED = Remark(
    "digits_removed", "Most names in the file end in digits; digits at the end of names are left out.", Field.FIRST_NAME
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file and what it is imported as, or None if it stays outside."""

    index: int
    header: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """The outcome of judging every row; nothing has been imported.

    ``accepted`` holds one candidate a row, ``refused`` the reasons without names, ``remarks`` what concerns the file or
    many rows. Dates of the file are read in ``date_order``; where ``date_order_certain`` is false people should look.
    ``names_end_in_digits`` proposes ``remove_name_digits``, which says what was done. ``encoding``, ``delimiter`` and
    ``sheet`` say how the file was read, as ``read_roster`` takes them back after a correction.
    """

    columns: tuple[Column, ...]
    date_order: DateOrder
    date_order_certain: bool
    names_end_in_digits: bool
    remove_name_digits: bool
    accepted: tuple[Accepted, ...]
    refused: tuple[RefusedRow, ...]
    remarks: tuple[Remark, ...]
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many filled rows stand under the header."""
        return len(self.accepted) + len(self.refused)

    @property
    def mapping(self) -> dict[Field, int]:
        """The columns that are imported, as ``preview`` takes them back after a correction."""
        return {column.field: column.index for column in self.columns if column.field is not None}

    @property
    def refusals_by_code(self) -> dict[str, int]:
        """How many rows each reason keeps outside, the most frequent first."""
        return dict(Counter(reason.code for row in self.refused for reason in row.reasons).most_common())


def preview(
    raw: RawRoster,
    *,
    today: date,
    ages: ProgramAges,
    known: AbstractSet[Key] = frozenset(),
    mapping: Mapping[Field, int] | None = None,
    date_order: DateOrder | None = None,
    remove_name_digits: bool | None = None,
) -> RosterPreview:
    """Judge all rows for a program that admits ``ages``; what is not given is detected.

    ``known`` are the keys (``rules.roster_candidate.keys_of``) of the clients in the vault. A column of social security
    numbers is never imported, even if the mapping names it.
    """
    used = _without_social_security(guess_mapping(raw.headers) if mapping is None else mapping, raw.headers)
    guess = _date_order(raw, used) if date_order is None else DateOrderGuess(date_order, certain=True)
    in_digits = _names_end_in_digits(raw, used)
    remove = in_digits if remove_name_digits is None else remove_name_digits
    accepted, refused = _judge_all(raw, used, RosterOptions(guess.order, remove), today, ages, known)
    file_remarks = (
        (NO_BIRTH_DATES, Field.DATE_OF_BIRTH not in used),
        (NO_NAMES, not used.keys() & {Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME}),
        (DATES_UNCERTAIN, not guess.certain),
        (DIGITS_REMOVED, in_digits and remove),
    )
    remarks = (*raw.remarks, *(remark for remark, applies in file_remarks if applies), *_summed(accepted))
    return RosterPreview(
        columns=_columns(raw.headers, used),
        date_order=guess.order,
        date_order_certain=guess.certain,
        names_end_in_digits=in_digits,
        remove_name_digits=remove,
        accepted=accepted,
        refused=refused,
        remarks=remarks,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        sheet=raw.sheet,
        sheets=raw.sheets,
    )


def _judge_all(
    raw: RawRoster,
    mapping: Mapping[Field, int],
    options: RosterOptions,
    today: date,
    ages: ProgramAges,
    clients: AbstractSet[Key],
) -> tuple[tuple[Accepted, ...], tuple[RefusedRow, ...]]:
    earlier: dict[Key, int] = {}
    known = Known(clients, earlier)
    accepted: list[Accepted] = []
    refused: list[RefusedRow] = []
    for row in raw.rows:
        outcome = judge(row, mapping, options, today=today, ages=ages, known=known)
        if isinstance(outcome, RefusedRow):
            refused.append(outcome)
        else:
            accepted.append(outcome)
            earlier.update(dict.fromkeys(keys_of(outcome.candidate), outcome.row_number))
    return tuple(accepted), tuple(refused)


def _without_social_security(mapping: Mapping[Field, int], headers: tuple[str, ...]) -> dict[Field, int]:
    return {
        field: index
        for field, index in mapping.items()
        if 0 <= index < len(headers) and not is_never_imported(headers[index])
    }


def _date_order(raw: RawRoster, mapping: Mapping[Field, int]) -> DateOrderGuess:
    fields = [field for field in (Field.DATE_OF_BIRTH, Field.DATE_OF_DEATH) if field in mapping]
    return guess_date_order(row.cells[mapping[field]] for field in fields for row in raw.rows)


def _names_end_in_digits(raw: RawRoster, mapping: Mapping[Field, int]) -> bool:
    fields = [field for field in (Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME) if field in mapping]
    return names_end_in_digits(row.cells[mapping[field]] for field in fields for row in raw.rows)


def _columns(headers: tuple[str, ...], mapping: Mapping[Field, int]) -> tuple[Column, ...]:
    fields = {index: field for field, index in mapping.items()}
    return tuple(Column(index, header, fields.get(index)) for index, header in enumerate(headers))


def _summed(accepted: Iterable[Accepted]) -> tuple[Remark, ...]:
    """One remark for all rows it concerns, with their number before it."""
    counts = Counter(remark for row in accepted for remark in row.remarks)
    return tuple(
        Remark(remark.code, f"{count:,} {'row' if count == 1 else 'rows'}: {remark.text}", remark.field)
        for remark, count in counts.most_common()
    )
