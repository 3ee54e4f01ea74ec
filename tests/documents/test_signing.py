"""Certification and co-signature: what they say, what they cover and what they leave unchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from iop_desktop.documents.signature_block import AUTHOR_FIELD, SUPERVISOR_FIELD
from iop_desktop.documents.verification import SignerSeen, verify_note
from tests.documents.reading import opened
from tests.documents.samples import (
    CLINIC,
    FINAL,
    LONG_NAME,
    NOW,
    OPENED_BEFORE,
    RECORD,
    SampleClinic,
    SignedNotes,
    author,
    supervisor,
)


def test_both_signatures_are_seen_and_good(signed: SignedNotes) -> None:
    clinic = signed.clinic
    verdict = verify_note(signed.both, [clinic.root])
    assert (verdict.ok, verdict.problems) == (True, ())
    assert verdict.signers == (
        SignerSeen(
            name="Dana Whitfield",
            credentials="LPC-A",
            licence="LPC-44812",
            meaning="Author of this note",
            field=AUTHOR_FIELD,
            signed_at=NOW,
            fingerprint=clinic.author.certificate.fingerprint(SHA256()).hex(),
        ),
        SignerSeen(
            name="Sam Rivera",
            credentials="PhD, LPC-S",
            licence="S-2207",
            meaning="Reviewed and co-signed",
            field=SUPERVISOR_FIELD,
            signed_at=NOW,
            fingerprint=clinic.supervisor.certificate.fingerprint(SHA256()).hex(),
        ),
    )


def test_signing_only_adds(signed: SignedNotes) -> None:
    assert signed.half.startswith(signed.unsigned)
    assert signed.both.startswith(signed.half)


def test_a_note_that_needs_no_supervisor_is_complete_with_its_author(signed: SignedNotes) -> None:
    verdict = verify_note(signed.final, [signed.clinic.root])
    assert verdict.ok
    assert [seen.name for seen in verdict.signers] == ["Dana Whitfield"]


def test_a_supervisor_may_sign_what_does_not_need_it(signed: SignedNotes) -> None:
    assert verify_note(signed.clinic.cosigned(signed.final), [signed.clinic.root]).ok


def test_the_signature_dictionaries_say_what_was_given(signed: SignedNotes) -> None:
    with opened(signed.both) as document:
        values = [field.V for field in document.Root.AcroForm.Fields]
        for value, facts in zip(values, (author(), supervisor()), strict=True):
            assert value.SubFilter == "/ETSI.CAdES.detached"
            assert str(value.Name) == facts.signed_name
            assert str(value.Reason) == facts.meaning
            assert str(value.Location) == CLINIC
            assert int(value.Prop_AuthTime) == OPENED_BEFORE
            assert str(value.Prop_AuthType) == "Password"
            assert str(value.M).startswith(f"D:{NOW:%Y%m%d%H%M%S}")
        assert document.Root.Perms.DocMDP.objgen == values[0].objgen
        assert int(values[0].Reference[0].TransformParams.P) == 2
        assert document.pdf_version == "1.7"
        assert "/Version" not in document.Root


@pytest.mark.parametrize("offset", [-10, 0, 14])
def test_the_signing_time_is_the_given_one(clinic: SampleClinic, offset: int) -> None:
    moment = (NOW - timedelta(hours=3, seconds=17)).astimezone(timezone(timedelta(hours=offset)))
    verdict = verify_note(clinic.certified(FINAL, author(moment)), [clinic.root])
    assert verdict.ok
    assert verdict.signers[0].signed_at == moment


def test_a_note_outlives_the_certificates() -> None:
    made = datetime(2001, 2, 3, tzinfo=UTC)
    clinic = SampleClinic(made_at=made)
    facts = author(made + timedelta(days=900))
    pdf = clinic.certified(FINAL, facts, clinic.signer(facts))
    assert clinic.author.certificate.not_valid_after_utc < NOW
    assert verify_note(pdf, [clinic.root]).ok


@pytest.mark.parametrize(
    "name", ["Клиника восстановления Северного округа", "Trung tâm Phục hồi Nguyễn Thị Ánh", "ქ" * 200]
)
def test_long_names_of_clinic_and_staff_leave_room_for_the_signature(name: str) -> None:
    clinic = SampleClinic(name=name * 2)
    facts = author(name=LONG_NAME, licence="Ž" * 60, role_title=name, credentials="Щ" * 60)
    both = clinic.cosigned(clinic.certified(RECORD, facts, clinic.signer(facts)), facts, clinic.signer(facts))
    assert verify_note(both, [clinic.root]).problems == ()


def test_an_absence_note_and_a_late_one_are_signed_alike(clinic: SampleClinic) -> None:
    record = replace(FINAL, title="Absence Note", late_entry=True, sections=(("Absence", ("No show.",)),))
    assert verify_note(clinic.certified(record), [clinic.root]).ok
