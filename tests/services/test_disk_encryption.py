"""The way from a folder to its disks, on a system made of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.rules.disk_encryption import DiskState
from iop_desktop.services.disk_encryption import disk_state


class Machine:
    """A tree as the kernel shows it, with the clinic's folder on some device."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / "home" / "clinic"
        self.folder.mkdir(parents=True)
        self.mounts = ["1 0 254:0 / / rw - ext4 /dev/vda rw"]

    def device(self, path: str, uuid: str = "", below: tuple[str, ...] = ()) -> Path:
        made = self.root / "sys" / path
        made.mkdir(parents=True, exist_ok=True)
        if uuid:
            (made / "dm").mkdir()
            (made / "dm" / "uuid").write_text(uuid + "\n")
        for name in below:
            (made / "slaves" / name).mkdir(parents=True)
        return made

    def mount(self, number: str, filesystem: str = "ext4", source: str = "/dev/dm-0") -> None:
        self.mounts.append(f"2 1 {number} / {self.root / 'home'} rw shared:1 - {filesystem} {source} rw")

    def state(self) -> DiskState:
        (self.root / "proc/self").mkdir(parents=True)
        (self.root / "proc/self/mountinfo").write_text("\n".join(self.mounts))
        return disk_state(self.folder, "linux", self.root)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_mapped_and_encrypted_device(machine: Machine) -> None:
    machine.device("dev/block/253:0", "CRYPT-LUKS2-0123-home", ("vda2",))
    machine.mount("253:0")
    assert machine.state() is DiskState.ENCRYPTED


def test_logical_volumes_on_one_encrypted_and_one_open_disk(machine: Machine) -> None:
    volume = machine.device("dev/block/253:1", "LVM-xyz", ("dm-0", "vdb1"))
    (volume / "slaves/dm-0/dm").mkdir()
    (volume / "slaves/dm-0/dm/uuid").write_text("CRYPT-LUKS2-0123-pv\n")
    machine.mount("253:1")
    assert machine.state() is DiskState.OPEN


def test_an_open_disk(machine: Machine) -> None:
    machine.device("dev/block/254:0")
    assert machine.state() is DiskState.OPEN


def test_a_file_system_with_a_number_of_its_own(machine: Machine) -> None:
    machine.device("class/block/dm-0", "CRYPT-LUKS2-0123-root", ("vda2",))
    machine.mount("0:31", "btrfs")
    assert machine.state() is DiskState.ENCRYPTED


def test_what_cannot_be_followed_cannot_be_told(machine: Machine) -> None:
    machine.mount("0:44", "tmpfs", "tmpfs")
    assert machine.state() is DiskState.UNKNOWN


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin", "freebsd14"])
def test_a_system_that_does_not_answer(tmp_path: Path, platform: str) -> None:
    assert disk_state(tmp_path, platform, tmp_path / "nowhere") is DiskState.UNKNOWN
