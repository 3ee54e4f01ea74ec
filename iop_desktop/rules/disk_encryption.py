"""Whether the disk under the records is encrypted as a whole, read from what an operating system says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class DiskState(StrEnum):
    """What is known of the disk."""

    ENCRYPTED = "encrypted"
    OPEN = "open"
    UNKNOWN = "unknown"

    @property
    def sentence(self) -> str:
        """What is so."""
        return _SENTENCES[self]

    @property
    def advice(self) -> str:
        """What the clinic must do."""
        return _ADVICE[self]


_SENTENCES = MappingProxyType(
    {
        DiskState.ENCRYPTED: "The disk with the records is encrypted.",
        DiskState.OPEN: "The disk with the records is not encrypted.",
        DiskState.UNKNOWN: "Whether the disk with the records is encrypted cannot be told.",
    }
)
_ADVICE = MappingProxyType(
    {
        DiskState.ENCRYPTED: "Keep it so, and keep the disk's own recovery key where the recovery kit is.",
        DiskState.OPEN: (
            "The records themselves are encrypted, but the memory that the system moves to this disk, and papers "
            "that people save on it, are not. Have BitLocker (Windows), FileVault (Mac) or LUKS (Linux) turned on "
            "for the whole disk."
        ),
        DiskState.UNKNOWN: (
            "Have whoever looks after this computer confirm that BitLocker (Windows), FileVault (Mac) or LUKS (Linux) "
            "is on for the whole disk, and keep that in writing."
        ),
    }
)
_MAPPED_BY_CRYPT = "CRYPT-"
# A folder that a program serves may be encrypted in a way that no device shows.
_SERVED = ("fuse", "ecryptfs", "9p", "overlay", "zfs", "bcachefs")
# System.Volume.BitLockerProtection: on, off, encrypting, decrypting, suspended, on but locked, waiting.
_BITLOCKER: Mapping[str, DiskState] = MappingProxyType(
    {
        "1": DiskState.ENCRYPTED,
        "2": DiskState.OPEN,
        "3": DiskState.OPEN,
        "4": DiskState.OPEN,
        "5": DiskState.OPEN,
        "6": DiskState.ENCRYPTED,
    }
)


def of_linux(filesystem: str, devices: Iterable[str | None]) -> DiskState:
    """``devices`` are the device-mapper ids on the way to each disk under the folder, one text a disk.

    A text is empty when nothing is mapped, None when the way could not be followed.
    """
    ways = tuple(devices)
    if not ways or None in ways or filesystem.startswith(_SERVED):
        return DiskState.UNKNOWN
    crypted = all(_MAPPED_BY_CRYPT in (way or "") for way in ways)
    return DiskState.ENCRYPTED if crypted else DiskState.OPEN


def of_bitlocker(answer: str) -> DiskState:
    """What Windows says of the drive."""
    return _BITLOCKER.get(answer.strip(), DiskState.UNKNOWN)


def of_filevault(answer: str) -> DiskState:
    """What ``fdesetup status`` says; while it is still being encrypted the disk counts as open."""
    if "Encryption in progress" in answer or "Decryption in progress" in answer or "FileVault is Off" in answer:
        return DiskState.OPEN
    return DiskState.ENCRYPTED if "FileVault is On" in answer else DiskState.UNKNOWN
