"""Names and texts as people have them: what can be printed is, what cannot is visible, and nothing is reordered."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from iop_desktop.documents.fonts import MISSING, missing_glyphs, printable
from iop_desktop.documents.note_pdf import render_note
from iop_desktop.documents.verification import verify_note
from tests.documents.samples import FINAL, LONG_NAME, RECORD, STILL, SampleClinic, author, text_of

PRINTED = (
    "Siobhán O’Hara-Núñez",
    "Nguyễn Thị Ánh Tuyết",
    "Ľudmila Štúrová",
    "Дарья Щербакова",
    "Ελένη Παπαδοπούλου",
    "Kaʻahumanu",
    'D\'Angelo "Dee" O\\Neil (jr.)',
    "<b>Bold</b> & <img src='x'/> &amp;",
    "Björk",
)


@pytest.mark.parametrize("name", PRINTED)
def test_names_are_printed_as_they_are(name: str) -> None:
    assert missing_glyphs(name) == ""
    assert printable(name) == name
    assert f"Member {name} Record number" in text_of(render_note(replace(RECORD, client_name=name), author(), STILL))


def test_an_accent_typed_apart_is_joined_to_its_letter() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Zoë")
    assert apart != "Nguyễn Zoë"
    assert printable(apart) == "Nguyễn Zoë"
    assert missing_glyphs(apart) == ""


@pytest.mark.parametrize(
    "name",
    [
        "שרה כהן",
        "Sarah כהן",
        "محمد ٣",
        "Zoë 😀",
        "山田太郎",
        "अनीता",
        "\U0001f9d1\u200d\U0001f33e",
        LONG_NAME,
        "W" * 80,
    ],
)
def test_no_name_stops_a_note(name: str) -> None:
    record = replace(FINAL, client_name=name, sections=((name, (name,)),), header=(("Facilitator", name),))
    clinic = SampleClinic(name=name)
    facts = author(name=name)
    pdf = clinic.certified(record, facts, clinic.signer(facts))
    assert verify_note(pdf, [clinic.root]).problems == ()


def test_characters_without_a_glyph_are_visible_and_reported_once() -> None:
    assert missing_glyphs("Yamada 山田, 山 山") == "山田"
    assert printable("Yamada 山田") == f"Yamada {MISSING}{MISSING}"
    assert missing_glyphs("אבג") == ""


DIRECTION = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"


def test_direction_marks_and_controls_are_left_out() -> None:
    hidden = DIRECTION + "\u200b\u200c\u200d\ufeff\u00ad\x00\x07\x1b\x7f\x9f"
    assert printable("pay" + hidden + "able") == "payable"
    assert missing_glyphs(hidden) == ""
    text = text_of(render_note(replace(RECORD, client_name="abc\u202edef\u202c"), author(), STILL))
    assert "abcdef" in text
    assert not set(DIRECTION) & set(text)


def test_white_space_is_even_and_lines_stay() -> None:
    assert printable("a\tb\u00a0c\u2003\u2003d  e") == "a b c d e"
    assert printable("one\r\ntwo\rthree\x0bfour\x0cfive\u2028six\u2029seven\x85eight") == (
        "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight"
    )
