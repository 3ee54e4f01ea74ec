"""What the key file answers: opened keys, and slots as an administrator sees them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iop_desktop.models.kdf import KdfCost
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.keyslot import SlotKind


@dataclass(frozen=True, slots=True)
class Opened:
    """What unlocking yields. ``private_key`` is the person's own; ``staff_id`` is empty for the recovery kit.

    ``pending`` are the keys that a change of the vault key, cut off before its end, may have given the database.
    """

    keys: VaultKeys
    slot_id: str
    login: str
    staff_id: str
    private_key: X25519PrivateKey = dataclasses.field(repr=False)
    pending: VaultKeys | None = None

    def wipe(self) -> None:
        """Forget the keys."""
        self.keys.wipe()
        if self.pending is not None:
            self.pending.wipe()


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """A slot as an administrator sees it; ``device`` is None when the slot works without this computer's secret."""

    slot_id: str
    kind: SlotKind
    login: str
    staff_id: str
    device: str | None
    cost: KdfCost | None


@dataclass(frozen=True, slots=True)
class AddedSlot:
    """A new slot and its public key, which is kept inside the encrypted database only."""

    slot_id: str
    public_key: bytes
