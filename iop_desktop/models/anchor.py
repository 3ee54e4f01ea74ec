"""The end of the audit chain as it is kept outside the database: in the key file and in the manifest of a backup."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from iop_desktop.models.canonical import canonical
from iop_desktop.models.errors import KeyFileDamaged

ANCHOR_NAME = "audit-anchor"
_MAC_BYTES = 32


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's end at one moment, kept outside the database to notice an older database put back.

    ``source`` says in a few words where it was kept.
    """

    sequence: int
    mac: bytes
    source: str = field(default="", compare=False)


def anchor_to_bytes(anchor: Anchor) -> bytes:
    """As the key file keeps it."""
    return canonical({"sequence": anchor.sequence, "mac": anchor.mac.hex()})


def anchor_from_bytes(content: bytes | None) -> Anchor | None:
    """Inverse of ``anchor_to_bytes``; None for nothing. Raises KeyFileDamaged for anything else."""
    if content is None:
        return None
    try:
        value = json.loads(content)
        anchor = Anchor(int(value["sequence"]), bytes.fromhex(value["mac"]), "the key file")
    except (ValueError, KeyError, TypeError):
        raise KeyFileDamaged from None
    if len(anchor.mac) != _MAC_BYTES:
        raise KeyFileDamaged
    return anchor
