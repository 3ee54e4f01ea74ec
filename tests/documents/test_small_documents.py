"""The recovery kit, pages as pictures and the names of exported files."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta, timezone

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iop_desktop.documents.export_name import export_name
from iop_desktop.documents.preview import MOST_PIXELS, page_images
from iop_desktop.documents.recovery_kit import render_recovery_kit
from tests.documents.reading import opened
from tests.documents.samples import CLINIC, NOTE_ID, STILL, SignedNotes, pages_text

CODE = "MT62-BSRA-S259-D6BG-NV1D-MQ60-DABR-79JV-6T73"
SAFE = re.compile(r"\d{4}-\d\d-\d\d-[A-Za-z0-9]{1,12}-[a-z]{1,12}-[0-9a-f]{1,12}\.pdf")


def test_the_kit_is_one_page_with_the_code() -> None:
    pdf = render_recovery_kit(CLINIC, CODE, STILL, ["Dana Whitfield", "Sam Rivera"])
    (page,) = pages_text(pdf)
    assert CODE.replace("-", "") in page.replace("-", "").replace(" ", "")
    assert all(group in page for group in CODE.split("-"))
    assert f"Made 2026-11-24 17:05 UTC for {CLINIC} by Dana Whitfield, Sam Rivera." in page
    assert "42 CFR" not in page, "the kit is no record of a client"
    assert pdf == render_recovery_kit(CLINIC, CODE, STILL, ["Dana Whitfield", "Sam Rivera"])


def test_the_kit_keeps_the_code_out_of_its_properties() -> None:
    with opened(render_recovery_kit(CLINIC, CODE, STILL, [])) as document:
        told = [str(each) for each in document.docinfo.values()] + [document.Root.Metadata.read_bytes().decode()]
        assert not any(group in text for group in CODE.split("-") for text in told)
        assert len(document.Root.AcroForm.Fields) == 0


def test_the_kit_tells_its_time_in_utc_and_takes_long_names() -> None:
    moment = STILL.astimezone(timezone(timedelta(hours=-7)))
    (page,) = pages_text(render_recovery_kit("W" * 200, CODE, moment, []))
    assert "Made 2026-11-24 17:05 UTC for" in page


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_pages_are_pictures_of_the_given_size(signed: SignedNotes, scale: float) -> None:
    (page,) = page_images(signed.both, scale)
    assert (page.width, page.height) == (612 * scale, 792 * scale)
    assert page.stride >= 4 * page.width
    assert len(page.pixels) == page.stride * page.height
    assert "pixels" not in repr(page)


def test_signatures_are_drawn_in_the_picture(signed: SignedNotes) -> None:
    before, after = page_images(signed.half, 1)[0], page_images(signed.both, 1)[0]
    changed = [row for row in range(after.height) if line(before, row) != line(after, row)]
    assert changed
    assert changed[-1] - changed[0] <= 66


def line(page: object, row: int) -> bytes:
    from iop_desktop.documents.page_image import PageImage

    assert isinstance(page, PageImage)
    return page.pixels[row * page.stride : (row + 1) * page.stride]


@pytest.mark.parametrize("content", [b"", b"words", b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_document_has_no_pages(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a readable PDF"):
        page_images(content, 1)


def test_an_exported_file_is_named_by_day_group_kind_and_number() -> None:
    assert export_name(date(2026, 11, 24), "MIOP", NOTE_ID, "progress") == "2026-11-24-MIOP-progress-1234567890ab.pdf"
    other = export_name(date(2026, 11, 24), "MIOP", NOTE_ID[:-1] + "c", "progress")
    assert other == "2026-11-24-MIOP-progress-1234567890ac.pdf"


@given(st.dates(min_value=date(1900, 1, 1)), st.text(max_size=30), st.uuids(), st.text(max_size=20))
@settings(max_examples=100)
def test_exported_files_have_names_for_every_system(day: date, code: str, note: object, kind: str) -> None:
    assert SAFE.fullmatch(export_name(day, code, str(note), kind))


@pytest.mark.parametrize("code", ["CON", "../..", "a:b|c", "", "Zoë", "com1."])
def test_no_group_code_makes_a_bad_name(code: str) -> None:
    assert SAFE.fullmatch(export_name(date(2026, 11, 24), code, "", ""))


def test_a_page_as_large_as_a_wall_is_drawn_smaller() -> None:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(made)
    (page,) = page_images(made.getvalue(), 3.0)
    assert page.width * page.height < MOST_PIXELS * 1.01
