"""Keys that outlive a change of the vault master key, sealed under it in the key file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iop_desktop.models.errors import KeyFileDamaged
from iop_desktop.models.keys import KEY_BYTES, wipe

AUDIT_NAME = "audit-hmac"
_NONCE_BYTES = 12


def seal_kept(key: bytearray, name: str, content: bytearray) -> bytes:
    """Seal ``content`` under ``key`` (wiped here), bound to its name."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    try:
        return nonce + AESGCM(key).encrypt(nonce, content, name.encode())
    finally:
        wipe(key)


def open_kept(key: bytearray, name: str, kept: Mapping[str, bytes]) -> bytearray:
    """The 32 bytes kept under ``name``; ``key`` is wiped here.

    Raises KeyFileDamaged if they are not there or were altered.
    """
    content = bytearray(KEY_BYTES)
    try:
        sealed = kept[name]
        AESGCM(key).decrypt_into(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode(), content)
    except (KeyError, InvalidTag, ValueError):
        raise KeyFileDamaged from None
    finally:
        wipe(key)
    return content
