"""A disk that is nearly full, a reserve for when it is full, and a clock that was set back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iop_desktop.models import ballast
from iop_desktop.models.errors import SyncFolder, VaultFull
from iop_desktop.models.vault_folder import database_path
from iop_desktop.services.disk_room import full_disk, keep_reserve, room_notice
from iop_desktop.services.front_door import FrontDoor
from tests.factories import ADMINISTRATOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.source import ROOT


def test_a_disk_with_room_is_not_spoken_of(clinic: SmallClinic) -> None:
    assert room_notice(clinic.folder) == ""
    assert room_notice(clinic.folder / "absent") == ""


def test_less_than_twice_the_records_is_warned_of(tmp_path: Path) -> None:
    with database_path(tmp_path).open("wb") as stream:
        stream.truncate(ballast.free_bytes(tmp_path) // 2 + (1 << 30))
    assert "nearly full" in room_notice(tmp_path)


def test_the_reserve_is_put_aside_once_and_set_free_once(tmp_path: Path) -> None:
    assert keep_reserve(tmp_path) and keep_reserve(tmp_path)
    path = tmp_path / ballast.NAME
    assert path.stat().st_size == ballast.BYTES
    assert path.stat().st_blocks * 512 >= ballast.BYTES, "the room is really taken"
    told = full_disk(tmp_path, VaultFull())
    assert "A reserve of 64 MB was set free" in told.sentence
    assert not path.exists()
    again = VaultFull()
    assert full_disk(tmp_path, again) is again


def test_a_reserve_of_another_size_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / ballast.NAME).write_bytes(b"short")
    assert ballast.ensure(tmp_path, 8192)
    assert (tmp_path / ballast.NAME).stat().st_size == 8192


def test_without_a_folder_there_is_no_reserve(tmp_path: Path) -> None:
    assert not keep_reserve(tmp_path / "absent")


ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from sqlalchemy import text
from iop_desktop.models.errors import VaultError
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.support.clock import MovableClock
vault = factories.vault_service(Path(sys.argv[1]), MovableClock())
unlocked = vault.unlock(factories.ADMINISTRATOR, factories.PASSPHRASE)
(Path(sys.argv[1]) / "ballast.bin").write_bytes(b"reserve")
with unlocked.transaction() as db:
    db.execute(text("PRAGMA main.max_page_count=1"))
try:
    for number in range(2):
        try:
            with unlocked.transaction() as db:
                db.execute(text("PRAGMA main.max_page_count=1"))
                db.execute(text("CREATE TABLE more(content BLOB)"))
                db.execute(text("INSERT INTO more VALUES (zeroblob(1000000))"))
        except VaultError as error:
            print(error.sentence)
finally:
    vault.lock(unlocked)
"""


def test_the_first_change_that_does_not_fit_sets_the_reserve_free(clinic: SmallClinic) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_A_SMALL_DISK, str(clinic.folder)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert "A reserve of 64 MB was set free just now" in first
    assert second == VaultFull.sentence
    assert not (clinic.folder / ballast.NAME).exists()


def test_records_in_a_sync_folder_are_refused_at_the_start_and_left_as_they_are(
    clinic: SmallClinic, tmp_path: Path
) -> None:
    place = tmp_path / "Dropbox" / "clinic"
    shutil.copytree(clinic.folder, place)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    with pytest.raises(SyncFolder):
        FrontDoor(place).state()
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


@pytest.mark.parametrize(("hours", "noticed"), [(-3, True), (0, False)])
def test_a_clock_set_back_is_said_at_the_door(
    as_staff: AsStaff, clock: MovableClock, hours: int, noticed: bool
) -> None:
    as_staff(ADMINISTRATOR)
    clock.advance(hours=hours)
    assert ("set the clock right" in as_staff(ADMINISTRATOR).notice) is noticed
