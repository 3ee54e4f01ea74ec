"""The vault master key and what is derived from it; everything secret is a bytearray that can be wiped."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

KEY_BYTES = 32
DATABASE_SALT_BYTES = 16
_HEX_DIGITS = b"0123456789abcdef"


def wipe(secret: bytearray) -> None:
    """Overwrite a secret in place."""
    secret[:] = bytes(len(secret))


def expand(key: bytes | bytearray, label: str) -> bytearray:
    """A 32-byte sub-key of a random key by HKDF-Expand (RFC 5869) under ``label``."""
    derived = bytearray(KEY_BYTES)
    HKDFExpand(hashes.SHA256(), KEY_BYTES, f"iop/v1/{label}".encode()).derive_into(key, derived)
    return derived


def extract_and_expand(material: bytes | bytearray, salt: bytes | None, label: str) -> bytearray:
    """A 32-byte key by full HKDF, for material that is not already a uniform key."""
    derived = bytearray(KEY_BYTES)
    HKDF(hashes.SHA256(), KEY_BYTES, salt, f"iop/v1/{label}".encode()).derive_into(material, derived)
    return derived


class VaultKeys:
    """The master key of one vault while it is open, with the audit key that outlives a change of the master key."""

    def __init__(self, vault_id: str, key_id: str, master: bytearray, audit: bytearray) -> None:
        if len(master) != KEY_BYTES or len(audit) != KEY_BYTES:
            raise ValueError("a vault key has 32 bytes")
        self.vault_id = vault_id
        self.key_id = key_id
        self._master = master
        self._audit = audit

    @classmethod
    def generate(cls, vault_id: str) -> VaultKeys:
        """Fresh random keys for a new vault."""
        return cls(
            vault_id,
            secrets.token_hex(8),
            bytearray(secrets.token_bytes(KEY_BYTES)),
            bytearray(secrets.token_bytes(KEY_BYTES)),
        )

    def __repr__(self) -> str:
        return "VaultKeys(...)"

    @property
    def master(self) -> bytearray:
        """The vault master key itself: sealed into slots, used for nothing else."""
        return self._master

    @property
    def audit_key(self) -> bytearray:
        """HMAC key of the audit chain."""
        return self._audit

    def derive(self, label: str) -> bytearray:
        """Sub-key for one purpose; the caller wipes it."""
        return expand(self._master, label)

    def database_salt(self) -> bytes:
        """First 16 bytes of the database file: they say which key opens it, and are no secret."""
        return hashlib.sha256(f"iop/v1/salt/{self.vault_id}/{self.key_id}".encode()).digest()[:DATABASE_SALT_BYTES]

    def database_key(self) -> bytearray:
        """SQLCipher's raw key with explicit salt, ``x'<64 hex><32 hex>'``; the caller wipes it."""
        key = self.derive("sqlcipher")
        try:
            return raw_key_text(key, self.database_salt())
        finally:
            wipe(key)

    def successor(self) -> VaultKeys:
        """A fresh master key for the same vault; the audit key stays, so that the chain does."""
        fresh = bytearray(secrets.token_bytes(KEY_BYTES))
        return VaultKeys(self.vault_id, secrets.token_hex(8), fresh, bytearray(self._audit))

    def become(self, successor: VaultKeys) -> None:
        """Take over the master key of ``successor`` in place, so that everything that holds these keys has it."""
        self.key_id = successor.key_id
        self._master[:] = successor.master

    def copy(self) -> VaultKeys:
        """The same keys in memory of their own, so that wiping one leaves the other."""
        return VaultKeys(self.vault_id, self.key_id, bytearray(self._master), bytearray(self._audit))

    def wipe(self) -> None:
        """Forget the keys."""
        wipe(self._master)
        wipe(self._audit)


def raw_key_text(key: bytearray, salt: bytes) -> bytearray:
    """Hex without an intermediate str, because a str cannot be wiped.

    Raises ValueError for wrong lengths: SQLCipher would silently take such a text for a pass phrase.
    """
    if len(key) != KEY_BYTES or len(salt) != DATABASE_SALT_BYTES:
        raise ValueError("a raw key has 32 bytes and a salt 16")
    text = bytearray(2 * (KEY_BYTES + DATABASE_SALT_BYTES) + 3)
    text[:2] = b"x'"
    place = 2
    for part in (key, salt):
        for value in part:
            text[place] = _HEX_DIGITS[value >> 4]
            text[place + 1] = _HEX_DIGITS[value & 15]
            place += 2
    text[place] = ord("'")
    return text
