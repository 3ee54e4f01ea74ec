"""Handouts and packets: tagged, large print, one page where it can be, nobody named."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iop_desktop.documents.handout import MISSED, NAME_LINE, Paper, Source, render_packet, render_paper
from iop_desktop.documents.handout_style import LARGE_BODY, Look
from tests.curricula import HANDOUT, READING, WORKSHEET
from tests.documents.reading import elements, kids, opened
from tests.documents.samples import pages_text
from tests.documents.test_structure import marks_of

SOURCE = Source("Walks", "1.0", "For review by the clinical director.", "Going outside", "A day outside")
PAPERS = (Paper("Handout", HANDOUT), Paper("Worksheet", WORKSHEET), Paper("Reading", READING))
MANY = {
    "handout": render_paper(PAPERS[0], SOURCE),
    "worksheet": render_paper(PAPERS[1], SOURCE),
    "large worksheet": render_paper(PAPERS[1], SOURCE, large=True),
    "packet": render_packet(PAPERS, SOURCE),
    "large packet": render_packet(PAPERS, SOURCE, large=True),
}


def tags(pdf: bytes) -> Counter[str]:
    with opened(pdf) as document:
        return Counter(str(element.S) for element in elements(document.Root.StructTreeRoot))


@pytest.mark.parametrize("pdf", MANY.values(), ids=MANY)
def test_everything_on_the_page_is_tagged_or_decoration(pdf: bytes) -> None:
    with opened(pdf) as document:
        root: Any = document.Root
        assert root.MarkInfo.Marked is True
        assert str(root.Lang) == "en-US"
        marked = {(number, mark) for number, page in enumerate(document.pages) for mark in marks_of(page)}
        told = {
            (int(kid.Pg.StructParents), int(kid.MCID))
            for element in elements(root.StructTreeRoot)
            for kid in kids(element)
            if kid.get("/Type") == "/MCR"
        }
        assert told == marked


def test_the_tree_has_headings_lists_quotes_tables() -> None:
    found = tags(MANY["packet"])
    assert (found["/H1"], found["/Part"], found["/BlockQuote"], found["/Table"]) == (3, 3, 1, 1)
    assert (found["/L"], found["/LI"], found["/Lbl"], found["/LBody"]) == (2, 4, 4, 4)
    assert (found["/TR"], found["/TH"], found["/TD"]) == (2, 2, 2)
    assert found["/H2"] == 1


def test_headings_of_columns_and_boxes_to_tick_say_what_they_are() -> None:
    with opened(MANY["worksheet"]) as document:
        found = list(elements(document.Root.StructTreeRoot))
        heads = [element for element in found if element.S == "/TH"]
        assert all(head.A.Scope == "/Column" for head in heads)
        labels = [element for element in found if element.S == "/Lbl"]
        assert [str(label.ActualText) for label in labels] == ["Box to tick"] * 2


def test_a_head_of_a_table_is_read_once_though_it_stands_on_each_page() -> None:
    rows = "".join(f"| {number} | |\n" for number in range(60))
    pdf = render_paper(Paper("Worksheet", f"# W\n\n| Day | What |\n|---|---|\n{rows}"), SOURCE)
    with opened(pdf) as document:
        assert len(document.pages) > 1
        heads = [element for element in elements(document.Root.StructTreeRoot) if element.S == "/TH"]
        assert [len(kids(head)) for head in heads] == [1, 1]


def test_pages_tell_where_they_come_from() -> None:
    pages = pages_text(MANY["packet"])
    for number, page in enumerate(pages, 1):
        assert "From Walks, version 1.0. For review by the clinical director." in " ".join(page.split())
        assert f"{number} of {len(pages)}" in page
    assert "Going outside" in pages[0]


def test_a_packet_has_a_line_for_a_name_and_names_nobody() -> None:
    first = " ".join(pages_text(MANY["packet"])[0].split())
    assert NAME_LINE in first
    assert MISSED in first
    assert all(NAME_LINE not in page for page in pages_text(MANY["packet"])[1:])
    assert NAME_LINE not in " ".join(pages_text(MANY["handout"]))


def test_large_print_is_large() -> None:
    assert Look(large=True).styles["text"].fontSize == LARGE_BODY == 18
    assert Look(large=True, snug=2).styles["text"].fontSize == LARGE_BODY
    assert all(style.fontSize > Look().styles[name].fontSize for name, style in Look(large=True).styles.items())
    assert len(pages_text(MANY["large packet"])) > len(pages_text(MANY["packet"]))


def test_a_handout_that_nearly_fits_is_set_closer() -> None:
    lines = "Some words that make a paragraph of their own.\n\n"
    fits = [
        len(pages_text(render_paper(Paper("Handout", f"# T\n\n{lines * count}"), SOURCE))) for count in range(16, 34)
    ]
    assert fits == sorted(fits)
    usual = max(count for count, pages in zip(range(16, 34), fits, strict=True) if pages == 1)
    assert usual > 20, "closer type holds more than the usual page"


def test_equal_input_gives_equal_bytes() -> None:
    assert render_packet(PAPERS, SOURCE) == MANY["packet"]


def test_letters_that_the_face_lacks_are_drawn_in_another() -> None:
    (page,) = pages_text(render_paper(Paper("Handout", "# Ж\n\nשלום ☐ *ok*"), SOURCE))
    assert "Ж" in page
    assert "☐" in page


def test_fonts_are_embedded_and_metadata_name_the_lesson() -> None:
    with opened(MANY["handout"]) as document:
        assert str(document.docinfo["/Title"]) == "A day outside: handout"
        faces = {str(each.FontName) for each in document.objects if _is_descriptor(each)}
        assert any("Inter" in face for face in faces)


def _is_descriptor(each: Any) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor" and "/FontFile2" in each


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no title",
        "# T\n\n" + "word" * 400,
        "# T\n\n> " + "quote " * 2000,
        "# T\n\n- " + "item " * 3000,
        "# T\n\n{box 220}\n\n{lines 30}\n\n{scale 0 20 | a | b}",
        "# T\n\n| a | b | c | d | e | f | g |\n|---|---|---|---|---|---|---|\n| "
        + " | ".join(["longword" * 6] * 7)
        + " |",
        "# T\n\n1. a\n   - b\n     - c\n       1. d\n          > e\n",
        "# " + "long title " * 30,
        "# T\n\n<div>x</div>\n\n![a](b)\n\n-\n",
        "# T\n\n| a |\n|---|\n| " + "cell " * 3000 + " |",
    ],
)
@pytest.mark.parametrize("large", [False, True])
def test_no_text_breaks_the_page(text: str, large: bool) -> None:
    assert pages_text(render_paper(Paper("Handout", text), SOURCE, large=large))


@given(st.text(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_text_can_be_printed(text: str) -> None:
    assert render_paper(Paper("Handout", text), SOURCE).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        f"# T\n\n|A|B|\n|---|---|\n|{'x' * 3000}|y|\n",
        f"# T\n\n|{'Head|' * 40}\n|{'---|' * 40}\n|{'v|' * 40}\n",
        f"# T\n\n|A|B|\n|---|---|\n|{'word ' * 900}|y|\n",
        f"# {'Word ' * 300}\n\nx",
        f"# {'W' * 3000}\n\nx",
        f"# T\n\n{'>' * 60} deep\n",
        f"# T\n\n> {'word ' * 900}\n",
        "# T\n\n</para> & <font size=99> &#0; ![x](file:///etc/passwd)\n",
    ],
    ids=["long word in a table", "many columns", "tall cell", "long title", "one word", "deep", "long", "markup"],
)
def test_whatever_somebody_writes_becomes_a_paper(text: str, large: bool) -> None:
    pages = pages_text(render_paper(Paper("Handout", text), SOURCE, large=large))
    assert "From Walks, version 1.0." in " ".join(pages[-1].split())


def test_a_title_that_is_too_long_for_its_band_stands_below_as_a_whole() -> None:
    words = [f"word{number}" for number in range(60)]
    text = " ".join(" ".join(pages_text(render_paper(Paper("Handout", f"# {' '.join(words)}\n"), SOURCE))).split())
    assert all(word in text for word in words)
