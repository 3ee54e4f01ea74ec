"""The visible signature fits into its box, whoever signs."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from iop_desktop.documents.fonts import BOLD, REGULAR, register_fonts
from iop_desktop.documents.signature_block import STAMP_HEIGHT, STAMP_WIDTH
from iop_desktop.documents.signature_facts import stamp_lines, time_text
from iop_desktop.documents.stamp_drawing import LINE_SIZE, NAME_SIZE, PADDING, Piece, fitted
from tests.documents.samples import DIGEST, LONG_NAME, STILL, author, supervisor


def pieces_of(**changes: str) -> list[Piece]:
    register_fonts()
    return fitted(stamp_lines(author(STILL, **changes), DIGEST), STAMP_WIDTH, STAMP_HEIGHT)


def test_an_ordinary_signature_is_printed_at_full_size() -> None:
    assert pieces_of() == [
        ("Dana Whitfield, LPC-A", BOLD, NAME_SIZE),
        ("Author of this note", REGULAR, LINE_SIZE),
        ("Group facilitator · Lic. LPC-44812", REGULAR, LINE_SIZE),
        ("2026-11-24 12:05:09 EST (UTC-05:00)", REGULAR, LINE_SIZE),
        (f"Record {DIGEST[:16]}", REGULAR, LINE_SIZE),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": LONG_NAME},
        {"name": "W" * 120},
        {"credentials": "PhD, LPC-S, LMFT, LADC, MAC, NCC, CCTP, EMDR, ACS, QMHP"},
        {
            "name": LONG_NAME,
            "credentials": "PhD, LPC-S, LMFT, LADC, MAC, NCC",
            "role_title": "W" * 80,
            "licence": "9" * 60,
        },
    ],
)
def test_a_long_one_is_wrapped_and_shrunk_and_complete(changes: dict[str, str]) -> None:
    pieces = pieces_of(**changes)
    assert all(stringWidth(text, font, size) <= STAMP_WIDTH - 2 * PADDING for text, font, size in pieces)
    assert sum(size * 1.2 for _, _, size in pieces) <= STAMP_HEIGHT - PADDING
    assert min(size for _, _, size in pieces) >= 3.5
    printed = "".join(text for text, _, _ in pieces).replace(" ", "")
    assert printed == "".join(stamp_lines(author(STILL, **changes), DIGEST)).replace(" ", "")


def test_what_can_never_fit_is_cut_and_stays_inside() -> None:
    pieces = pieces_of(name="W" * 5_000)
    assert pieces
    assert sum(size * 1.2 for _, _, size in pieces) <= STAMP_HEIGHT - PADDING


def test_direction_marks_do_not_reach_the_stamp() -> None:
    assert pieces_of(name="Dana\u202e Whitfield\nII")[0][0] == "Dana Whitfield II, LPC-A"


def test_optional_parts_leave_no_gap() -> None:
    facts = supervisor(STILL, credentials="", licence="", role_title="")
    assert stamp_lines(facts, DIGEST)[:3] == ("Sam Rivera", "Reviewed and co-signed", time_text(facts))
