from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from iop_desktop.services import roster_workbook
from iop_desktop.services.roster_file import RosterFileRefused, read_roster
from iop_desktop.services.roster_workbook import read_sheet

HEADER = ("Id", "First", "Last", "DOB", "Active")


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _workbook(*rows: tuple[object, ...]) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *rows):
        sheet.append(list(row))
    return book


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _code(data: bytes, sheet: str | None = None) -> str:
    with pytest.raises(RosterFileRefused) as caught:
        read_sheet(data, sheet)
    assert caught.value.sentence.endswith("Nothing was imported.")
    return caught.value.code


def test_cells_become_the_text_that_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    when = datetime(1990, 1, 2, 3, 4, 5)
    rows: tuple[tuple[object, ...], ...] = (
        (1, "José", "Gómez", date(1989, 5, 25), True),
        (2.0, "Ann", None, when, False),
        (2.5, "=A1", "+1", "5/25/1989", time(8, 30)),
        (None, None, " ", None, None),
        ("007", "Bo"),
    )
    path.write_bytes(_saved(_workbook(*rows)))
    raw = read_roster(path)
    assert raw.headers == HEADER
    assert (raw.sheet, raw.sheets, raw.encoding, raw.delimiter) == ("Sheet", ("Sheet",), "", "")
    assert [row.number for row in raw.rows] == [2, 3, 4, 6]
    assert [row.cells for row in raw.rows] == [
        ("1", "José", "Gómez", "1989-05-25", "TRUE"),
        ("2", "Ann", "", "1990-01-02 03:04:05", "FALSE"),
        ("2.5", "", "+1", "5/25/1989", "08:30:00"),
        ("007", "Bo", "", "", ""),
    ]
    assert [remark.code for remark in raw.remarks] == ["short_rows"]


def test_whole_numbers_that_another_program_wrote_as_decimals_are_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(_saved(_workbook((2139, 2.5, 17))))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>2139</v>", b"<v>2139.0</v>").replace(b"<v>17</v>", b"<v>1.7E16</v>")
    assert read_sheet(_zip(parts)).rows[1] == ["2139", "2.5", "1.7e+16"]


def test_the_first_shown_sheet_with_cells_is_read_and_another_can_be_chosen() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(("x", "y"))
    hidden.sheet_state = "hidden"
    book.create_sheet("Notes")
    book.create_sheet("Clients").append(("Id", "First"))
    data = _saved(book)
    found = read_sheet(data)
    assert (found.name, found.names) == ("Clients", ("Sheet", "Notes", "Clients"))
    assert read_sheet(data, "Sheet").rows == [["x", "y"]]
    assert _code(data, "Notes") == "empty"
    assert _code(data, "Staff") == "no_such_sheet"


def test_workbooks_without_cells_are_refused() -> None:
    assert _code(_saved(Workbook())) == "empty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04", "damaged_workbook"),
        (_zip({"word/document.xml": b"<w/>"}), "not_a_table"),
        (_zip({"xl/workbook.bin": b"x"}), "not_a_table"),
        (_zip({"xl/workbook.xml": b"<nonsense"}), "damaged_workbook"),
        (_zip({"xl/workbook.xml": b"0" * 260_000_000}), "too_large_unpacked"),
    ],
)
def test_other_archives_are_refused(data: bytes, code: str) -> None:
    assert len(data) < 1_000_000
    assert _code(data) == code


def test_a_protected_archive_is_refused() -> None:
    data = bytearray(_zip({"xl/workbook.xml": b"<workbook/>"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert _code(bytes(data)) == "encrypted_workbook"


def test_the_limits_of_columns_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _code(_saved(_workbook(tuple(range(501))))) == "too_many_columns"
    monkeypatch.setattr(roster_workbook, "MOST_ROWS", 3)
    assert _code(_saved(_workbook(*((number, "Ann") for number in range(30))))) == "too_many_rows"


def _damaged(where: int, value: int) -> bytes:
    data = bytearray(_saved(_workbook((1, "Ann", "Lee", date(1990, 1, 1), True))))
    data[where % len(data)] = value
    return bytes(data)


@given(st.integers(0, 100_000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(where: int, value: int) -> None:
    with contextlib.suppress(RosterFileRefused):
        assert read_sheet(_damaged(where, value)).rows
