"""The header among the first rows of a file, and under it rows of one width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from iop_desktop.rules.roster import RosterRow
from iop_desktop.rules.roster_fields import guess_mapping
from iop_desktop.services.roster_limits import MOST_COLUMNS, MOST_ROWS, RosterFileRefused, too_many_rows

TITLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """Headers and rows; ``short_rows`` counts the rows that were filled up to the header's width."""

    headers: tuple[str, ...]
    header_row: int
    rows: tuple[RosterRow, ...]
    short_rows: int


def table_of(rows: Iterable[Sequence[str]], *, rows_above: int = 0) -> Table:
    """Find the header, leave out blank rows and number the others as a spreadsheet does.

    ``rows_above`` counts rows of the file that were taken off before. Raises ``RosterFileRefused`` for a file with one
    column, without rows, or with more rows or columns than an import takes.
    """
    filled = ((number, row) for number, row in enumerate(rows, rows_above + 1) if any(map(str.strip, row)))
    beginning = list(islice(filled, TITLE_ROWS))
    header_row = _header_row(beginning)
    headers = _headers(next(row for number, row in beginning if number == header_row))
    found: list[RosterRow] = []
    short_rows = 0
    for number, row in chain(beginning, filled):
        if number <= header_row:
            continue
        if len(found) == MOST_ROWS:
            raise too_many_rows()
        short_rows += len(row) < len(headers)
        found.append(_row(number, row, len(headers)))
    if not found:
        raise RosterFileRefused("no_rows", "The file has a header but no rows under it. Choose another file.")
    return Table(headers, header_row, tuple(found), short_rows)


def _header_row(beginning: Sequence[tuple[int, Sequence[str]]]) -> int:
    # Reports put a title above their table: the header is the first row with two known column names.
    if not beginning:
        raise RosterFileRefused("empty", "The file holds nothing but empty rows. Choose another file.")
    return next((number for number, row in beginning if len(guess_mapping(row)) > 1), beginning[0][0])


def _headers(row: Sequence[str]) -> tuple[str, ...]:
    headers = [header.strip() for header in row]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) < 2:
        sentence = "Only one column was found. Choose the sign that stands between the columns, or export as CSV."
        raise RosterFileRefused("one_column", sentence)
    if len(headers) > MOST_COLUMNS:
        raise RosterFileRefused("too_many_columns", f"The file has more than {MOST_COLUMNS} columns. Remove some.")
    return tuple(headers)


def _row(number: int, row: Sequence[str], width: int) -> RosterRow:
    if len(row) == width:
        return RosterRow(number, tuple(row))
    if len(row) < width:
        return RosterRow(number, (*row, *([""] * (width - len(row)))))
    return RosterRow(number, tuple(row[:width]), sum(1 for cell in row[width:] if cell.strip()))
