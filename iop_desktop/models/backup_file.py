"""The file ``NAME.iopbackup``: an encrypted database, then what is needed to open it, then where each part begins.

The database comes first, so that SQLCipher reads it where it is. After it come the ways in (key slots without login
names) and the seal: manifest and key file under a key of the vault. Nothing about people or the clinic is in clear.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import secrets
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iop_desktop.models.backup_errors import BackupDamaged, BackupNewer, NotABackup
from iop_desktop.models.canonical import canonical, from_base64, to_base64
from iop_desktop.models.errors import VaultReadOnly, translate
from iop_desktop.models.keyfile_document import Document
from iop_desktop.models.keys import DATABASE_SALT_BYTES, VaultKeys, raw_key_text, wipe
from iop_desktop.models.keyslot import Slot

SUFFIX = ".iopbackup"
VERSION = 1
Step = Callable[[int, int, str], None]
_MAGIC = b"IOP-DESKTOP-BACKUP"
_FOOTER = struct.Struct(f">QIIH{len(_MAGIC)}s")
_MOST_BYTES = 1 << 22
_NONCE_BYTES = 12
_BLOCK = 1 << 20
_NAME = re.compile(r"iop-(\d{8}T\d{6}Z)-([0-9a-f]{8})\.iopbackup")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is inside, kept encrypted; ``sha256`` is that of the database part."""

    program: str
    schema: str
    created: datetime
    vault_id: str
    clinic: str
    counts: Mapping[str, int]
    audit_sequence: int
    audit_mac: str
    database_bytes: int
    sha256: str

    def to_json(self) -> dict[str, Any]:
        """The manifest in the form in which it is sealed."""
        return {**dataclasses.asdict(self), "created": self.created.astimezone(UTC).isoformat()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Manifest:
        """Inverse of ``to_json``; raises KeyError, TypeError or ValueError for a wrong shape."""
        return cls(**{**value, "created": datetime.fromisoformat(value["created"])})


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What stands outside the seal: whose vault, which key, and its slots without their login names."""

    vault_id: str
    key_id: str
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, document: Document) -> WaysIn:
        """The ways in of a key file, without a word about people."""
        bare = tuple(dataclasses.replace(slot, login="") for slot in document.slots)
        return cls(document.vault_id, document.active, bare)

    def to_bytes(self) -> bytes:
        """The part of the file."""
        return canonical({"vault": self.vault_id, "key": self.key_id, "slots": [each.to_json() for each in self.slots]})


@dataclass(frozen=True, slots=True)
class Parts:
    """A backup file taken apart; nothing in it is trusted before it is opened."""

    path: Path
    database_bytes: int
    ways_in: WaysIn
    outer: bytes
    sealed: bytes


def file_name(vault_id: str, created: datetime) -> str:
    """Such as ``iop-20261124T170000Z-5f0c2a91.iopbackup``: when, and a mark of the vault that says nothing else."""
    return f"iop-{created.astimezone(UTC):%Y%m%dT%H%M%SZ}-{vault_mark(vault_id)}{SUFFIX}"


def vault_mark(vault_id: str) -> str:
    """Eight digits by which the backups of one vault are told from others."""
    return hashlib.sha256(b"iop/v1/backup-name" + vault_id.encode()).hexdigest()[:8]


def made_at(path: Path, vault_id: str) -> datetime | None:
    """When a backup of this vault was made, by its name; None for any other file."""
    found = _NAME.fullmatch(path.name)
    if found is None or found[2] != vault_mark(vault_id):
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def backup_key(keys: VaultKeys, salt: bytes) -> bytearray:
    """SQLCipher's raw key of the database inside a backup; the caller wipes it."""
    key = keys.derive("backup")
    try:
        return raw_key_text(key, salt)
    finally:
        wipe(key)


def new_salt() -> bytes:
    """A fresh salt: the first bytes of the file."""
    return secrets.token_bytes(DATABASE_SALT_BYTES)


def closing(ways_in: WaysIn, keys: VaultKeys, manifest: Manifest, key_file: bytes) -> bytes:
    """What follows the database in the file."""
    outer = ways_in.to_bytes()
    content = canonical({"manifest": manifest.to_json(), "key_file": to_base64(key_file)})
    key, nonce = keys.derive("backup-seal"), secrets.token_bytes(_NONCE_BYTES)
    try:
        sealed = nonce + AESGCM(key).encrypt(nonce, content, outer)
    finally:
        wipe(key)
    return outer + sealed + _FOOTER.pack(manifest.database_bytes, len(outer), len(sealed), VERSION, _MAGIC)


def unseal(parts: Parts, keys: VaultKeys) -> tuple[Manifest, bytes]:
    """Manifest and key file. Raises BackupDamaged for anything that was not sealed with these keys."""
    key = keys.derive("backup-seal")
    try:
        content = AESGCM(key).decrypt(parts.sealed[:_NONCE_BYTES], parts.sealed[_NONCE_BYTES:], parts.outer)
        value = json.loads(content)
        manifest, key_file = Manifest.from_json(value["manifest"]), from_base64(value["key_file"])
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise BackupDamaged from None
    finally:
        wipe(key)
    if (manifest.vault_id, manifest.database_bytes) != (parts.ways_in.vault_id, parts.database_bytes):
        raise BackupDamaged
    return manifest, key_file


def read_parts(path: Path) -> Parts:
    """Take a backup file apart. Raises NotABackup, BackupNewer, BackupDamaged, and VaultError for the disk."""
    try:
        with path.open("rb") as stream:
            return _parts(path, stream, path.stat().st_size)
    except OSError as error:
        raise translate(error) or NotABackup() from None


def _parts(path: Path, stream: BinaryIO, size: int) -> Parts:
    if size < _FOOTER.size:
        raise NotABackup
    stream.seek(size - _FOOTER.size)
    database_bytes, outer_bytes, sealed_bytes, version, magic = _FOOTER.unpack(stream.read(_FOOTER.size))
    if magic != _MAGIC:
        raise NotABackup
    if version > VERSION:
        raise BackupNewer
    if database_bytes + outer_bytes + sealed_bytes + _FOOTER.size != size or outer_bytes + sealed_bytes > _MOST_BYTES:
        raise BackupDamaged
    stream.seek(database_bytes)
    outer, sealed = stream.read(outer_bytes), stream.read(sealed_bytes)
    return Parts(path, database_bytes, _ways_in(outer), outer, sealed)


def _ways_in(outer: bytes) -> WaysIn:
    try:
        value = json.loads(outer)
        return WaysIn(str(value["vault"]), str(value["key"]), tuple(Slot.from_json(slot) for slot in value["slots"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BackupDamaged from None


def digest_of(path: Path, length: int, step: Callable[[int], None] = lambda _read: None) -> str:
    """SHA-256 of the first ``length`` bytes, in hex; ``step`` is told how many were read."""
    digest, left = hashlib.sha256(), length
    with path.open("rb") as stream:
        while left and (block := stream.read(min(_BLOCK, left))):
            digest.update(block)
            left -= len(block)
            step(length - left)
    return digest.hexdigest()


def salt_of(path: Path) -> bytes:
    """The salt of the database inside a backup."""
    try:
        with path.open("rb") as stream:
            return stream.read(DATABASE_SALT_BYTES)
    except OSError as error:
        raise translate(error) or VaultReadOnly() from None
