"""A file that only one person can open and that says nothing to everybody else.

Layout: one byte for the version, a content key wrapped by HPKE (X25519, HKDF-SHA256, AES-256-GCM) to the recipient's
packet key, a nonce, and the content under AES-256-GCM with everything before it as additional data. The content begins
with its length and is filled up, so that the whole file is a multiple of 64 KiB.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iop_desktop.documents.packet_faults import Fault, FileFault

STEP = 65_536
LARGEST_FILE = 64_000_000
VERSION = b"\x01"
_PURPOSE = b"iop-desktop/packet/1"
_KEY, _TAG, _NONCE, _LENGTH = 32, 16, 12, 8
_WRAPPED = 32 + _KEY + _TAG
_HEAD = len(VERSION) + _WRAPPED + _NONCE
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal_for(recipient: X25519PublicKey, content: bytes) -> bytes:
    """The content as a file for one recipient. Raises FileFault (TOO_LARGE)."""
    size = _HEAD + _LENGTH + len(content) + _TAG
    filling = -size % STEP
    if size + filling > LARGEST_FILE:
        raise FileFault(Fault.TOO_LARGE)
    key, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
    head = VERSION + _SUITE.encrypt(key, recipient, info=_PURPOSE) + nonce
    inside = len(content).to_bytes(_LENGTH) + content + bytes(filling)
    return head + AESGCM(key).encrypt(nonce, inside, head)


def open_sealed(private_key: X25519PrivateKey, file: bytes) -> bytes:
    """The content again. Raises FileFault: TOO_LARGE, NOT_OURS, NEWER, CLOSED, DAMAGED."""
    if len(file) > LARGEST_FILE:
        raise FileFault(Fault.TOO_LARGE)
    if not file or len(file) % STEP:
        raise FileFault(Fault.NOT_OURS)
    if file[:1] != VERSION:
        raise FileFault(Fault.NEWER)
    head, body = file[:_HEAD], file[_HEAD:]
    try:
        key = _SUITE.decrypt(head[len(VERSION) : -_NONCE], private_key, info=_PURPOSE)
        inside = AESGCM(key).decrypt(head[-_NONCE:], body, head)
    except (InvalidTag, ValueError):
        raise FileFault(Fault.CLOSED) from None
    length = int.from_bytes(inside[:_LENGTH])
    content, filling = inside[_LENGTH : _LENGTH + length], inside[_LENGTH + length :]
    if len(content) != length or len(filling) >= STEP or any(filling):
        raise FileFault(Fault.DAMAGED)
    return content
