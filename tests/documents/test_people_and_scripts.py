"""Who signs must be two people, read back by their own names; words of other scripts stand as they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from iop_desktop.documents import pki
from iop_desktop.documents.fonts import MISSING, missing_glyphs, printable
from iop_desktop.documents.text_direction import visual_order
from iop_desktop.documents.verification import verify_note
from tests.documents.samples import FINAL, NOW, RECORD, SampleClinic, author, supervisor, text_of


def test_nobody_co_signs_their_own_note(clinic: SampleClinic) -> None:
    both = clinic.cosigned(clinic.certified(RECORD), supervisor(), clinic.author)
    verdict = verify_note(both, [clinic.root])
    assert verdict.problems == ("Author and co-signer are the same person.",)


def test_another_certificate_for_the_same_key_is_the_same_person(clinic: SampleClinic) -> None:
    key = pki.signing_key_of(clinic.author.certificate)
    assert key is not None
    second = pki.issue_for_public_key(
        clinic.signing_root,
        key,
        name="Somebody Else",
        credentials="LPC-S",
        licence="",
        role_title="",
        email="",
        now=NOW,
    )
    signer = replace(clinic.author, certificate=second)
    both = clinic.cosigned(clinic.certified(RECORD), supervisor(), signer)
    assert verify_note(both, [clinic.root]).problems == ("Author and co-signer are the same person.",)


@pytest.mark.parametrize(
    ("name", "credentials"),
    [
        ("Ada Smith, Jr.", "LPC"),
        ("Ada Smith, Jr.", ""),
        ("Ada Smith", "PhD, LPC-S"),
        ("Tenzin", ""),
        ("נועם לוי", "LPC"),
    ],
)
def test_names_are_read_back_as_they_were_given(clinic: SampleClinic, name: str, credentials: str) -> None:
    facts = author(name=name, credentials=credentials)
    verdict = verify_note(clinic.certified(FINAL, facts, clinic.signer(facts)), [clinic.root])
    assert verdict.ok
    assert (verdict.signers[0].name, verdict.signers[0].credentials) == (name, credentials)


def test_a_certificate_ends_with_its_root() -> None:
    root = pki.new_root("Cedar Bridge", NOW - timedelta(days=365 * 15))
    _, certificate = pki.issue_certificate(
        root, name="Ada Smith", credentials="", licence="", role_title="", email="", now=NOW
    )
    assert certificate.not_valid_after_utc == root.certificate.not_valid_after_utc


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Ada", "Ada"),
        ("אבג", "גבא"),
        ("Name: אבג דה, LPC", "Name: הד גבא, LPC"),
        ("אב 12 גד", "דג 12 בא"),
        ("(אב)", "(בא)"),
        ("", ""),
    ],
)
def test_words_from_right_to_left_are_turned_round(written: str, drawn: str) -> None:
    assert visual_order(written) == drawn


def test_a_hebrew_name_reads_right_on_the_page(clinic: SampleClinic) -> None:
    record = replace(FINAL, client_name="נועם לוי")
    # The reader used here orders words by their place on the line; each word must be whole and the right way round.
    text = text_of(clinic.certified(record))
    assert "נועם" in text
    assert "לוי" in text


def test_characters_beyond_the_first_plane_are_drawn_as_missing() -> None:
    assert printable("so glad 😀") == f"so glad {MISSING}"
    assert missing_glyphs("so glad 😀") == "😀"
