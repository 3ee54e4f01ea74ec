"""What is printed is what the record says, on as many pages as it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest

from iop_desktop.documents.layout import PART_2
from iop_desktop.documents.note_pdf import LATE, render_draft, render_note
from iop_desktop.documents.note_record import NoteRecord
from iop_desktop.documents.signature_facts import time_text
from tests.documents.reading import opened
from tests.documents.samples import (
    CLIENT,
    CLINIC,
    DIGEST,
    FINAL,
    LONG_NAME,
    NOTE_ID,
    RECORD,
    STILL,
    SignedNotes,
    author,
    pages_text,
    text_of,
)

SENTENCE = "The member spoke about the week, named one trigger and practiced the skill twice."


def rendered(record: NoteRecord) -> bytes:
    return render_note(record, author(STILL), STILL)


def long_record(paragraphs: int) -> NoteRecord:
    texts = tuple(f"Paragraph {number}. " + " ".join([SENTENCE] * 4) for number in range(paragraphs))
    return replace(RECORD, sections=(("Data: this member", texts), ("Plan", ("Practice with sister.",))))


def test_everything_of_the_record_is_printed_in_order() -> None:
    said = ["Group Progress Note", "Member", CLIENT, "Record number", "M-1001", "Date of birth", "1988-02-29"]
    said += [word for row in RECORD.header for word in row] + [f"Clinic {CLINIC}, 12 Main St, Riverton"]
    for title, texts in RECORD.sections:
        said += [title, *texts]
    text, place = text_of(rendered(RECORD)), 0
    for words in said:
        assert words in text[place:], words
        place = text.index(words, place) + len(words)


def test_the_signature_is_explained_in_words() -> None:
    text = text_of(rendered(RECORD))
    facts = author(STILL)
    assert "Signed by Dana Whitfield, LPC-A, license LPC-44812. Meaning: Author of this note." in text
    assert time_text(facts) == "2026-11-24 12:05:09 EST (UTC-05:00)"
    assert f"Time: {time_text(facts)}." in text
    assert DIGEST in text.replace(" ", "")
    assert "A supervisor's co-signature is required." in text
    final = text_of(rendered(FINAL))
    assert "No co-signature is required." in final
    assert "Supervisor (not required)" in final


def test_the_stamps_are_printed_only_when_somebody_signed(signed: SignedNotes) -> None:
    assert text_of(signed.unsigned).count("Sam Rivera") == 0
    seen = " ".join(lines_of_fields(signed.both))
    for words in ("Dana Whitfield, LPC-A", "Sam Rivera, PhD, LPC-S", "Reviewed and co-signed", "Lic. S-2207"):
        assert words in seen
    assert seen.count(f"Record {DIGEST[:16]}") == 2


def lines_of_fields(pdf: bytes) -> list[str]:
    """What stands in the signature boxes: drawn on the page, they are read like the rest of it."""
    with opened(pdf) as document:
        for field in document.Root.AcroForm.Fields:
            field.F = 4
        document.flatten_annotations("all")
        return [text_of(as_bytes(document))]


def as_bytes(document: pikepdf.Pdf) -> bytes:
    from io import BytesIO

    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_notice_of_42_cfr_part_2_stands_once_on_every_page() -> None:
    pages = pages_text(rendered(long_record(14)))
    assert len(pages) > 1
    assert [page.count(PART_2) for page in pages] == [1] * len(pages)
    assert PART_2 == "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


@pytest.mark.parametrize(("paragraphs", "count"), [(2, 1), (10, 2), (22, 3)])
def test_long_notes_are_numbered_and_end_with_the_signatures(paragraphs: int, count: int) -> None:
    pdf = rendered(long_record(paragraphs))
    pages = pages_text(pdf)
    assert len(pages) == count
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {count}" in page
        assert f"Note {NOTE_ID} · version 1 · record {DIGEST[:16]}" in page
        assert "Record number M-1001" in page
    for number in range(paragraphs):
        assert f"Paragraph {number}." in " ".join(pages)
    with opened(pdf) as document:
        assert [len(page.get("/Annots", [])) for page in document.pages] == [0] * (count - 1) + [2]
    assert "Signatures" in pages[-1]


def test_a_late_entry_says_so() -> None:
    assert LATE in text_of(rendered(replace(RECORD, late_entry=True)))
    assert "Late entry" not in text_of(rendered(RECORD))


def test_a_draft_says_so_and_cannot_be_signed() -> None:
    pdf = render_draft(RECORD, STILL)
    text = text_of(pdf)
    assert "Group Progress Note: draft, not signed" in text
    assert "This is a draft. Nobody has signed it." in text
    assert "Signed by" not in text
    with opened(pdf) as document:
        assert len(document.Root.AcroForm.Fields) == 0
        assert "/Annots" not in document.pages[0]


def test_a_note_without_optional_facts() -> None:
    bare = replace(RECORD, program_name="", clinic_address="", date_of_birth=None, header=(), sections=())
    text = text_of(render_note(bare, author(STILL, credentials="", licence="", role_title=""), STILL))
    assert "Date of birth not recorded" in text
    assert "Program" not in text
    assert "Signed by Dana Whitfield. Meaning" in text


def test_a_long_value_has_a_line_of_its_own_and_may_go_on_over_the_page() -> None:
    record = replace(RECORD, client_name=LONG_NAME, header=(("Goal", " ".join([SENTENCE] * 90)),))
    pages = pages_text(rendered(record))
    assert len(pages) >= 2
    assert LONG_NAME in pages[0].replace("- ", "-")
    assert " ".join(pages).count("named one trigger") == 90


def test_nothing_is_printed_outside_the_margins() -> None:
    header = (("Goal", "x" * 700), ("Place", "W" * 80), ("Group", LONG_NAME))
    record = replace(RECORD, clinic_name="M" * 200, client_name="Ł" * 80, client_number="7" * 64, header=header)
    for left, bottom, right, top in boxes_of_letters(rendered(record)):
        assert 53 < left < right < 559
        assert 25 < bottom < top < 760


def boxes_of_letters(pdf: bytes) -> list[tuple[float, float, float, float]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    boxes = []
    for page in document:
        text = page.get_textpage()
        boxes += [
            text.get_charbox(number) for number in range(text.count_chars()) if text.get_text_range(number, 1).strip()
        ]
    document.close()
    assert len(boxes) > 500
    return boxes


def test_equal_input_gives_equal_bytes_whenever_it_is_rendered() -> None:
    assert rendered(RECORD) == rendered(RECORD)
    assert render_draft(RECORD, STILL) == render_draft(RECORD, STILL)
    assert rendered(RECORD) != render_note(RECORD, author(STILL), STILL + timedelta(seconds=1))
    assert b"D:20261124170509" in rendered(RECORD)
