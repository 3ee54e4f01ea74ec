"""The three printed sheets of the recovery kit."""

from __future__ import annotations

from iop_desktop.documents.recovery_sheets import render_recovery_sheets
from tests.documents.reading import opened
from tests.documents.samples import CLINIC, STILL, pages_text

SHEETS = tuple(" ".join(f"word{sheet}{place:02d}" for place in range(1, 24)) for sheet in "abc")
KEEPERS = ("Priya Nair", "Maren Okafor", "Bank on Quay Street")


def pdf() -> bytes:
    return render_recovery_sheets(CLINIC, SHEETS, KEEPERS, STILL, ["Priya Nair"])


def test_each_sheet_has_its_own_page_with_its_words_only() -> None:
    pages = pages_text(pdf())
    assert len(pages) == 3
    for number, page in enumerate(pages):
        assert f"Recovery sheet {number + 1} of 3" in page
        assert [all(word in page for word in words.split()) for words in SHEETS] == [at == number for at in range(3)]
        assert not any(word in page for other in SHEETS if other != SHEETS[number] for word in other.split())
        assert all(f"Sheet {at}: {keeper}" in page for at, keeper in enumerate(KEEPERS, 1))
        assert "23. " in page
        assert f"Made 2026-11-24 17:05 UTC for {CLINIC} by Priya Nair." in page


def test_the_words_stay_out_of_the_properties() -> None:
    with opened(pdf()) as document:
        told = [str(each) for each in document.docinfo.values()] + [document.Root.Metadata.read_bytes().decode()]
        assert not any(word in text for words in SHEETS for word in words.split() for text in told)


def test_equal_input_gives_equal_bytes() -> None:
    assert pdf() == pdf()
