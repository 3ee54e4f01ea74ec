"""Read a roster of another system from a CSV or XLSX file as it is; what it means is judged by the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from iop_desktop.rules.roster import RosterRow
from iop_desktop.rules.roster_cells import Remark
from iop_desktop.rules.roster_names import REPLACEMENT
from iop_desktop.services.roster_encoding import Decoded, decode, looks_read_twice
from iop_desktop.services.roster_kind import is_workbook
from iop_desktop.services.roster_limits import MOST_BYTES, RosterFileRefused
from iop_desktop.services.roster_table import Table, table_of
from iop_desktop.services.roster_text import DELIMITERS, guess_delimiter, rows_of, split_separator_line
from iop_desktop.services.roster_workbook import read_sheet

__all__ = ["RawRoster", "RosterFileRefused", "read_roster"]

SAMPLE_CHARACTERS = 100_000
ENCODING_GUESSED = Remark(
    "encoding_guessed",
    "The file does not say in which encoding it is. Look at the accents, and choose another one if they are wrong.",
)
READ_TWICE = Remark(
    "read_twice", "Some accents look as if UTF-8 had been read as Windows text. Choose UTF-8, or export the file again."
)
LOST_LETTERS = Remark(
    "lost_letters",
    "Some letters were lost before the file was written. Choose another encoding, or export the file again as UTF-8.",
)

_SIGNS = ", ".join(DELIMITERS.values())
_EMPTY_CELLS = b' \t\r\n;,|"\x00\xef\xbb\xbf\xff\xfe'
_NO_DELIMITERS = "\"' "
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class RawRoster:
    """The table in the file, cell by cell as text; ``header_row`` is numbered as in a spreadsheet.

    ``encoding`` and ``delimiter`` are empty for a workbook, ``sheet`` and ``sheets`` for a text file.
    ``encoding_certain`` is false where only likelihood spoke for the encoding.
    """

    headers: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    header_row: int
    remarks: tuple[Remark, ...] = ()
    encoding: str = ""
    encoding_certain: bool = True
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def read_roster(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> RawRoster:
    """Read the file, detecting encoding, delimiter and sheet unless they are given.

    Raises ``RosterFileRefused`` with a sentence for a file that is missing, empty, no table, too large, damaged,
    without rows, or not readable in the encoding given. Cells that begin like formulas are plain text.
    """
    data = _bytes(path)
    if is_workbook(data):
        found = read_sheet(data, sheet)
        table = table_of(found.rows)
        remarks = _remarks_on_rows(table)
        return RawRoster(table.headers, table.rows, table.header_row, remarks, sheet=found.name, sheets=found.names)
    return _from_text(data, encoding, delimiter)


def _from_text(data: bytes, encoding: str | None, delimiter: str | None) -> RawRoster:
    decoded = decode(data, encoding)
    _refuse_binary(decoded.text)
    text, named = split_separator_line(decoded.text)
    chosen = _checked_delimiter(delimiter) or named or guess_delimiter(text)
    if chosen is None:
        sentence = f"The columns are not set apart by any of {_SIGNS}. Choose the sign that does, or export as CSV."
        raise RosterFileRefused("no_delimiter", sentence)
    table = table_of(rows_of(text, chosen), rows_above=1 if named else 0)
    return RawRoster(
        table.headers,
        table.rows,
        table.header_row,
        _remarks_on_letters(decoded) + _remarks_on_rows(table),
        encoding=decoded.encoding,
        encoding_certain=decoded.certain,
        delimiter=chosen,
    )


def _bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise RosterFileRefused("missing", "There is no such file. Choose another one.")
        if not path.is_file():
            raise RosterFileRefused("not_a_file", "This is a folder or a device, not a file. Choose a file.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        sentence = "The file cannot be opened. See whether another program holds it and whether you may read it."
        raise RosterFileRefused("unreadable", sentence) from None
    if len(data) > MOST_BYTES:
        sentence = f"The file is larger than {MOST_BYTES // 1_000_000} MB, the most that one import takes. Split it."
        raise RosterFileRefused("too_large", sentence)
    if not data.strip(_EMPTY_CELLS):
        raise RosterFileRefused("empty", "The file is empty. Choose another file.")
    return data


def _refuse_binary(text: str) -> None:
    if "\0" in text:
        sentence = "The file holds zero bytes, so it is no text table or it is damaged. Export the roster again as CSV."
        raise RosterFileRefused("zero_bytes", sentence)
    sample = text[:SAMPLE_CHARACTERS]
    if len(_CONTROL.findall(sample)) * 100 > len(sample):
        raise RosterFileRefused("not_a_table", "The file is not text. Export the roster as CSV or XLSX.")


def _checked_delimiter(delimiter: str | None) -> str | None:
    if delimiter is None or delimiter == "\t":
        return delimiter
    if len(delimiter) != 1 or not delimiter.isprintable() or delimiter.isalnum() or delimiter in _NO_DELIMITERS:
        raise RosterFileRefused(
            "bad_delimiter", f"The sign between columns must be one of {_SIGNS}, or another single sign."
        )
    return delimiter


def _remarks_on_letters(decoded: Decoded) -> tuple[Remark, ...]:
    found = (
        (ENCODING_GUESSED, not decoded.certain),
        (READ_TWICE, looks_read_twice(decoded.text)),
        (LOST_LETTERS, REPLACEMENT in decoded.text),
    )
    return tuple(remark for remark, applies in found if applies)


def _remarks_on_rows(table: Table) -> tuple[Remark, ...]:
    if not table.short_rows:
        return ()
    count = f"{table.short_rows:,} {'row is' if table.short_rows == 1 else 'rows are'}"
    return (Remark("short_rows", f"{count} shorter than the header; the missing cells were taken as empty."),)
