"""The strict check beyond the table of tampers: who signed, when, and whatever else a file may hold."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256
from threading import Thread

import pytest

from iop_desktop.documents.note_record import REQUIRED_SIGNATURES
from iop_desktop.documents.pki import fingerprint
from iop_desktop.documents.verification import LARGEST, UNREADABLE, verify_note
from tests.documents.samples import FINAL, NOW, RECORD, SampleClinic, SignedNotes, author
from tests.support.logs import LogWatch

NOT_KNOWN = "Signature 1 is not valid: the signer is not known to this clinic."


def test_expected_signers_are_compared_in_order(signed: SignedNotes) -> None:
    clinic = signed.clinic
    prints = [fingerprint(clinic.author.certificate), fingerprint(clinic.supervisor.certificate)]
    assert verify_note(signed.both, [clinic.root], expected_signers=prints).ok
    for wrong in (prints[::-1], prints[:1], [], [prints[0], prints[0]]):
        verdict = verify_note(signed.both, [clinic.root], expected_signers=wrong)
        assert verdict.problems == ("The signers are not the ones on record.",)


def test_the_expected_digest_is_of_the_whole_file(signed: SignedNotes) -> None:
    right = sha256(signed.both).hexdigest()
    assert verify_note(signed.both, [signed.clinic.root], expected_sha256=right).ok
    verdict = verify_note(signed.both, [signed.clinic.root], expected_sha256=sha256(signed.half).hexdigest())
    assert verdict.problems == ("The file is not the one that was signed: its digest differs from the record.",)


def test_a_cut_off_co_signature_is_missed_without_a_database(signed: SignedNotes) -> None:
    for pdf in (signed.half, signed.both[: len(signed.half)]):
        verdict = verify_note(pdf, [signed.clinic.root])
        assert verdict.problems == ("The supervisor's co-signature is missing.",)
        assert [seen.name for seen in verdict.signers] == ["Dana Whitfield"]


def test_the_number_of_required_signatures_is_under_the_signature(signed: SignedNotes) -> None:
    asked = f"/{REQUIRED_SIGNATURES} 2".encode()
    assert signed.half.count(asked) >= 1
    verdict = verify_note(signed.half.replace(asked, asked[:-1] + b"1"), [signed.clinic.root])
    assert "Signature 1 is not valid: the file was changed." in verdict.problems


def test_a_file_cut_anywhere_is_refused(signed: SignedNotes) -> None:
    for part in range(1, 12):
        verdict = verify_note(signed.both[: len(signed.both) * part // 12], [signed.clinic.root])
        assert not verdict.ok


def test_another_clinic_of_the_same_name_is_unknown(signed: SignedNotes) -> None:
    impostor = SampleClinic(name=signed.clinic.name)
    assert impostor.root.subject == signed.clinic.root.subject
    assert verify_note(impostor.certified(FINAL), [signed.clinic.root]).problems == (NOT_KNOWN,)
    assert verify_note(impostor.certified(FINAL), [signed.clinic.root, impostor.root]).ok
    assert verify_note(signed.final, []).problems == (NOT_KNOWN,)


def test_nobody_signs_with_the_root_itself(clinic: SampleClinic) -> None:
    from iop_desktop.documents.seal import Signer

    signer = Signer(clinic.signing_root.key, clinic.root, clinic.root)
    assert not verify_note(clinic.certified(FINAL, signer=signer), [clinic.root]).ok


@pytest.mark.parametrize("days", [-2, 12 * 366])
def test_the_certificate_must_be_valid_at_the_claimed_time(clinic: SampleClinic, days: int) -> None:
    facts = author(NOW + timedelta(days=days))
    verdict = verify_note(clinic.certified(FINAL, facts), [clinic.root])
    assert not verdict.ok
    assert verdict.problems[0].startswith("Signature 1 is not valid")


def hostile(signed: SignedNotes) -> dict[str, bytes]:
    """Files that are no signed note, each under a word for it."""
    ends = b"trailer<</Root 1 0 R/Size 2/Prev 9>>startxref\n9\n%%EOF"
    return {
        "empty": b"",
        "words": b"Dear clinic, here is the note.",
        "head": b"%PDF-1.7\n",
        "zeros": b"%PDF-" + bytes(100_000),
        "noise": b"%PDF-1.7\n" + bytes(range(256)) * 200,
        "loop": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n" + ends,
        "nested": b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\nendobj\nstartxref\n9\n%%EOF",
        "unsigned": signed.unsigned,
        "before": b"junk" + signed.both,
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "twice": signed.both + signed.both,
        "backwards": signed.both[::-1],
        "upper": signed.both.upper(),
        "no-form": signed.both.replace(b"/AcroForm", b"/AcroBorm"),
        "no-root": signed.both.replace(b"/Root", b"/Boot"),
        "no-certificates": signed.both.replace(b"/Contents <", b"/Contents ("),
    }


def test_no_file_raises_or_writes_a_log(signed: SignedNotes) -> None:
    watch = LogWatch()
    watch.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(watch)
    try:
        for kind, content in hostile(signed).items():
            verdict = verify_note(content, [signed.clinic.root])
            assert not verdict.ok, kind
            assert verdict.problems, kind
    finally:
        logging.getLogger().removeHandler(watch)
    assert [record.getMessage() for record in watch.records if record.name.startswith("pyhanko")] == []
    assert not [record for record in watch.records if record.levelno >= logging.WARNING]


def test_huge_files_are_refused_unread(signed: SignedNotes) -> None:
    assert verify_note(signed.both.ljust(LARGEST + 1, b"\n"), [signed.clinic.root]).problems == (UNREADABLE,)


def test_no_problem_names_anybody(signed: SignedNotes) -> None:
    said = {word for content in hostile(signed).values() for word in verify_note(content, []).problems}
    for name in ("Zoë", "Dana", "Rivera", RECORD.client_number):
        assert not any(name in problem for problem in said)


def test_the_log_of_the_program_stays_open_while_notes_are_verified_side_by_side(signed: SignedNotes) -> None:
    threads = [Thread(target=verify_note, args=(signed.both, [signed.clinic.root])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert logging.getLogger("iop_desktop").isEnabledFor(logging.ERROR)
    assert logging.root.manager.disable == 0
