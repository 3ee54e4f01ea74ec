"""Whatever people type is printed, signed and verified."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iop_desktop.documents.note_record import NoteRecord
from iop_desktop.documents.verification import verify_note
from tests.documents.samples import FINAL, SampleClinic, author

WORDS = st.text(max_size=120)
PAIRS = st.lists(st.tuples(WORDS, st.text(max_size=400)), max_size=5).map(tuple)
SECTIONS = st.lists(st.tuples(WORDS, st.lists(st.text(max_size=2_000), max_size=4).map(tuple)), max_size=4).map(tuple)
RECORDS = st.builds(
    replace,
    st.just(FINAL),
    clinic_name=WORDS,
    clinic_address=WORDS,
    program_name=WORDS,
    client_name=WORDS,
    client_number=WORDS,
    header=PAIRS,
    sections=SECTIONS,
    late_entry=st.booleans(),
)


@given(RECORDS, WORDS, WORDS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_any_record_is_printed_signed_and_verified(
    clinic: SampleClinic, record: NoteRecord, name: str, licence: str
) -> None:
    facts = author(name=name, licence=licence)
    pdf = clinic.certified(record, facts, clinic.signer(facts))
    assert verify_note(pdf, [clinic.root]).problems == ()
