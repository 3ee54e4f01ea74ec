"""Cards: as a file and as a QR code, signed by their person, with a fingerprint that can be read aloud."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iop_desktop.documents import card as cards
from iop_desktop.documents.card import Card, card_hash, fingerprint_digits, make_card, read_card
from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.pki import hangs_on
from iop_desktop.documents.qr import NoCode, qr_png, read_qr
from tests.documents.packets import AWAY, HOME, card_of, issued_for
from tests.documents.samples import LONG_NAME

SIGNER = AWAY.supervisor
PACKET_KEY = X25519PrivateKey.generate().public_key().public_bytes_raw()
CARD = card_of(AWAY, SIGNER, PACKET_KEY)
FILE = make_card(CARD, SIGNER.key)


def fault_of(content: bytes) -> Fault:
    with pytest.raises(FileFault) as refused:
        read_card(content)
    return refused.value.fault


def test_a_card_comes_back() -> None:
    assert read_card(FILE) == CARD
    assert "packet_key" not in repr(CARD)


def test_a_card_goes_through_a_picture() -> None:
    assert read_qr(qr_png(FILE)) == FILE
    long = replace(
        CARD, name=LONG_NAME, clinic_name="Clínica Comunitaria" * 9, title="Clinical supervisor, days and evenings" * 2
    )
    file = make_card(long, SIGNER.key)
    photo = io.BytesIO()
    with Image.open(io.BytesIO(qr_png(file))) as picture:
        picture.convert("RGB").rotate(90, expand=True).save(photo, "JPEG", quality=80)
    assert read_card(read_qr(photo.getvalue())) == long


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_holds_no_card(content: bytes) -> None:
    with pytest.raises(NoCode):
        read_qr(content)


def test_a_picture_without_a_code_or_too_large_holds_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = io.BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "PNG")
    with pytest.raises(NoCode):
        read_qr(blank.getvalue())
    code = qr_png(FILE)
    monkeypatch.setattr("iop_desktop.documents.qr.MOST_PIXELS", 1_000)
    with pytest.raises(NoCode):
        read_qr(code)


def test_the_fingerprint_is_six_groups_of_five_digits() -> None:
    digits = fingerprint_digits(card_hash(FILE))
    assert re.fullmatch(r"\d{5}( \d{5}){5}", digits)
    assert fingerprint_digits(card_hash(FILE[:-1])) != digits
    assert fingerprint_digits(f"{12:064x}") == "00000 00000 00000 00000 00000 00012"


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_no_altered_card_is_read(place: int, mask: int) -> None:
    altered = FILE[:place] + bytes([FILE[place] ^ mask]) + FILE[place + 1 :]
    with pytest.raises(FileFault):
        read_card(altered)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(FileFault):
        read_card(content)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda file: b"", Fault.NOT_OURS),
        (lambda file: file + bytes(20_000), Fault.NOT_OURS),
        (lambda file: b"\x02" + file[1:], Fault.NEWER),
        (lambda file: file[:-3], Fault.DAMAGED),
        (lambda file: file + b"x", Fault.DAMAGED),
        (lambda file: b"\x01" + zlib.compress(bytes(2_000_000)), Fault.DAMAGED),
        (lambda file: b"\x01" + zlib.compress(b"{}"), Fault.DAMAGED),
    ],
)
def test_other_files_are_no_cards(change: Callable[[bytes], bytes], fault: Fault) -> None:
    assert fault_of(change(FILE)) is fault


def test_a_card_signed_by_somebody_else_is_forged() -> None:
    assert fault_of(make_card(CARD, HOME.author.key)) is Fault.FORGED


def test_a_certificate_of_another_root_is_forged() -> None:
    assert fault_of(make_card(replace(CARD, root=HOME.root), SIGNER.key)) is Fault.FORGED
    assert fault_of(make_card(replace(CARD, root=SIGNER.certificate), SIGNER.key)) is Fault.FORGED
    root_as_person = replace(CARD, certificate=AWAY.root)
    assert fault_of(make_card(root_as_person, AWAY.signing_root.key)) is Fault.FORGED


@pytest.mark.parametrize(
    "changes", [{"name": "x" * 121}, {"name": "Sam \u202eareviR"}, {"title": "Super\x00visor"}, {"clinic_name": " x"}]
)
def test_a_card_says_what_people_can_see(changes: dict[str, str]) -> None:
    assert fault_of(make_card(replace(CARD, **changes), SIGNER.key)) is Fault.DAMAGED  # type: ignore[arg-type]  # texts only


@pytest.mark.parametrize("raw", [b"", bytes(32), bytes(31), b"\x01" + bytes(31)])
def test_a_key_that_takes_no_packets_is_refused(raw: bytes) -> None:
    assert fault_of(make_card(replace(CARD, packet_key=raw), SIGNER.key)) is Fault.DAMAGED


def test_a_card_of_a_later_format_or_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = CARD.as_bytes().replace(b'"role":"supervisor"', b'"role":"sorcerer"')
    with pytest.raises(FileFault):
        Card.from_bytes(unknown)
    monkeypatch.setattr(cards, "FORMAT", 2)
    later = make_card(CARD, SIGNER.key)
    monkeypatch.undo()
    assert fault_of(later) is Fault.NEWER


def test_the_home_clinic_certifies_the_supervisors_own_key() -> None:
    issued = issued_for(SIGNER)
    assert issued.public_key() == SIGNER.certificate.public_key()
    assert hangs_on(issued, HOME.root)
    assert not hangs_on(issued, AWAY.root)
    assert not hangs_on(HOME.root, HOME.root)
