"""The certificate of what was destroyed: tagged, deterministic, with its digest and both fields."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf

from iop_desktop.documents.end_certificate import EndCertificate, render_end_certificate
from tests.documents.samples import NOW, author

CERTIFICATE = EndCertificate(
    clinic="Harbor Light Recovery",
    title="Certificate of destruction",
    sections=(
        ("The record", ("Record number LRC-1001.", "Last discharge: June 1, 2010.")),
        ("What was destroyed", ("Charts: 1", "Signed documents: 3")),
    ),
    footer="Disposal 1",
)


def test_equal_input_gives_equal_bytes_and_a_digest_of_what_it_says() -> None:
    first = render_end_certificate(CERTIFICATE, author(), NOW)
    assert first == render_end_certificate(CERTIFICATE, author(), NOW)
    changed = replace(CERTIFICATE, footer="Disposal 2")
    assert changed.digest != CERTIFICATE.digest


def test_it_is_tagged_and_has_both_fields() -> None:
    with pikepdf.open(io.BytesIO(render_end_certificate(CERTIFICATE, author(), NOW))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert [str(field.T) for field in pdf.Root.AcroForm.Fields] == ["FacilitatorSignature", "SupervisorSignature"]
