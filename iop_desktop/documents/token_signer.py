"""Signing with a key that never leaves its token: a smart card, a PIV key, anything that speaks PKCS#11.

The driver of the token is a shared library that the clinic chooses. It is loaded for one batch and let go afterwards,
which closes every session on the token and makes it notice what was plugged in since.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from iop_desktop.documents.token_errors import (
    ABSENT,
    DRIVER_MISSING,
    KEY_MISSING,
    OTHER_KEY,
    PIN_MISSING,
    TokenError,
    pkcs11,
    plain_token_errors,
)

_POINT_BYTES = 65
_one_driver_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a person's key is: the driver, the token's serial number and the key's id on it (hex)."""

    module: str
    serial: str
    key_id: str


@dataclass(frozen=True, slots=True)
class KeyOnToken:
    """A key that may sign notes: its place, the words its token has for it, and its public half."""

    place: TokenPlace
    token: str
    label: str
    public_key: ec.EllipticCurvePublicKey = field(repr=False)


def keys_on_tokens(module: str) -> tuple[KeyOnToken, ...]:
    """The P-256 keys of every token that is plugged in; no PIN is asked, for only their public halves are read.

    Raises TokenError when the driver is missing or the token does not answer.
    """
    with _driver(module) as driver, plain_token_errors():
        return tuple(found for token in _tokens(driver) for found in _keys_of(module, token))


@contextlib.contextmanager
def open_token_key(place: TokenPlace, public_key: ec.EllipticCurvePublicKey, pin: str) -> Iterator[TokenKey]:
    """The key for one batch, opened with the PIN and closed with the block.

    Raises TokenError: no driver, no token, a wrong PIN, a locked one, no such key.
    """
    if not pin:
        raise TokenError(PIN_MISSING)
    with _driver(place.module) as driver:
        with plain_token_errors():
            session = _token(driver, place.serial).open(user_pin=pin)
            key = _private_key(session, place.key_id)
        try:
            yield TokenKey(key, public_key, pin)
        finally:
            # A token that was pulled out has closed its sessions already.
            with contextlib.suppress(pkcs11().PKCS11Error):
                session.close()


class TokenKey:
    """A key on a token while its session is open; it signs as a key in memory does."""

    def __init__(self, key: Any, public_key: ec.EllipticCurvePublicKey, pin: str) -> None:
        self._key = key
        self._public_key = public_key
        self._pin = pin

    def sign(self, data: bytes, _algorithm: ec.EllipticCurveSignatureAlgorithm, /) -> bytes:
        """ECDSA over the SHA-256 of the data (DER). Raises TokenError, also when the token holds another key."""
        signature = self._raw(data)
        try:
            self._public_key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise TokenError(OTHER_KEY) from None
        return signature

    def _raw(self, data: bytes) -> bytes:
        """Only the digest goes to the token: every token signs one, not every token makes one."""
        library = pkcs11()
        with plain_token_errors():
            asked_each_time = _attribute(self._key, library.Attribute.ALWAYS_AUTHENTICATE)
            pin = {"pin": self._pin} if asked_each_time else {}
            raw = bytes(self._key.sign(sha256(data).digest(), mechanism=library.Mechanism.ECDSA, **pin))
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


@contextlib.contextmanager
def _driver(module: str) -> Iterator[Any]:
    """The driver of a token, loaded for this block."""
    library = pkcs11()
    if not Path(module).is_file():
        raise TokenError(DRIVER_MISSING)
    with _one_driver_at_a_time:
        try:
            driver = library.lib(module)
        except library.PKCS11Error:
            raise TokenError(DRIVER_MISSING) from None
        try:
            yield driver
        finally:
            with contextlib.suppress(library.PKCS11Error):
                driver.finalize()


def _tokens(driver: Any) -> list[Any]:
    """The tokens that are in use; a blank one has neither keys nor a serial number."""
    found = [slot.get_token() for slot in driver.get_slots(token_present=True)]
    return [token for token in found if token.flags & pkcs11().TokenFlag.TOKEN_INITIALIZED]


def _token(driver: Any, serial: str) -> Any:
    for token in _tokens(driver):
        if _text(token.serial) == serial:
            return token
    raise TokenError(ABSENT)


def _private_key(session: Any, key_id: str) -> Any:
    library = pkcs11()
    wanted = {library.Attribute.CLASS: library.ObjectClass.PRIVATE_KEY, library.Attribute.ID: bytes.fromhex(key_id)}
    for key in session.get_objects(wanted):
        return key
    raise TokenError(KEY_MISSING)


def _keys_of(module: str, token: Any) -> Iterator[KeyOnToken]:
    library = pkcs11()
    wanted = {library.Attribute.CLASS: library.ObjectClass.PUBLIC_KEY, library.Attribute.KEY_TYPE: library.KeyType.EC}
    with token.open() as session:
        for key in session.get_objects(wanted):
            public_key = _public_key(_attribute(key, library.Attribute.EC_POINT))
            key_id = _attribute(key, library.Attribute.ID)
            if public_key is not None and key_id:
                place = TokenPlace(module, _text(token.serial), bytes(key_id).hex())
                label = str(_attribute(key, library.Attribute.LABEL) or "")
                yield KeyOnToken(place, str(token.label).strip(), label, public_key)


def _attribute(key: Any, name: Any) -> Any:
    """What the token says, or None where it has no answer."""
    try:
        return key[name]
    except pkcs11().PKCS11Error:
        return None


def _public_key(point: bytes | None) -> ec.EllipticCurvePublicKey | None:
    """The key of a point on P-256, which tokens give with or without its wrapping; None for another curve."""
    raw = bytes(point or b"")[-_POINT_BYTES:]
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return None


def _text(value: bytes | str) -> str:
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value
    return text.strip().strip("\0")
