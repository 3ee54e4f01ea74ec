"""Read a roster of another system from a CSV or XLSX file as it is; what it means is judged by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from iop_desktop.rules.roster import RosterRow
from iop_desktop.rules.roster_cells import Remark
from iop_desktop.rules.roster_fields import guess_mapping
from iop_desktop.rules.roster_names import REPLACEMENT
from iop_desktop.services.roster_encoding import decode, looks_read_twice
from iop_desktop.services.roster_kind import is_workbook
from iop_desktop.services.roster_limits import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    RosterFileRefused,
    too_many_rows,
)
from iop_desktop.services.roster_text import guess_delimiter, rows_of, split_separator_line
from iop_desktop.services.roster_workbook import read_sheet

__all__ = ["RawRoster", "RosterFileRefused", "read_roster"]

TITLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class RawRoster:
    """The table in the file, cell by cell as text.

    ``encoding`` and ``delimiter`` are empty for a workbook, ``sheet`` and ``sheets`` for a text file.
    ``encoding_certain`` is false where only likelihood spoke for the encoding; people are then asked to look at accents.
    """

    headers: tuple[str, ...]
    rows: tuple[RosterRow, ...]
    header_row: int
    encoding: str = ""
    encoding_certain: bool = True
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read_roster(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> RawRoster:
    """Read the file, detecting encoding, delimiter and sheet unless they are given.

    Raises ``RosterFileRefused`` with a sentence for a file that is missing, empty, no table, too large, damaged, without
    rows, or not readable in the encoding given. Cells that begin with ``=``, ``+``, ``-`` or ``@`` are plain text.
    """
    data = _bytes(path)
    if is_workbook(data):
        found = read_sheet(data, sheet)
        table = _table(found.rows)
        return RawRoster(*table, sheet=found.name, sheets=found.names, remarks=_remarks(table[1], len(table[0])))
    return _from_text(data, encoding, delimiter)
