"""A staff member's own signing key, sealed so that only that person's pass phrase opens it.

The sealing key comes from the person's X25519 private key, which exists only while the person's slot is unlocked:
signing therefore asks for the pass phrase again (21 CFR 11.200) by unlocking the slot again.
"""

from __future__ import annotations

import secrets
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iop_desktop.models.canonical import canonical
from iop_desktop.models.errors import WrongPassphrase
from iop_desktop.models.keys import extract_and_expand, wipe

_FORMAT = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_PUBLIC_HASH_BYTES = 32


def seal_personal(private_key: X25519PrivateKey, content: bytes, *, staff_id: uuid.UUID, public_hash: bytes) -> bytes:
    """Seal a signing key (PKCS#8 DER) for its owner.

    ``public_hash`` is the SHA-256 of the signing key's SubjectPublicKeyInfo; together with ``staff_id`` it is bound
    to the sealed content, so that one person's sealed key cannot be put in another's place.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    key = _sealing_key(private_key, staff_id)
    try:
        return _FORMAT + nonce + AESGCM(key).encrypt(nonce, content, _context(staff_id, public_hash))
    finally:
        wipe(key)


def open_personal(
    private_key: X25519PrivateKey, sealed: bytes, *, staff_id: uuid.UUID, public_hash: bytes
) -> bytearray:
    """The signing key again; the caller wipes it.

    Raises WrongPassphrase if it was sealed for anyone or anything else.
    """
    start = len(_FORMAT) + _NONCE_BYTES
    if sealed[:1] != _FORMAT or len(sealed) < start + _TAG_BYTES:
        raise WrongPassphrase
    content = bytearray(len(sealed) - start - _TAG_BYTES)
    key = _sealing_key(private_key, staff_id)
    try:
        context = _context(staff_id, public_hash)
        AESGCM(key).decrypt_into(sealed[len(_FORMAT) : start], sealed[start:], context, content)
    except InvalidTag:
        raise WrongPassphrase from None
    finally:
        wipe(key)
    return content


def _sealing_key(private_key: X25519PrivateKey, staff_id: uuid.UUID) -> bytearray:
    raw = bytearray(private_key.private_bytes_raw())
    try:
        return extract_and_expand(raw, None, f"personal-signing/{staff_id}")
    finally:
        wipe(raw)


def _context(staff_id: uuid.UUID, public_hash: bytes) -> bytes:
    if len(public_hash) != _PUBLIC_HASH_BYTES:
        raise ValueError("the public key's SHA-256 has 32 bytes")
    return canonical([1, str(staff_id), public_hash.hex()])
