"""The sign-in sheet as a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iop_desktop.documents.layout import PART_2
from iop_desktop.documents.sign_in_sheet import BLANK_LINES, render_sign_in_sheet
from tests.documents.reading import elements, opened
from tests.documents.samples import CLINIC, SHEET, pages_text


def test_it_says_what_a_payer_asks_for_and_the_notice() -> None:
    (page,) = pages_text(render_sign_in_sheet(SHEET))
    wanted = (
        "Sign-in sheet",
        CLINIC,
        "Morning IOP",
        "Session 14",
        "Tuesday, November 24, 2026, 9:00 AM to 12:00 PM",
        "Cravings rise and fall",
        "Dana Whitfield, LPC-A",
        "Room 2",
        "Time in",
        "Time out",
        "Signature",
        *SHEET.names,
        PART_2,
    )
    assert [words for words in wanted if words not in page] == []


def test_equal_input_gives_equal_bytes() -> None:
    assert render_sign_in_sheet(SHEET) == render_sign_in_sheet(SHEET)
    assert render_sign_in_sheet(SHEET) != render_sign_in_sheet(replace(SHEET, names=("A B.",)))


def test_properties_name_no_member() -> None:
    with opened(render_sign_in_sheet(SHEET)) as document:
        told = [str(each) for each in document.docinfo.values()] + [document.Root.Metadata.read_bytes().decode()]
        assert not any(name in text for name in SHEET.names for text in told)


@pytest.mark.parametrize(("count", "columns"), [(3, 6), (14, 6)])
def test_every_line_has_all_its_cells(count: int, columns: int) -> None:
    with opened(render_sign_in_sheet(replace(SHEET, names=tuple(f"P{n} Q." for n in range(count))))) as document:
        table = [each for each in elements(document.Root.StructTreeRoot) if each.S == "/Table"][1]
        rows = [row for row in elements(table) if row.S == "/TR"]
        assert len(rows) == 1 + count + BLANK_LINES
        assert {len([cell for cell in elements(row) if cell.S in ("/TD", "/TH")]) for row in rows} == {columns}


def test_numbers_only_and_many_members() -> None:
    text = " ".join(pages_text(render_sign_in_sheet(replace(SHEET, names=("",) * 24))))
    assert "Name" not in text
    assert "24" in text
    assert len(pages_text(render_sign_in_sheet(replace(SHEET, names=("Ab C.",) * 16)))) == 1
