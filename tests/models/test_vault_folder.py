"""Where a vault may live: not on a network drive, in a cloud folder, or on FAT."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.models import vault_folder
from iop_desktop.models.errors import NetworkFolder, SyncFolder
from iop_desktop.models.vault_folder import require_safe_place

LOCAL = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
HOME = Path("/people/rosa")


def mounted(point: str, kind: str) -> str:
    return f"{LOCAL}31 22 0:27 / {point} rw,nosuid shared:2 - {kind} server:/share rw\n"


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "vfat", "exfat", "fuse.sshfs", "fuse.rclone"])
def test_unsafe_file_systems_are_refused(kind: str) -> None:
    with pytest.raises(NetworkFolder) as caught:
        require_safe_place(Path("/people/share/clinic"), mounts=mounted("/people/share", kind), environment={})
    assert "this computer's own disk" in caught.value.sentence


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "xfs", "fuseblk", "overlay", "tmpfs"])
def test_a_disk_of_the_computer_is_fine(kind: str) -> None:
    require_safe_place(Path("/people/share/clinic"), mounts=mounted("/people/share", kind), environment={})


def test_only_the_mount_that_holds_the_folder_counts() -> None:
    mounts = mounted("/people/share", "nfs")
    require_safe_place(Path("/people/shared/clinic"), mounts=mounts, environment={})
    inner = mounts + "32 31 8:2 / /people/share/disk rw - ext4 /dev/sdb1 rw\n"
    require_safe_place(Path("/people/share/disk/clinic"), mounts=inner, environment={})
    later = LOCAL + "40 1 0:9 / /people rw - ext4 /dev/sdc rw\n41 1 0:9 / /people rw - nfs4 server:/p rw\n"
    with pytest.raises(NetworkFolder):
        require_safe_place(HOME, mounts=later, environment={})


def test_spaces_in_the_name_of_a_mount_point_and_odd_lines_are_read() -> None:
    with pytest.raises(NetworkFolder):
        require_safe_place(
            Path("/people/clinic share/x"), mounts="odd\n" + mounted(r"/people/clinic\040share", "cifs"), environment={}
        )


@pytest.mark.parametrize(
    "name",
    [
        "OneDrive",
        "OneDrive - Harbor Light",
        "Dropbox",
        "dropbox (clinic)",
        "Google Drive",
        "iCloudDrive",
        "Nextcloud",
        "CloudStorage",
    ],
)
def test_cloud_folders_are_refused(name: str) -> None:
    with pytest.raises(NetworkFolder):
        require_safe_place(HOME / name / "clinic", mounts=LOCAL, environment={})


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".nextcloudsync.log", ".owncloudsync.log"])
def test_a_folder_that_a_service_copies_is_known_by_what_it_leaves_there(tmp_path: Path, mark: str) -> None:
    (tmp_path / "shared" / mark).mkdir(parents=True)
    with pytest.raises(SyncFolder) as caught:
        require_safe_place(tmp_path / "shared" / "records" / "clinic", mounts=LOCAL, environment={})
    assert "finished backups may go there" in caught.value.sentence
    require_safe_place(tmp_path / "other", mounts=LOCAL, environment={})


def test_a_cloud_folder_of_another_name_is_known_from_the_environment() -> None:
    environment = {"OneDriveCommercial": str(HOME / "Work files"), "OneDrive": ""}
    for place in (HOME / "Work files", HOME / "Work files" / "clinic"):
        with pytest.raises(NetworkFolder):
            require_safe_place(place, mounts=LOCAL, environment=environment)
    require_safe_place(HOME / "Work", mounts=LOCAL, environment=environment)


def test_a_folder_that_only_sounds_like_a_cloud_is_fine() -> None:
    require_safe_place(HOME / "Dropbox letters" / "boxes", mounts=LOCAL, environment={})


def test_the_other_way_to_write_a_network_path_is_refused() -> None:
    assert vault_folder._is_network_path(Path("//server/share/clinic"))


def test_without_a_list_of_mounts_the_folder_is_judged_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: Path, **_: object) -> str:
        raise FileNotFoundError(2, "no such file")

    monkeypatch.setattr(Path, "read_text", missing)
    require_safe_place(HOME, environment={})
    with pytest.raises(NetworkFolder):
        require_safe_place(HOME / "OneDrive", environment={})
