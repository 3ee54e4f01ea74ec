"""Rows out of delimited text: which sign stands between the cells, and rows read as a spreadsheet reads them."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from iop_desktop.services.roster_limits import LONGEST_CELL, RosterFileRefused

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
SAMPLE_ROWS = 200
SAMPLE_CHARACTERS = 200_000
COMMON_SHARE = 0.5
MOST_LINES_OF_A_ROW = 200

_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


def split_separator_line(text: str) -> tuple[str, str | None]:
    """The text without the line ``sep=;`` that spreadsheets understand, and the sign it names."""
    match = _SEPARATOR_LINE.match(text)
    return (text[match.end() :], match[1]) if match else (text, None)


def guess_delimiter(text: str) -> str | None:
    """The sign that cuts most rows of the beginning into the same number of cells, or None if none makes a table."""
    best: tuple[float, int] = (COMMON_SHARE, 1)
    found = None
    for delimiter in DELIMITERS:
        widths = _widths(text[:SAMPLE_CHARACTERS], delimiter)
        for width, times in Counter(widths).most_common(1):
            score = (round(times / len(widths), 1), width)
            if width > 1 and score > best:
                best, found = score, delimiter
    return found


def rows_of(text: str, delimiter: str) -> Iterator[list[str]]:
    """Every row in order, blank ones as empty lists; raises ``RosterFileRefused`` for a quotation mark never closed."""
    lines: list[str] = []
    last_lines: list[str] = []
    number = 0
    try:
        for number, row in enumerate(csv.reader(_kept(text, lines), delimiter=delimiter), 1):
            if len(lines) > MOST_LINES_OF_A_ROW or any(len(cell) > LONGEST_CELL for cell in row):
                raise _never_closed(number)
            last_lines, lines[:] = lines[:], []
            yield row
    except csv.Error:
        raise _never_closed(number + 1) from None
    if _left_open(last_lines, delimiter):
        raise _never_closed(number)


def _kept(text: str, lines: list[str]) -> Iterator[str]:
    """Each line of the text, kept in ``lines`` as well; the one who reads empties the list after each row."""
    # The empty newline keeps line ends inside quoted cells and takes \r, \n and \r\n alike.
    for line in io.StringIO(text, newline=""):
        lines.append(line)
        yield line


def _left_open(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _never_closed(row: int) -> RosterFileRefused:
    sentence = (
        f"A quotation mark in row {row} is never closed, so the rows after it cannot be told apart. Mend the file."
    )
    return RosterFileRefused("open_quotation", sentence)


def _widths(sample: str, delimiter: str) -> list[int]:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths: list[int] = []
    # A cell too long for the reader ends the sample; whoever reads all rows says so.
    with contextlib.suppress(csv.Error):
        widths.extend(len(row) for row in islice(rows, SAMPLE_ROWS) if any(row))
    return widths
