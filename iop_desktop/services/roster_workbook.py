"""Rows out of an XLSX workbook, with dates as year-month-day and formulas as the values they had when it was saved."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from iop_desktop.services.roster_limits import MOST_COLUMNS, MOST_ROWS, RosterFileRefused, too_many_rows

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MOST_UNPACKED_BYTES = 250_000_000
MOST_SHEET_ROWS = 1_048_576
ENCRYPTED_FLAG = 0x1

_SAVE_AGAIN = "Open it in a spreadsheet program, save it as XLSX or CSV and choose that file."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text, empty rows as empty lists, and the names of all sheets of the workbook."""

    name: str
    names: tuple[str, ...]
    rows: list[list[str]]


def read_sheet(data: bytes, name: str | None = None) -> Sheet:
    """The named sheet, or the first that is shown and has cells. Dates are ISO 8601, formulas the values last saved.

    Raises ``RosterFileRefused`` for a workbook that is damaged, protected, too large, empty or without that sheet.
    """
    _refuse_archive(data)
    try:
        # Warnings of the reader speak of styles it leaves out, and may hold what stands in cells.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data, name)
    except RosterFileRefused:
        raise
    except Exception:  # noqa: BLE001 - a damaged part makes the reader fail in any way, and its words may hold cells
        raise RosterFileRefused("damaged_workbook", f"The workbook is damaged. {_SAVE_AGAIN}") from None


def _refuse_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise RosterFileRefused("damaged_workbook", f"The workbook is damaged. {_SAVE_AGAIN}") from None
    if not any(part.filename.endswith("xl/workbook.xml") for part in parts):
        raise RosterFileRefused("not_a_table", f"The file is no XLSX workbook. {_SAVE_AGAIN}")
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        sentence = "The workbook is protected by a password. Save it without one, or export the roster as CSV."
        raise RosterFileRefused("encrypted_workbook", sentence)
    # No more than the declared size is ever unpacked, so a lie about it gains nothing.
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        size = f"{MOST_UNPACKED_BYTES // 1_000_000} MB"
        raise RosterFileRefused("too_large_unpacked", f"The workbook unpacks to more than {size}. Split it.")


def _read(data: bytes, name: str | None) -> Sheet:
    # Imported where it is needed: the program's start does not wait for it.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        names = tuple(sheet.title for sheet in book.worksheets)
        if name is not None and name not in names:
            raise RosterFileRefused(
                "no_such_sheet", "The workbook has no sheet of that name. Choose one of its sheets."
            )
        for candidate in _shown(book) if name is None else (name,):
            rows = _rows(book, candidate)
            if any(rows):
                return Sheet(candidate, names, rows)
    finally:
        book.close()
    raise RosterFileRefused("empty", "The workbook has no filled cells. Choose another file or another sheet.")


def _shown(book: Workbook) -> tuple[str, ...]:
    return tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible")


def _rows(book: Workbook, name: str) -> list[list[str]]:
    sheet = book[name]
    # The size a workbook states may be wrong either way; the rows themselves tell.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    filled = 0
    for values in islice(sheet.iter_rows(values_only=True), MOST_SHEET_ROWS):
        row = _texts(values)
        if len(row) > MOST_COLUMNS:
            raise RosterFileRefused("too_many_columns", f"The sheet has more than {MOST_COLUMNS} columns. Remove some.")
        filled += bool(row)
        # Beside the rows there is a header, and perhaps a few lines of title above it.
        if filled > MOST_ROWS + 20:
            raise too_many_rows()
        rows.append(row)
    return rows


def _texts(values: Iterable[object]) -> list[str]:
    texts = [_text(value) for value in values]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
