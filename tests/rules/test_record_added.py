"""The record of a document that is added to a signed note."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.record import Person, Record, digest
from iop_desktop.rules.record_added import STRUCK, AddedFacts, Original, added_title, canonical_added, compose_added
from iop_desktop.rules.vocabulary import ADDED_KINDS, NoteKind

ORIGINAL = Original(
    note_id="0192",
    kind=NoteKind.PROGRESS,
    title="Group Progress Note",
    on=date(2026, 11, 23),
    version=2,
    author="Dana Whitfield, MSW Intern",
    digest="ab" * 32,
    pdf_sha256="cd" * 32,
)
FACTS = AddedFacts(
    note_id="0193",
    kind=NoteKind.ADDENDUM,
    original=ORIGINAL,
    clinic_name="Harbor Light Recovery",
    clinic_address="12 Quay Street",
    program_name="Adult IOP",
    client_name="Amara Okonkwo",
    client_number="MR-1001",
    date_of_birth="1988-03-14",
    goal="",
    objective="",
    author=Person("Dana Whitfield", "MSW Intern"),
    written_on=date(2026, 11, 25),
    reason="",
    text="The member called back.\n\nPlan stands.",
)


@pytest.mark.parametrize(
    ("kind", "original", "title"),
    [
        (NoteKind.ADDENDUM, NoteKind.PROGRESS, "Addendum to a progress note of November 23, 2026"),
        (NoteKind.ADDENDUM, NoteKind.ABSENCE, "Addendum to an absence note of November 23, 2026"),
        (NoteKind.CORRECTION, NoteKind.CONTACT, "Correction of a contact note of November 23, 2026"),
        (NoteKind.LATE_ENTRY, NoteKind.INDIVIDUAL, "Late entry to an individual session note of November 23, 2026"),
        (NoteKind.ERROR, NoteKind.PROGRESS, "Entered in error: progress note of November 23, 2026"),
    ],
)
def test_titles(kind: NoteKind, original: NoteKind, title: str) -> None:
    assert added_title(kind, original, date(2026, 11, 23)) == title


@pytest.mark.parametrize("kind", sorted(ADDED_KINDS))
def test_each_kind_is_labelled_and_names_the_original(kind: NoteKind) -> None:
    header = dict(compose_added(replace(FACTS, kind=kind)).header)
    assert header["Document"] == kind.label
    assert header["Original id"] == ORIGINAL.note_id
    assert header["Original digest"] == ORIGINAL.digest
    assert ORIGINAL.pdf_sha256 in header["Original PDF"]
    assert header["Original note"] == "Group Progress Note of November 23, 2026, version 2"
    assert (header["Author"], header["Written on"]) == ("Dana Whitfield, MSW Intern", "November 25, 2026")


def test_the_authors_words_stand_alone() -> None:
    assert compose_added(FACTS).sections == (("Addendum", ("The member called back.", "Plan stands.")),)
    corrected = compose_added(replace(FACTS, kind=NoteKind.CORRECTION, reason="Wrong time."))
    assert corrected.sections[0] == ("What was wrong, and why", ("Wrong time.",))
    error = compose_added(replace(FACTS, kind=NoteKind.ERROR, reason="Wrong member.", text=""))
    assert error.sections == (("Reason", ("Wrong member.",)), ("What this means", (STRUCK,)))


def test_rows_without_a_value_are_left_out() -> None:
    header = dict(compose_added(replace(FACTS, written_on=None)).header)
    assert "Written on" not in header
    assert "Client's request" not in header
    assert dict(compose_added(replace(FACTS, request="Accepted")).header)["Client's request"] == "Accepted"


@given(reason=st.text(max_size=60), text=st.text(max_size=60), kind=st.sampled_from(sorted(ADDED_KINDS)))
def test_canonical_data_is_plain_and_gives_the_record_back(reason: str, text: str, kind: NoteKind) -> None:
    facts = replace(FACTS, kind=kind, reason=reason, text=text)
    data = canonical_added(facts)
    assert json.loads(json.dumps(data)) == data
    assert Record.from_data(data) == compose_added(facts)
    assert digest(data) == digest(canonical_added(facts))


def test_everything_is_covered_by_the_digest() -> None:
    changes = (
        {"text": "Other."},
        {"reason": "Why."},
        {"original": replace(ORIGINAL, digest="ef" * 32)},
        {"original": replace(ORIGINAL, pdf_sha256="ef" * 32)},
        {"author": Person("Jo Ortiz", "LCSW")},
        {"written_on": date(2026, 11, 26)},
        {"request": "Accepted"},
    )
    digests = {digest(canonical_added(replace(FACTS, **change))) for change in changes}
    assert len(digests | {digest(canonical_added(FACTS))}) == len(changes) + 1
