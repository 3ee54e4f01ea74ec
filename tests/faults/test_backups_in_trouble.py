"""Bad days of a backup: killed, no room, flipped bits, an older key file. The records and whole backups stay."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from iop_desktop.models.audit_chain import verify
from iop_desktop.models.backup_errors import BackupDamaged, BackupNewer, NotABackup
from iop_desktop.models.errors import VaultError
from iop_desktop.models.people import Client
from iop_desktop.services.backup_opening import BackupOpener, WrongForBackup
from iop_desktop.services.backups import BackupService
from iop_desktop.services.errors import UserError
from iop_desktop.services.front_door import FrontDoor, VaultState
from iop_desktop.services.restoring import RestoreService
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, PASSPHRASE, SmallClinic
from tests.faults.counts import times
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.source import ROOT

PATIENCE = 30.0
KILLS = times("BACKUP_KILLS", 20)
FLIPS = 200

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed and limited the POSIX way")


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def backup(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> Path:
    unlocked = as_staff(ADMINISTRATOR)
    made = BackupService(unlocked, clock).back_up_to(tmp_path / "first", no_step)
    clinic.vault.lock(unlocked)
    return made.path


class Children:
    """Starts processes one after another that say what they do."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count, self._pid = folder, 0, 0
        command = [sys.executable, "-m", "tests.faults.backup_child"]
        self.server = subprocess.Popen(
            command, cwd=ROOT, env=dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, what: str, clinic: Path, place: Path, largest: int = 0) -> None:
        self._count += 1
        assert self.server.stdin is not None
        self.server.stdin.write(f"{what}|{clinic}|{place}|{largest}|{self._told}\n")
        self.server.stdin.flush()
        self._pid = int(self._answer())

    def wait_for(self, lines: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self._lines()) < lines and Path(f"/proc/{self._pid}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.0005)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        assert self._answer() == "gone"

    def end(self) -> str:
        assert self._answer() == "gone"
        return self._lines()[-1]

    def close(self) -> None:
        self.server.communicate(timeout=PATIENCE)

    @property
    def _told(self) -> Path:
        return self._folder / f"told-{self._count}"

    def _lines(self) -> list[str]:
        return self._told.read_text().splitlines() if self._told.exists() else []

    def _answer(self) -> str:
        assert self.server.stdout is not None
        return self.server.stdout.readline().strip()


@pytest.fixture
def children(clinic: SmallClinic, tmp_path: Path) -> Iterator[Children]:
    if not hasattr(os, "fork"):
        pytest.skip("a process is forked and killed the POSIX way")
    made = Children(tmp_path)
    yield made
    made.close()


def opened(path: Path) -> None:
    """Read every byte of a backup; raises what is wrong with it."""
    opener = BackupOpener(lambda: None, CHEAP)
    inside = opener.open(path, ADMINISTRATOR, PASSPHRASE)
    opener.check(inside, no_step)
    inside.forget()


def require_whole(folder: Path, clock: MovableClock) -> int:
    """Open the records and check their chain; how many clients there are."""
    assert FrontDoor(folder).state() is VaultState.READY
    vault = factories.vault_service(folder, clock)
    unlocked = vault.unlock(ADMINISTRATOR, PASSPHRASE)
    with unlocked.reading() as db:
        assert verify(db).ok
        found = factories.count_rows(db, Client)
    vault.lock(unlocked)
    return found


def test_killed_at_any_moment_a_backup_is_whole_or_not_there(
    clinic: SmallClinic, tmp_path: Path, clock: MovableClock, children: Children
) -> None:
    choose = random.Random(7)
    whole = 0
    for number in range(KILLS):
        folder = tmp_path / f"out-{number}"
        children.start("back-up", clinic.folder, folder)
        children.wait_for(choose.randrange(1, 30))
        time.sleep(choose.random() * 0.02)
        children.kill()
        for path in folder.glob("*.iopbackup"):
            opened(path)
            whole += 1
        assert require_whole(clinic.folder, clock) == 5
    assert whole, "some were finished before the kill"


@pytest.mark.parametrize("largest", [4096, 100_000, 400_000, 800_000, 820_000])
def test_no_room_for_a_backup_leaves_records_and_folder_as_they_were(
    clinic: SmallClinic, tmp_path: Path, clock: MovableClock, children: Children, largest: int
) -> None:
    folder = tmp_path / "out"
    children.start("back-up", clinic.folder, folder, largest)
    said = children.end()
    assert said.startswith("failed Backup"), said
    assert "Nothing in the records changed, and the earlier backups were kept." in said
    assert list(folder.iterdir()) == []
    assert not (clinic.folder / "making-backup").exists()
    assert require_whole(clinic.folder, clock) == 5


@pytest.mark.parametrize("largest", [4096, 400_000, 800_000])
def test_no_room_for_a_restore_leaves_the_records_as_they_were(
    clinic: SmallClinic, backup: Path, tmp_path: Path, clock: MovableClock, children: Children, largest: int
) -> None:
    before = (clinic.folder / "clinic.db").read_bytes()
    children.start("restore", clinic.folder, backup, largest)
    assert children.end().startswith("failed ")
    assert (clinic.folder / "clinic.db").read_bytes() == before
    assert not list(clinic.folder.glob("re*")), "neither half-restored nor put aside"
    assert require_whole(clinic.folder, clock) == 5


def test_killed_during_a_restore_there_is_one_whole_vault(
    clinic: SmallClinic, backup: Path, tmp_path: Path, clock: MovableClock, children: Children
) -> None:
    template = tmp_path / "template"
    shutil.copytree(clinic.folder, template)
    restored = 0
    for number in range(KILLS):
        shutil.rmtree(clinic.folder)
        shutil.copytree(template, clinic.folder)
        children.start("restore", clinic.folder, backup)
        children.wait_for(1 + number % 8)
        time.sleep(0.002 * (number % 5))
        children.kill()
        assert require_whole(clinic.folder, clock) == 5
        restored += bool(list(clinic.folder.glob("replaced-*")))
    assert restored < KILLS, "some were killed before their end"


def test_of_200_flipped_bits_none_is_taken_for_the_backup(backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    choose = random.Random(2026)
    # Half of them anywhere, half of them in what follows the database: slots, seal, footer.
    places = [choose.randrange(len(content)) for _ in range(FLIPS // 2)]
    places += [choose.randrange(len(content) - 7000, len(content)) for _ in range(FLIPS // 2)]
    flipped, refused = tmp_path / backup.name, 0
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << choose.randrange(8)
        flipped.write_bytes(changed)
        try:
            opened(flipped)
        except (BackupDamaged, NotABackup, BackupNewer, WrongForBackup):
            refused += 1
        except (VaultError, UserError) as error:
            pytest.fail(f"byte {place}: {type(error).__name__}")
    assert refused >= FLIPS - 2, "only the number of the format may read as an older one"


@pytest.mark.parametrize("kept", [0, 10, 4096, 100_000, -1, -100, -5000])
def test_a_backup_that_was_cut_off_is_refused(backup: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / backup.name
    cut.write_bytes(backup.read_bytes()[:kept])
    with pytest.raises(NotABackup):
        opened(cut)


def test_bytes_after_the_end_are_refused(backup: Path, tmp_path: Path) -> None:
    longer = tmp_path / backup.name
    longer.write_bytes(backup.read_bytes() + b"\0")
    with pytest.raises(NotABackup):
        opened(longer)


def test_the_key_file_of_that_day_comes_back_with_its_records(
    clinic: SmallClinic, backup: Path, clock: MovableClock
) -> None:
    """A key file of an older generation beside its own records is no file put back by somebody."""
    kit = clinic.vault.recover(ADMINISTRATOR, clinic.recovery_code, "five calm otters swim", "five calm otters swim")
    clinic.vault.lock(kit.unlocked)
    opener = BackupOpener(lambda: None, CHEAP)
    inside = opener.open_with_kit(backup, clinic.recovery_code)
    done = RestoreService(clinic.folder, clock).restore(inside, no_step)
    unlocked = clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    assert unlocked.notice == ""
    clinic.vault.lock(unlocked)
    assert done.kept is not None
    for name in ("clinic.db", "clinic.vault"):
        shutil.copy(done.kept / name, clinic.folder / name)
    again = clinic.vault.unlock(ADMINISTRATOR, "five calm otters swim")
    clinic.vault.lock(again)
