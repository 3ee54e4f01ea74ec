"""The content of the key file: strict reading, one canonical spelling, and the seal over everything."""

from __future__ import annotations

import dataclasses
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from iop_desktop.models.canonical import Json, canonical, from_base64, to_base64
from iop_desktop.models.errors import KeyFileDamaged, KeyFileNewer
from iop_desktop.models.keys import expand as expand_key
from iop_desktop.models.keys import wipe
from iop_desktop.models.keyslot import Slot, SlotKind

MAGIC = "IOP-DESKTOP-VAULT"
SUSPENDED_NAME = "suspended"
VERSIONS = (1, 2)
_SEAL_BYTES = 32


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in ``clinic.vault``.

    ``kept`` holds keys that outlive the master key, sealed under it, the end of the audit chain, and the logins of
    suspended staff; ``pending`` and
    ``retired`` serve a change of the master key and are empty otherwise.
    """

    vault_id: str
    generation: int
    active: str
    kept: Mapping[str, bytes]
    slots: tuple[Slot, ...] = ()
    pending: str | None = None
    retired: Mapping[str, bytes] = dataclasses.field(default_factory=dict)
    seal: bytes = b""

    @property
    def version(self) -> int:
        """The earliest version of the format that knows all of this: 2 for invitations and suspended logins."""
        invited = any(slot.kind is SlotKind.INVITATION for slot in self.slots)
        return VERSIONS[invited or SUSPENDED_NAME in self.kept]

    def sealed_with(self, master: bytearray) -> Document:
        """The same document with the seal made by ``master``."""
        return dataclasses.replace(self, seal=self._seal(master))

    def fits_seal(self, master: bytearray) -> bool:
        """Whether the seal was made by ``master`` over exactly this content."""
        return hmac.compare_digest(self.seal, self._seal(master))

    def to_bytes(self) -> bytes:
        """The file's content."""
        content = {**self.body(), "mac": to_base64(self.seal)}
        return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"

    def body(self) -> dict[str, Json]:
        """Everything that the seal covers."""
        return {
            "magic": MAGIC,
            "version": self.version,
            "vault_id": self.vault_id,
            "generation": self.generation,
            "active": self.active,
            "pending": self.pending,
            "retired": {name: to_base64(sealed) for name, sealed in self.retired.items()},
            "kept": {name: to_base64(sealed) for name, sealed in self.kept.items()},
            "slots": [slot.to_json() for slot in self.slots],
        }

    def _seal(self, master: bytearray) -> bytes:
        key = expand_key(master, "vault-mac")
        try:
            return hmac.digest(key, canonical(self.body()), "sha256")
        finally:
            wipe(key)


def read_document(content: bytes) -> Document:
    """Read a key file. Raises KeyFileDamaged for any wrong shape and KeyFileNewer for a later version."""
    try:
        value = json.loads(content)
        return _from_json(value)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyFileDamaged from None


def _from_json(value: Mapping[str, object]) -> Document:
    if value["magic"] != MAGIC or type(value["version"]) is not int:
        raise ValueError("not a key file")
    if value["version"] > max(VERSIONS):
        raise KeyFileNewer
    document = Document(
        vault_id=_text(value["vault_id"]),
        generation=_count(value["generation"]),
        active=_text(value["active"]),
        kept=_sealed(value["kept"]),
        slots=tuple(Slot.from_json(slot) for slot in _list(value["slots"])),
        pending=None if value["pending"] is None else _text(value["pending"]),
        retired=_sealed(value["retired"]),
        seal=from_base64(value["mac"]),
    )
    # A field this version does not know would not be covered by the seal it computes.
    fields = {*document.body(), "mac"}
    if value["version"] != document.version or set(value) != fields or len(document.seal) != _SEAL_BYTES:
        raise ValueError("not a key file of this version")
    return document


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("text expected")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("count expected")
    return value


def _list(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TypeError("list expected")
    return value


def _sealed(value: object) -> dict[str, bytes]:
    if not isinstance(value, dict):
        raise TypeError("sealed keys expected")
    return {_text(name): from_base64(sealed) for name, sealed in value.items()}
