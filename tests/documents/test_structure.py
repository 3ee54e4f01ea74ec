"""Tags, fonts, fields and metadata: readable to everybody and fit for keeping (PDF/UA-1, PDF/A-2a)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from iop_desktop.documents.handoff import HandoffPaper, render_handoff
from iop_desktop.documents.note_pdf import render_draft, render_note
from iop_desktop.documents.note_record import REQUIRED_SIGNATURES
from iop_desktop.documents.recovery_kit import render_recovery_kit
from iop_desktop.documents.sign_in_sheet import render_sign_in_sheet
from iop_desktop.documents.signature_block import AUTHOR_FIELD, SUPERVISOR_FIELD
from tests.documents.reading import elements, fonts_of, kids, opened
from tests.documents.samples import CLIENT, CLINIC, NOW, RECORD, SHEET, STILL, SignedNotes, author

DOCUMENTS = ("note", "long", "draft", "kit", "sheet", "handoff", "both")
HANDOFF = HandoffPaper(
    clinic=CLINIC,
    group="Morning IOP",
    next_session="Next session: Fri Nov 27, 9:00 AM",
    made_at=STILL,
    made_text="Printed Nov 24 for Dana Whitfield.",
    sections=(("Last session", ("Wed Nov 25, 9:00 AM", "Lesson: Urge surfing")), ("Practice between sessions", ())),
    people=(("Amara O.", ("First week in the group", "Excused last time, Court")),),
)


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest, signed: SignedNotes) -> Iterator[pikepdf.Pdf]:
    many = (("Data", ("Words of the note. " * 60,) * 9),)
    made = {
        "note": lambda: signed.unsigned,
        "long": lambda: render_note(replace(RECORD, sections=many), author(), NOW),
        "draft": lambda: render_draft(RECORD, STILL),
        "kit": lambda: render_recovery_kit(CLINIC, "AAAA-BBBB-CCCC-DDDD", STILL, ["Dana Whitfield"]),
        "sheet": lambda: render_sign_in_sheet(SHEET),
        "handoff": lambda: render_handoff(HANDOFF),
        "both": lambda: signed.both,
    }
    with opened(made[request.param]()) as pdf:
        yield pdf


def test_the_document_is_marked_as_tagged(document: pikepdf.Pdf) -> None:
    root: Any = document.Root
    assert root.MarkInfo.Marked is True
    assert str(root.Lang) == "en-US"
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert document.pdf_version == "1.7"
    assert "/Version" not in root
    for number, page in enumerate(document.pages):
        assert page.obj.Tabs == "/S"
        assert page.obj.StructParents == number


def test_every_mark_leads_to_its_element_and_back(document: pikepdf.Pdf) -> None:
    tree = document.Root.StructTreeRoot
    numbers = list(tree.ParentTree.Nums)
    parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    assert int(tree.ParentTreeNextKey) == len(parents)
    seen: Counter[tuple[int, int]] = Counter()
    pages = {page.obj.objgen: page for page in document.pages}
    for element in elements(tree):
        for kid in kids(element):
            if kid.get("/Type") == "/MCR":
                page = pages[kid.Pg.objgen].obj
                seen[int(page.StructParents), int(kid.MCID)] += 1
                assert parents[int(page.StructParents)][int(kid.MCID)].objgen == element.objgen
            elif kid.get("/Type") == "/OBJR":
                assert parents[int(kid.Obj.StructParent)].objgen == element.objgen
    marked = {(int(page.obj.StructParents), int(mark)) for page in document.pages for mark in marks_of(page)}
    assert set(seen) == marked
    assert set(seen.values()) == {1}
    assert all(len(parents[number]) == len(list(marks_of(page))) for number, page in enumerate(document.pages))


def marks_of(page: pikepdf.Page) -> list[int]:
    """The numbers of the marked pieces of a page. Fails when text stands outside any mark."""
    depth, found = 0, []
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if name in ("BDC", "BMC"):
            assert depth == 0, "marks do not nest"
            depth += 1
            if name == "BDC" and "/MCID" in instruction.operands[1]:
                found.append(int(instruction.operands[1].MCID))
        elif name == "EMC":
            depth -= 1
        elif name in ("Tj", "TJ", "'", "S", "f", "f*", "B"):
            assert depth == 1, f"{name} outside of any mark"
    assert depth == 0
    return found


def test_the_tree_of_a_note_has_headings_a_table_and_forms(signed: SignedNotes) -> None:
    with opened(signed.unsigned) as document:
        tags = [str(element.S) for element in elements(document.Root.StructTreeRoot)]
        heads = [element for element in elements(document.Root.StructTreeRoot) if element.S == "/TH"]
        assert tags[:2] == ["/Document", "/H1"]
        assert tags[-1] == "/P"
        counted = Counter(tags)
        assert (counted["/H1"], counted["/H2"], counted["/Table"], counted["/Form"]) == (1, 5, 1, 2)
        assert counted["/TH"] == counted["/TD"] == 3 + 1 + len(RECORD.header) + 1
        assert all(head.A.Scope == "/Row" for head in heads)
        forms = [element for element in elements(document.Root.StructTreeRoot) if element.S == "/Form"]
        assert all(isinstance(form.K, pikepdf.Dictionary) and form.K.Type == "/OBJR" for form in forms)


def test_every_font_is_embedded(document: pikepdf.Pdf) -> None:
    fonts = fonts_of(document)
    assert fonts
    for font in fonts:
        assert "DejaVu" in str(font.BaseFont)
        assert "/FontFile2" in font.FontDescriptor
        assert "/ToUnicode" in font


def test_both_fields_wait_before_anybody_signs(signed: SignedNotes) -> None:
    with opened(signed.unsigned) as document:
        fields: list[Any] = list(document.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == [AUTHOR_FIELD, SUPERVISOR_FIELD]
        for field in fields:
            assert (field.FT, field.Subtype, int(field.F)) == ("/Sig", "/Widget", 132)
            assert "/V" not in field
            assert str(field.TU).startswith("Electronic signature of the ")
            assert field.P.objgen == document.pages[-1].obj.objgen
        assert "/Lock" not in fields[0], "the author's certification itself says what may change"
        lock: Any = fields[1].Lock
        assert (lock.Type, lock.Action, int(lock.P)) == ("/SigFieldLock", "/All", 1)
        first, second = ([float(edge) for edge in field.Rect] for field in fields)
        assert first[2] < second[0]


@pytest.mark.parametrize(("needs", "count"), [(True, 2), (False, 1)])
def test_the_document_says_how_many_signatures_it_requires(needs: bool, count: int) -> None:
    with opened(render_note(replace(RECORD, needs_cosignature=needs), author(), NOW)) as document:
        assert int(document.Root[f"/{REQUIRED_SIGNATURES}"]) == count


def test_properties_name_no_client(signed: SignedNotes) -> None:
    for pdf in (signed.unsigned, signed.half, signed.both):
        with opened(pdf) as document:
            told = [str(value) for value in document.docinfo.values()]
            told.append(document.Root.Metadata.read_bytes().decode())
            assert "/Outlines" not in document.Root
            for words in ("Zoë", "Łukaszewicz", "Nguy", "M-1001", "1988"):
                assert not any(words in text for text in told)
            assert CLIENT not in str(document.docinfo.get("/Title"))
            assert str(document.docinfo["/Author"]) == "Dana Whitfield, LPC-A"


def test_metadata_claims_what_the_document_is_and_equals_the_properties(document: pikepdf.Pdf) -> None:
    claimed = {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        for key, value in claimed.items():
            assert metadata[key] == value
        assert metadata["dc:title"] == str(document.docinfo["/Title"])
        assert metadata["dc:description"] == str(document.docinfo["/Subject"])
        assert metadata["dc:creator"] == [str(document.docinfo["/Author"])]
        assert metadata["pdf:Keywords"] == str(document.docinfo["/Keywords"])
        assert metadata["pdf:Producer"] == str(document.docinfo["/Producer"])
        assert metadata["xmp:CreateDate"].replace("-", "").startswith(str(document.docinfo["/CreationDate"])[2:10])
    intent = document.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile.read_bytes()
    assert len(profile) == int.from_bytes(profile[:4], "big")
    assert profile[36:40] == b"acsp"


def test_co_signing_leaves_the_properties_alone(signed: SignedNotes) -> None:
    with opened(signed.unsigned) as before, opened(signed.both) as after:
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert dict(before.docinfo.items()) == dict(after.docinfo.items())
