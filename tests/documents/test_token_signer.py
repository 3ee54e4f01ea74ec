"""A note signed with a token is as good as any other; whatever is wrong with the token is said plainly."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.documents import pki, token_errors
from iop_desktop.documents.note_pdf import render_note
from iop_desktop.documents.seal import Signer, certify, cosign
from iop_desktop.documents.token_errors import TokenError, pkcs11, plain_token_errors
from iop_desktop.documents.token_signer import KeyOnToken, TokenPlace, keys_on_tokens, open_token_key
from iop_desktop.documents.verification import verify_note
from tests.documents.reading import opened
from tests.documents.samples import CLINIC, DIGEST, FINAL, NOW, RECORD, SampleClinic, SignedNotes, author, supervisor
from tests.documents.soft_token import MODULE, PIN, SoftToken, make_soft_token
from tests.documents.test_readers import signatures, trusting

__all__ = ["trusting"]


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    return make_soft_token(tmp_path / "token", monkeypatch)


def certificate_for(clinic: SampleClinic, key: KeyOnToken, name: str = "Dana Whitfield") -> Any:
    return pki.issue_for_public_key(
        clinic.signing_root,
        key.public_key,
        name=name,
        credentials="LPC-A",
        licence="LPC-44812",
        role_title="Facilitator",
        email="",
        now=clinic.made_at,
    )


def test_a_note_signed_on_a_token_verifies_strictly_and_elsewhere(
    token: SoftToken, signed: SignedNotes, trusting: Path
) -> None:
    clinic, key = signed.clinic, token.key()
    certificate = certificate_for(clinic, key)
    with open_token_key(key.place, key.public_key, PIN) as on_token:
        signer = Signer(on_token, certificate, clinic.root, by_pin=True)
        pdf = certify(
            render_note(FINAL, author(), NOW), signer, author(), location=CLINIC, seconds_since_authentication=3
        )
    verdict = verify_note(pdf, [clinic.root], expected_signers=[pki.fingerprint(certificate)])
    assert verdict.problems == ()
    said = signatures(trusting, pdf)[0]
    for words in ("Signature is Valid.", "Certificate is Trusted.", "Total document signed"):
        assert words in said
    with opened(pdf) as document:
        assert str(document.Root.AcroForm.Fields[0].V.Prop_AuthType) == "PIN"


def test_several_signatures_need_the_pin_once(token: SoftToken, clinic: SampleClinic) -> None:
    key = token.key()
    certificate = certificate_for(clinic, key, "Sam Rivera")
    half = clinic.certified(RECORD)
    with open_token_key(key.place, key.public_key, PIN) as on_token:
        signer = Signer(on_token, certificate, clinic.root)
        both = [
            cosign(half, signer, supervisor(), DIGEST, location=CLINIC, seconds_since_authentication=0)
            for _ in range(3)
        ]
    assert all(verify_note(pdf, [clinic.root]).ok for pdf in both)


def test_the_keys_of_a_token_are_listed_without_its_pin(token: SoftToken) -> None:
    token.add_key("other curve", b"\x02", "secp384r1")
    token.add_key("second", b"\x03")
    found = keys_on_tokens(MODULE)
    assert sorted((key.token, key.label, key.place.key_id) for key in found) == [
        ("clinician", "second", "03"),
        ("clinician", "signing", "9c"),
    ]
    assert all(key.place.module == MODULE and key.place.serial for key in found)


def said(place: TokenPlace, key: KeyOnToken, pin: str = PIN) -> str:
    """The sentence with which signing is refused."""
    with pytest.raises(TokenError) as caught, open_token_key(place, key.public_key, pin) as on_token:
        on_token.sign(b"record", None)  # type: ignore[arg-type]  # a token knows one algorithm
    return caught.value.sentence


def test_what_is_wrong_with_a_token_is_said_plainly(token: SoftToken, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = token.key()
    place = key.place
    assert said(place, key, "11111111") == token_errors.PIN_WRONG
    assert said(place, key, "") == token_errors.PIN_MISSING
    assert said(TokenPlace(MODULE, "no-such-serial", place.key_id), key) == token_errors.ABSENT
    assert said(TokenPlace(MODULE, place.serial, "77"), key) == token_errors.KEY_MISSING
    assert said(TokenPlace(str(token.folder / "gone.so"), place.serial, "9c"), key) == token_errors.DRIVER_MISSING
    assert said(TokenPlace(str(token.folder / "softhsm2.conf"), place.serial, "9c"), key) == token_errors.DRIVER_MISSING
    token.add_key("second", b"\x03")
    assert said(TokenPlace(MODULE, place.serial, "03"), key) == token_errors.OTHER_KEY
    assert PIN not in caplog.text and "11111111" not in caplog.text


def test_a_wrong_pin_does_not_spoil_the_next_try(token: SoftToken) -> None:
    key = token.key()
    assert said(key.place, key, "11111111") == token_errors.PIN_WRONG
    with open_token_key(key.place, key.public_key, PIN) as on_token:
        assert on_token.sign(b"record", None)  # type: ignore[arg-type]  # a token knows one algorithm


def test_a_key_that_was_removed_is_missed(token: SoftToken) -> None:
    key = token.key()
    token.remove_key()
    assert said(key.place, key) == token_errors.KEY_MISSING


def test_a_token_that_was_pulled_out_is_missed(token: SoftToken) -> None:
    key = token.key()
    token.pull_out()
    assert said(key.place, key) == token_errors.ABSENT
    assert keys_on_tokens(MODULE) == ()


def test_a_token_pulled_out_in_the_middle_stops_the_batch(token: SoftToken) -> None:
    key = token.key()
    with open_token_key(key.place, key.public_key, PIN) as on_token:
        on_token.sign(b"first", None)  # type: ignore[arg-type]  # a token knows one algorithm
        token.pull_out()
        with pytest.raises(TokenError) as caught:
            on_token.sign(b"second", None)  # type: ignore[arg-type]  # a token knows one algorithm
    assert caught.value.sentence == token_errors.GONE


def test_without_the_library_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(TokenError) as caught:
        keys_on_tokens(MODULE)
    assert caught.value.sentence == token_errors.LIBRARY_MISSING


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("PinLocked", token_errors.PIN_LOCKED),
        ("PinExpired", token_errors.PIN_EXPIRED),
        ("PinLenRange", token_errors.PIN_WRONG),
        ("DeviceRemoved", token_errors.GONE),
    ],
)
def test_every_error_of_a_driver_has_a_sentence(error: str, sentence: str) -> None:
    with pytest.raises(TokenError) as caught, plain_token_errors():
        raise getattr(pkcs11(), error)
    assert caught.value.sentence == sentence
    assert str(caught.value) == "TokenError"
