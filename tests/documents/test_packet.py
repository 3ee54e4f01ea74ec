"""Packets and answers: what goes in comes out for one person only, and nothing that was touched is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iop_desktop.documents import packet, pki
from iop_desktop.documents.packet_archive import Parts, read_parts, write_parts
from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.packet_manifest import AnswerItem, Remark
from iop_desktop.documents.seal import cosign
from iop_desktop.documents.sealed_file import STEP, open_sealed, seal_for
from iop_desktop.documents.verification import verify_note
from iop_desktop.rules.note_vocabulary import PacketDecision
from tests.documents.packets import AWAY, HOME, VERSION_ID, Pair, item_of
from tests.documents.samples import CLIENT, DIGEST, NOW, RECORD, supervisor

PAIR = Pair()
PDF = b"%PDF-1.7 a stand-in for a signed note"


def fault_of(call: Callable[[], object]) -> Fault:
    with pytest.raises(FileFault) as refused:
        call()
    return refused.value.fault


def opened(file: bytes) -> packet.Packet:
    return packet.open_packet(file, PAIR.supervisor_key)


def resealed(change: Callable[[Parts], Parts]) -> bytes:
    """A packet whose inside was changed by somebody who could open it."""
    parts = read_parts(open_sealed(PAIR.supervisor_key, PAIR.packet(PDF)))
    return seal_for(PAIR.supervisor_key.public_key(), write_parts(change(parts)))


def test_a_packet_comes_out_as_it_went_in() -> None:
    made = PAIR.manifest((PDF, PDF + b"2"))
    found = opened(PAIR.packet(PDF, PDF + b"2"))
    assert found.manifest == made
    assert found.pdfs == (PDF, PDF + b"2")


def test_the_file_says_nothing_and_has_a_size_in_steps() -> None:
    first, second = PAIR.packet(PDF), PAIR.packet(PDF)
    assert len(first) == len(second) == STEP
    assert first[0] == second[0] == 1
    assert first[1:33] != second[1:33]
    for word in (CLIENT, HOME.name, "Whitfield", "PDF", "PK", "json"):
        assert word.encode() not in first[: STEP // 2] or len(word) < 4
    # Nothing but chance repeats: about 256 of 65,536 bytes stand at the same place.
    same = sum(one == other for one, other in zip(first[1:], second[1:], strict=True))
    assert 150 < same < 400


def test_a_reviewer_is_known_by_the_home_clinics_certificate() -> None:
    base = HOME.certified(RECORD)
    found = opened(PAIR.packet(base))
    signed = cosign(found.pdfs[0], PAIR.pen, supervisor(), DIGEST, location=AWAY.name, seconds_since_authentication=3)
    answer = packet.open_answer(PAIR.answer(signed[len(base) :]), PAIR.author_key)
    joined = base + answer.appended[0]
    expected = [pki.fingerprint(HOME.author.certificate), pki.fingerprint(PAIR.issued)]
    assert verify_note(joined, [HOME.root], expected_signers=expected).problems == ()
    assert not verify_note(joined, [AWAY.root]).ok
    assert len(answer.appended[0]) < len(base)


def test_an_answer_holds_returns_beside_signatures() -> None:
    remark = Remark("Plan", "practice with sister", "How often?")
    other = UUID(int=VERSION_ID.int + 5)
    item = AnswerItem(other, PacketDecision.RETURNED, NOW, comment="Say how often.", remarks=(remark,))
    found = packet.open_answer(PAIR.answer(b"delta", items=(item,)), PAIR.author_key)
    assert found.appended == (b"delta", b"")
    assert found.manifest.items[1] == item


def test_only_the_recipient_opens_it() -> None:
    file = PAIR.packet(PDF)
    assert fault_of(lambda: packet.open_packet(file, X25519PrivateKey.generate())) is Fault.CLOSED
    assert fault_of(lambda: packet.open_packet(file, PAIR.author_key)) is Fault.CLOSED


REGIONS = {
    "version": range(1),
    "HPKE": range(1, 81),
    "nonce": range(81, 93),
    "length": range(93, 101),
    "manifest and files": range(101, 3_000, 13),
    "filling": range(3_000, STEP - 16, 911),
    "tag": range(STEP - 16, STEP),
}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("bit", [0x01, 0x80])
def test_an_altered_byte_anywhere_is_noticed(region: str, bit: int) -> None:
    file = PAIR.packet(PDF)
    for place in REGIONS[region]:
        altered = file[:place] + bytes([file[place] ^ bit]) + file[place + 1 :]
        assert fault_of(partial(opened, altered)) is (Fault.NEWER if place == 0 else Fault.CLOSED)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda file: b"", Fault.NOT_OURS),
        (lambda file: file[:100], Fault.NOT_OURS),
        (lambda file: file[:-1], Fault.NOT_OURS),
        (lambda file: file + b"\0", Fault.NOT_OURS),
        (lambda file: b"%PDF-1.7 some other file", Fault.NOT_OURS),
        (lambda file: file + bytes(STEP), Fault.CLOSED),
        (lambda file: file[STEP:] + bytes(STEP), Fault.NEWER),
        (lambda file: b"\x02" + file[1:], Fault.NEWER),
        (lambda file: bytes(65_000_000), Fault.TOO_LARGE),
    ],
)
def test_other_files_are_told_apart(change: Callable[[bytes], bytes], fault: Fault) -> None:
    assert fault_of(lambda: opened(change(PAIR.packet(PDF)))) is fault


@pytest.mark.parametrize("text", [b"client", b"Morning", DIGEST.encode(), b"2026-11-24"])
def test_a_manifest_nobody_signed_is_forged(text: bytes) -> None:
    def change(parts: Parts) -> Parts:
        assert text in parts.manifest
        swapped = bytes([text[0] ^ 1]) + text[1:]
        return replace(parts, manifest=parts.manifest.replace(text, swapped, 1))

    assert fault_of(lambda: opened(resealed(change))) in (Fault.FORGED, Fault.DAMAGED)


def test_every_byte_of_manifest_and_signature_counts() -> None:
    parts = read_parts(open_sealed(PAIR.supervisor_key, PAIR.packet(PDF)))
    public = PAIR.supervisor_key.public_key()
    whole = parts.manifest + parts.signature
    for place in range(0, len(whole), 7):
        altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        split = len(parts.manifest)
        file = seal_for(public, write_parts(Parts(altered[:split], altered[split:], parts.files)))
        assert fault_of(partial(opened, file)) in (
            Fault.FORGED,
            Fault.DAMAGED,
            Fault.NEWER,
            Fault.OTHER_KIND,
        )


def test_a_swapped_document_is_damaged() -> None:
    for files in ((), (PDF + b" ",), (PDF, PDF)):
        parts = read_parts(open_sealed(PAIR.supervisor_key, PAIR.packet(PDF)))
        file = seal_for(PAIR.supervisor_key.public_key(), write_parts(replace(parts, files=files)))
        assert fault_of(partial(opened, file)) is Fault.DAMAGED


def test_a_packet_sealed_on_to_somebody_else_is_forged() -> None:
    inside = open_sealed(PAIR.supervisor_key, PAIR.packet(PDF))
    third = X25519PrivateKey.generate()
    file = seal_for(third.public_key(), inside)
    assert fault_of(lambda: packet.open_packet(file, third)) is Fault.FORGED


def test_a_packet_signed_by_another_key_is_forged() -> None:
    manifest = PAIR.manifest((PDF,))
    file = packet.make_packet(manifest, (PDF,), AWAY.author.key, PAIR.supervisor_key.public_key())
    assert fault_of(lambda: opened(file)) is Fault.FORGED


def test_packet_and_answer_are_not_taken_for_each_other() -> None:
    file = PAIR.packet(PDF)
    assert fault_of(lambda: packet.open_answer(file, PAIR.supervisor_key)) is Fault.OTHER_KIND
    answer = PAIR.answer(b"delta")
    assert fault_of(lambda: packet.open_packet(answer, PAIR.author_key)) is Fault.OTHER_KIND


def test_a_signature_over_a_packet_is_none_over_an_answer() -> None:
    content = b"the same words"
    signature = packet.sign_words(HOME.author.key, b"IOP Desktop co-sign packet 1\n", content)
    certificate = HOME.author.certificate
    assert packet.is_signed(certificate, b"IOP Desktop co-sign packet 1\n", content, signature)
    assert not packet.is_signed(certificate, b"IOP Desktop co-sign answer 1\n", content, signature)


def test_what_is_too_large_is_not_made() -> None:
    public = PAIR.supervisor_key.public_key()
    assert fault_of(lambda: seal_for(public, bytes(64_000_000))) is Fault.TOO_LARGE
    assert fault_of(lambda: PAIR.packet(bytes(8_000_001))) is Fault.TOO_LARGE
    assert fault_of(lambda: PAIR.packet(*[PDF] * 201)) is Fault.TOO_LARGE


def test_versions_stand_once_and_at_least_one() -> None:
    twice = (item_of(PDF), item_of(PDF))
    assert fault_of(lambda: opened(PAIR.packet(PDF, PDF, items=twice))) is Fault.DAMAGED
    assert fault_of(lambda: opened(PAIR.packet(items=()))) is Fault.DAMAGED


def test_contents_are_kept_out_of_messages() -> None:
    found = opened(PAIR.packet(PDF))
    assert CLIENT not in repr(found)
    assert sha256(PDF).hexdigest() in repr(found)
    with pytest.raises(FileFault) as refused:
        opened(b"x")
    assert str(refused.value) == "not-ours"
