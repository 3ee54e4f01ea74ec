"""The key with which an author signs curricula (Ed25519), and how its fingerprint is written."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from iop_desktop.services.errors import UserError


class KeyRefused(UserError):
    """The signing key cannot be used."""


def publisher_key(path: Path) -> Ed25519PrivateKey:
    """The key in this file; made when there is none yet, readable by its owner only. Raises KeyRefused."""
    try:
        if not path.exists():
            _make(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyRefused("The signing key cannot be read or made there. No pack was made.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused("That file holds a key of another kind; packs are signed with Ed25519. No pack was made.")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def raw_public(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint_of(public: bytes) -> str:
    """SHA-256 of a raw public key, in hexadecimal."""
    return sha256(public).hexdigest()


def in_groups(fingerprint: str) -> str:
    """A fingerprint as people compare it: groups of four."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))
