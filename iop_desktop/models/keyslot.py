"""One slot of the key file: how one person (or the recovery kit, or an invitation) gets at the vault master key.

A secret (pass phrase or invitation code through Argon2id, or the 160-bit recovery code through HKDF) opens the slot's
X25519 private key; the master key is sealed to its public key with HPKE (RFC 9180), so that it can be changed without
anybody's pass phrase. The public key is never in the key file.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from iop_desktop.models.canonical import Json, canonical, from_base64, to_base64
from iop_desktop.models.errors import KeyFileDamaged, WrongPassphrase
from iop_desktop.models.kdf import FLOOR, SALT_BYTES, KdfCost, derive_key, refuse_cost
from iop_desktop.models.keys import extract_and_expand, wipe

_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_NONCE_BYTES = 12
_PRIVATE_KEY_BYTES = 32
_ARGON2_VERSION = 19


class SlotKind(enum.StrEnum):
    """What opens the slot."""

    PASSPHRASE = "passphrase"  # noqa: S105  # the word in the file, no pass phrase
    RECOVERY = "recovery"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it stands in the key file; ``cost`` is None for the recovery slot, which needs no stretching."""

    slot_id: str
    kind: SlotKind
    login: str
    staff_id: str
    device: str | None
    cost: KdfCost | None
    salt: bytes
    private_key: bytes
    masters: Mapping[str, bytes]

    def to_json(self) -> dict[str, Json]:
        """The slot as the key file holds it."""
        return {
            "slot": self.slot_id,
            "kind": self.kind.value,
            "login": self.login,
            "user": self.staff_id,
            "device": self.device,
            "kdf": _kdf_to_json(self.cost, self.salt),
            "sk": to_base64(self.private_key),
            "vmk": {key_id: to_base64(sealed) for key_id, sealed in self.masters.items()},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Slot:
        """Read a slot; raises KeyError, TypeError or ValueError for a wrong shape."""
        kdf, masters, device = value["kdf"], value["vmk"], value["device"]
        if not isinstance(kdf, dict) or not isinstance(masters, dict):
            raise TypeError("a slot has a kdf and its master keys")
        texts = [value["slot"], value["login"], value["user"], *masters, *([] if device is None else [device])]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a slot is named by text")
        kind = SlotKind(str(value["kind"]))
        return cls(
            slot_id=str(value["slot"]),
            kind=kind,
            login=str(value["login"]),
            staff_id=str(value["user"]),
            device=None if device is None else str(device),
            cost=_cost_from_json(kdf, kind),
            salt=from_base64(kdf["salt"]),
            private_key=from_base64(value["sk"]),
            masters={key_id: from_base64(sealed) for key_id, sealed in masters.items()},
        )


@dataclass(frozen=True, slots=True)
class SlotSecret:
    """What a person brings: a pass phrase, an invitation's code (``kind``), or the 20 bytes of a recovery code.

    And this computer's secret.
    """

    passphrase: str = dataclasses.field(default="", repr=False)
    recovery: bytes | None = dataclasses.field(default=None, repr=False)
    device_secret: bytes | None = dataclasses.field(default=None, repr=False)
    kind: SlotKind = SlotKind.PASSPHRASE


def device_mark(device_secret: bytes | None) -> str | None:
    """Short name of a device secret that gives nothing of it away."""
    if device_secret is None:
        return None
    return hashlib.sha256(b"iop/v1/device" + device_secret).hexdigest()[:16]


def new_slot(
    vault_id: str, *, login: str, staff_id: str, secret: SlotSecret, cost: KdfCost, masters: Mapping[str, bytearray]
) -> tuple[Slot, bytes]:
    """A slot with a fresh key pair, and its public key (32 bytes), which belongs inside the encrypted database."""
    private = X25519PrivateKey.generate()
    public = private.public_key()
    kind = secret.kind if secret.recovery is None else SlotKind.RECOVERY
    bare = Slot(str(uuid.uuid4()), kind, login, staff_id, None, None, b"", b"", {})
    slot = wrap(vault_id, bare, private, secret, cost)
    sealed = {key_id: seal_master(vault_id, slot.slot_id, key_id, master, public) for key_id, master in masters.items()}
    return dataclasses.replace(slot, masters=sealed), public.public_bytes_raw()


def wrap(vault_id: str, slot: Slot, private: X25519PrivateKey, secret: SlotSecret, cost: KdfCost) -> Slot:
    """The same slot, its private key sealed anew under ``secret`` with a fresh salt."""
    stretched = slot.kind is not SlotKind.RECOVERY
    fresh = dataclasses.replace(
        slot,
        device=device_mark(secret.device_secret) if stretched else None,
        cost=cost if stretched else None,
        salt=secrets.token_bytes(SALT_BYTES),
    )
    key = _slot_key(fresh, secret)
    try:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + AESGCM(key).encrypt(nonce, private.private_bytes_raw(), _context(vault_id, fresh))
    finally:
        wipe(key)
    return dataclasses.replace(fresh, private_key=sealed)


def open_private_key(vault_id: str, slot: Slot, secret: SlotSecret, floor: KdfCost = FLOOR) -> X25519PrivateKey:
    """The slot's private key. Raises WrongPassphrase, or KeyFileDamaged for a cost outside the limits."""
    if slot.cost is not None:
        refuse_cost(slot.cost, floor)
    key = _slot_key(slot, secret)
    raw = bytearray(_PRIVATE_KEY_BYTES)
    nonce, sealed = slot.private_key[:_NONCE_BYTES], slot.private_key[_NONCE_BYTES:]
    try:
        AESGCM(key).decrypt_into(nonce, sealed, _context(vault_id, slot), raw)
        return X25519PrivateKey.from_private_bytes(raw)
    except (InvalidTag, ValueError):
        raise WrongPassphrase from None
    finally:
        wipe(key)
        wipe(raw)


def open_master(vault_id: str, slot: Slot, key_id: str, private: X25519PrivateKey) -> bytearray:
    """The vault master key ``key_id`` sealed to this slot. Raises KeyFileDamaged."""
    try:
        return bytearray(
            _SUITE.decrypt(slot.masters[key_id], private, info=_master_info(vault_id, slot.slot_id, key_id))
        )
    except (KeyError, InvalidTag, ValueError):
        raise KeyFileDamaged from None


def seal_master(vault_id: str, slot_id: str, key_id: str, master: bytearray, public: X25519PublicKey) -> bytes:
    """A vault master key sealed so that only the slot's private key opens it."""
    return _SUITE.encrypt(master, public, info=_master_info(vault_id, slot_id, key_id))


def _master_info(vault_id: str, slot_id: str, key_id: str) -> bytes:
    return canonical([vault_id, slot_id, key_id])


def _context(vault_id: str, slot: Slot) -> bytes:
    """Everything about the slot that must not be altered, bound to its sealed private key."""
    kdf = _kdf_to_json(slot.cost, slot.salt)
    return canonical([vault_id, slot.slot_id, slot.kind.value, slot.login, slot.staff_id, kdf, slot.device])


def _slot_key(slot: Slot, secret: SlotSecret) -> bytearray:
    if slot.kind is SlotKind.RECOVERY:
        return extract_and_expand(secret.recovery or b"", slot.salt, f"recovery/{slot.slot_id}")
    if slot.cost is None:
        raise KeyFileDamaged
    device_secret = secret.device_secret if slot.device is not None else None
    context = slot.slot_id.encode()
    return derive_key(secret.passphrase, cost=slot.cost, salt=slot.salt, context=context, device_secret=device_secret)


def _kdf_to_json(cost: KdfCost | None, salt: bytes) -> dict[str, Json]:
    if cost is None:
        return {"alg": "hkdf", "salt": to_base64(salt)}
    return {
        "alg": "argon2id",
        "v": _ARGON2_VERSION,
        "m": cost.memory_kib,
        "t": cost.iterations,
        "p": cost.lanes,
        "salt": to_base64(salt),
    }


def _cost_from_json(kdf: Mapping[str, object], kind: SlotKind) -> KdfCost | None:
    expected = "hkdf" if kind is SlotKind.RECOVERY else "argon2id"
    if kdf["alg"] != expected:
        raise ValueError("unknown key derivation")
    if kind is SlotKind.RECOVERY:
        return None
    memory, iterations, lanes = kdf["m"], kdf["t"], kdf["p"]
    if type(memory) is not int or type(iterations) is not int or type(lanes) is not int:
        raise TypeError("a cost is made of whole numbers")
    if kdf["v"] != _ARGON2_VERSION:
        raise ValueError("unknown Argon2 version")
    return KdfCost(memory, iterations, lanes)
