"""The clinic's root signing key, sealed under a key of the vault so that only the open vault can issue certificates."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Clinic
from iop_desktop.models.errors import KeyFileDamaged
from iop_desktop.models.keys import VaultKeys, wipe

if TYPE_CHECKING:
    from iop_desktop.documents.pki import SigningRoot

_LABEL = "clinic-root"
_NONCE_BYTES = 12


def seal_root(keys: VaultKeys, root: SigningRoot) -> bytes:
    """The root's private key, encrypted."""
    from iop_desktop.documents.pki import private_key_der

    return _seal(keys, private_key_der(root.key))


def open_root(keys: VaultKeys, sealed: bytes, certificate: bytes) -> SigningRoot:
    """The root again, from its sealed key and its certificate."""
    from iop_desktop.documents.pki import SigningRoot, load_certificate, load_private_key

    return SigningRoot(load_private_key(_open(keys, sealed)), load_certificate(certificate))


def clinic_root(db: Database, keys: VaultKeys) -> SigningRoot:
    """The root of the clinic whose records these are."""
    sealed, certificate = db.execute(select(Clinic.sealed_root_key, Clinic.root_certificate)).one()
    return open_root(keys, sealed, certificate)


def root_under(sealed: bytes, old: VaultKeys, new: VaultKeys) -> bytes | None:
    """The root sealed under the old keys, sealed under the new ones; None when it is already.

    Raises KeyFileDamaged when neither opens it.
    """
    for keys in (new, old):
        try:
            content = bytearray(_open(keys, sealed))
        except InvalidTag:
            continue
        try:
            return None if keys is new else _seal(new, content)
        finally:
            wipe(content)
    raise KeyFileDamaged


def _seal(keys: VaultKeys, content: bytes | bytearray) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    key = keys.derive(_LABEL)
    try:
        return nonce + AESGCM(key).encrypt(nonce, content, _LABEL.encode())
    finally:
        wipe(key)


def _open(keys: VaultKeys, sealed: bytes) -> bytes:
    key = keys.derive(_LABEL)
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _LABEL.encode())
    finally:
        wipe(key)
