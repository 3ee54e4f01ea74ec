"""The clinic's root signing key, sealed under a key of the vault so that only the open vault can issue certificates."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iop_desktop.models.keys import VaultKeys, wipe

if TYPE_CHECKING:
    from iop_desktop.documents.pki import SigningRoot

_LABEL = "clinic-root"
_NONCE_BYTES = 12


def seal_root(keys: VaultKeys, root: SigningRoot) -> bytes:
    """The root's private key, encrypted."""
    from iop_desktop.documents.pki import private_key_der

    nonce = secrets.token_bytes(_NONCE_BYTES)
    key = keys.derive(_LABEL)
    try:
        return nonce + AESGCM(key).encrypt(nonce, private_key_der(root.key), _LABEL.encode())
    finally:
        wipe(key)


def open_root(keys: VaultKeys, sealed: bytes, certificate: bytes) -> SigningRoot:
    """The root again, from its sealed key and its certificate."""
    from iop_desktop.documents.pki import SigningRoot, load_certificate, load_private_key

    key = keys.derive(_LABEL)
    try:
        content = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _LABEL.encode())
    finally:
        wipe(key)
    return SigningRoot(load_private_key(content), load_certificate(certificate))
