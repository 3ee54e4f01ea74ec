"""The letter of denial names the rights of 45 CFR 164.526(d)(1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from iop_desktop.documents.denial_letter import TITLE, DenialLetter, render_denial_letter
from tests.documents.reading import elements, opened
from tests.documents.samples import pages_text

LETTER = DenialLetter(
    clinic_name="Harbor Light Recovery",
    clinic_address="12 Quay Street, Portland, ME 04101",
    client_name="Amara Okonkwo",
    client_address="3 Elm Street",
    written_on=date(2026, 11, 24),
    received_on=date(2026, 11, 2),
    asked="Take out that I came late.",
    note="Progress note of October 30, 2026",
    ground="the record is accurate and complete",
    basis="The sign-in sheet shows 9:20.",
    signed_by="Maren Okafor",
    created=datetime(2026, 11, 24, 17, tzinfo=UTC),
)


def test_it_says_what_it_must() -> None:
    text = " ".join(" ".join(pages_text(render_denial_letter(LETTER))).split())
    wanted = (
        TITLE,
        LETTER.asked,
        LETTER.note,
        LETTER.ground,
        LETTER.basis,
        LETTER.client_name,
        LETTER.client_address,
        "November 2, 2026",
        "November 24, 2026",
        "written statement of disagreement",
        "include your request and this denial",
        "complain to us",
        "Privacy contact (name or title, and telephone)",
        "Secretary of the U.S. Department of Health",
    )
    assert [words for words in wanted if words not in text] == []


def test_it_is_tagged_and_its_properties_name_nobody() -> None:
    page = render_denial_letter(replace(LETTER, note="", client_address=""))
    assert page == render_denial_letter(replace(LETTER, note="", client_address=""))
    with opened(page) as document:
        kinds = [str(each.S) for each in elements(document.Root.StructTreeRoot)]
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") == 4
        assert not any(LETTER.client_name in str(value) for value in document.docinfo.values())
