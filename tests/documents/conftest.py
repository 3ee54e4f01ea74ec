"""Signed notes shared by the tests of documents; they are bytes, so no test can change them for another."""

from __future__ import annotations

import pytest

from iop_desktop.documents.note_pdf import render_note
from tests.documents.samples import FINAL, NOW, RECORD, SampleClinic, SignedNotes, author


@pytest.fixture(scope="session")
def clinic() -> SampleClinic:
    return SampleClinic()


@pytest.fixture(scope="session")
def signed(clinic: SampleClinic) -> SignedNotes:
    half = clinic.certified(RECORD)
    return SignedNotes(
        clinic=clinic,
        unsigned=render_note(RECORD, author(), NOW),
        half=half,
        final=clinic.certified(FINAL),
        both=clinic.cosigned(half),
    )
