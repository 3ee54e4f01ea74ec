"""What systems say of a disk, translated."""

from __future__ import annotations

import pytest

from iop_desktop.rules.disk_encryption import DiskState, of_bitlocker, of_filevault, of_linux

LUKS = "CRYPT-LUKS2-0a1b-root"


@pytest.mark.parametrize(
    ("filesystem", "devices", "state"),
    [
        ("ext4", [LUKS], DiskState.ENCRYPTED),
        ("ext4", ["LVM-abc" + LUKS], DiskState.ENCRYPTED),
        ("btrfs", [LUKS, ""], DiskState.OPEN),
        ("ext4", [""], DiskState.OPEN),
        ("ext4", ["LVM-abc"], DiskState.OPEN),
        ("ext4", [], DiskState.UNKNOWN),
        ("ext4", [LUKS, None], DiskState.UNKNOWN),
        ("fuse.gocryptfs", [""], DiskState.UNKNOWN),
        ("ecryptfs", [""], DiskState.UNKNOWN),
    ],
)
def test_linux(filesystem: str, devices: list[str | None], state: DiskState) -> None:
    assert of_linux(filesystem, devices) is state


@pytest.mark.parametrize(
    ("answer", "state"),
    [("1\r\n", DiskState.ENCRYPTED), ("2", DiskState.OPEN), ("3", DiskState.OPEN), ("", DiskState.UNKNOWN)],
)
def test_windows(answer: str, state: DiskState) -> None:
    assert of_bitlocker(answer) is state


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("FileVault is On.\n", DiskState.ENCRYPTED),
        ("FileVault is On.\nEncryption in progress: Percent completed = 30\n", DiskState.OPEN),
        ("FileVault is Off.\n", DiskState.OPEN),
        ("fdesetup: error", DiskState.UNKNOWN),
    ],
)
def test_mac(answer: str, state: DiskState) -> None:
    assert of_filevault(answer) is state


def test_each_state_says_what_is_so_and_what_to_do() -> None:
    assert len({state.sentence for state in DiskState}) == len({state.advice for state in DiskState}) == len(DiskState)
