"""The end of the audit chain as it is kept outside the database: in the key file and in the manifest of a backup."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from iop_desktop.models.canonical import canonical
from iop_desktop.models.errors import KeyFileDamaged

ANCHOR_NAME = "audit-anchor"
_MAC_BYTES = 32
_ON_PAPER = re.compile(rb"audit-anchor ([0-9A-Za-z-]{1,40}) ([0-9]{1,15}):([0-9a-f]{64})")


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


def anchor_words(vault_id: str, anchor: Anchor) -> str:
    """As a saved log holds it: the vault, the last entry's number and its keyed hash."""
    return f"{ANCHOR_NAME} {vault_id} {anchor.sequence}:{anchor.mac.hex()}"


def anchors_in(content: bytes, vault_id: str, source: str) -> tuple[Anchor, ...]:
    """The ends of this vault's chain that a saved log (CSV, or PDF by its metadata) holds; none in any other file."""
    found = {(vault, int(number), mac) for vault, number, mac in _ON_PAPER.findall(content)}
    return tuple(
        Anchor(number, bytes.fromhex(mac.decode()), source)
        for vault, number, mac in sorted(found)
        if vault == vault_id.encode()
    )
