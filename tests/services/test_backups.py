"""Backups of the open vault: verified, turned over, remembered, tried out; what is said when they cannot be made."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.backup_errors import BackupSourceDamaged, BackupUnwritable
from iop_desktop.models.backup_file import read_parts
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultClosed
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.backup_opening import BackupOpener
from iop_desktop.services.backups import BackupService, sentence_of_backup
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import NotAllowed, Refused, UserError
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, INTERN, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.byte_scan import found_in_clear
from tests.support.clock import MovableClock

PAGE = 4096


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def backups(as_staff: AsStaff, clock: MovableClock) -> BackupService:
    return BackupService(as_staff(ADMINISTRATOR), clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "OneDrive" / "backups"
    made.mkdir(parents=True)
    return made


def entries(unlocked: Unlocked) -> list[dict[str, object]]:
    with unlocked.reading() as db:
        return [json.loads(row.body) for row in db.query(AuditEvent).order_by(AuditEvent.sequence)]


def test_a_backup_is_verified_remembered_and_on_the_record(
    as_staff: AsStaff, clock: MovableClock, folder: Path
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    backups = BackupService(unlocked, clock)
    assert backups.overview().overdue
    changes = backups.choose_folder(folder)
    assert changes.topics == {Topic.BACKUPS}
    steps: list[int] = []
    made = backups.back_up(lambda done, _whole, _text: steps.append(done))
    assert steps == sorted(steps) and len(steps) > 4
    assert [path.name for path in folder.iterdir()] == [made.path.name]
    assert made.audit_entries == len(entries(unlocked)) - 1
    assert entries(unlocked)[-1]["action"] == "backup.made"
    assert sentence_of_backup(made).startswith("Backup made and verified: ")
    seen = backups.overview()
    assert (seen.overdue, seen.found, len(seen.rows), seen.may_choose) == (False, True, 1, True)
    assert seen.last is not None and seen.last.at == clock()
    assert not (unlocked.vault.folder / "making-backup").exists()


def test_nothing_about_people_or_the_clinic_can_be_read_in_it(backups: BackupService, folder: Path) -> None:
    made = backups.back_up_to(folder, no_step)
    words = [word for member in factories.MEMBERS for word in member if len(word) > 4]
    words += ["Harbor Light", "Portland", "Priya", factories.PASSPHRASE, *factories.MEMBERS[0][:1]]
    words += [ADMINISTRATOR, INTERN, factories.LICENSED, factories.SUPERVISOR, "Morning IOP", "urge surfing"]
    assert found_in_clear([made.path], words) == []
    assert b"sequence" not in made.path.read_bytes()


def test_only_an_administrator_chooses_the_folder(as_staff: AsStaff, clock: MovableClock, folder: Path) -> None:
    backups = BackupService(as_staff(INTERN), clock)
    with pytest.raises(NotAllowed):
        backups.choose_folder(folder)
    assert not backups.overview().may_choose
    assert backups.back_up_to(folder, no_step).path.exists()


def test_the_folder_of_the_records_is_refused(backups: BackupService, clinic: SmallClinic) -> None:
    for place in (clinic.folder, clinic.folder / "inside"):
        place.mkdir(exist_ok=True)
        with pytest.raises(Refused) as caught:
            backups.choose_folder(place)
        assert caught.value.refusals[0].field == "folder"


def test_without_a_folder_or_with_one_that_is_gone_it_says_so(backups: BackupService, folder: Path) -> None:
    with pytest.raises(UserError) as nothing_chosen:
        backups.back_up(no_step)
    assert "No folder for backups is chosen yet" in nothing_chosen.value.sentence
    with pytest.raises(UserError):
        backups.drill(no_step)
    backups.choose_folder(folder)
    folder.rmdir()
    with pytest.raises(BackupUnwritable):
        backups.back_up(no_step)
    assert not folder.exists()
    assert backups.back_up_if_due(no_step) is None
    assert backups.back_up_on_close(no_step) is None
    assert not backups.overview().found


def test_once_a_day_and_only_after_a_change(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock, folder: Path
) -> None:
    backups = BackupService(as_staff(ADMINISTRATOR), clock)
    backups.choose_folder(folder)
    assert backups.back_up_if_due(no_step) is not None
    clock.advance(hours=1)
    assert backups.back_up_if_due(no_step) is None
    clock.advance(hours=23)
    assert backups.back_up_if_due(no_step) is None, "nothing changed"
    unlocked = as_staff(INTERN)
    backups = BackupService(unlocked, clock)
    assert backups.back_up_on_close(no_step) is None, "somebody came in and did nothing"
    AttendanceService(unlocked, clock).mark(clinic.session_id, clinic.client_ids[0], AttendanceStatus.PRESENT)
    assert backups.back_up_if_due(no_step) is not None
    clock.advance(minutes=1)
    assert backups.back_up_on_close(no_step) is None
    AttendanceService(unlocked, clock).mark(clinic.session_id, clinic.client_ids[1], AttendanceStatus.PRESENT)
    assert backups.back_up_on_close(no_step) is not None


def test_rotation_removes_only_whole_backups_of_this_vault(
    backups: BackupService, clock: MovableClock, folder: Path
) -> None:
    backups.choose_folder(folder)
    made = []
    for _ in range(10):
        made.append(backups.back_up(no_step))
        clock.advance(days=1)
    assert len(backups.overview().rows) < 10
    assert sum(each.removed for each in made) == 10 - len(backups.overview().rows)
    own = backups.overview().rows[-1].path
    broken = folder / own.name.replace("iop-2026", "iop-2020")
    broken.write_bytes(b"not whole")
    foreign = folder / f"{own.name[:-20]}ffffffff.iopbackup"
    foreign.write_bytes(own.read_bytes())
    (folder / "letter.txt").write_text("keep")
    clock.advance(days=60)
    backups.back_up(no_step)
    assert broken.exists() and foreign.exists() and (folder / "letter.txt").exists()


def test_a_stick_is_asked_for_every_week(backups: BackupService, clock: MovableClock, folder: Path) -> None:
    assert backups.overview().stick_due
    backups.back_up_to(folder / "stick", no_step)
    seen = backups.overview()
    assert (seen.stick_due, seen.overdue) == (False, False)
    clock.advance(days=8)
    assert backups.overview().stick_due and backups.overview().overdue


def test_the_drill_restores_aside_and_leaves_nothing(
    as_staff: AsStaff, clock: MovableClock, folder: Path, clinic: SmallClinic
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    backups = BackupService(unlocked, clock)
    backups.choose_folder(folder)
    backups.back_up(no_step)
    before = sorted(path.name for path in clinic.folder.iterdir())
    changes = backups.drill(no_step)
    assert changes.message.startswith("Drill passed: the backup of Nov 24")
    assert sorted(path.name for path in clinic.folder.iterdir()) == before
    assert backups.overview().drill_at == clock()
    assert entries(unlocked)[-1]["action"] == "backup.drilled"


def test_a_drill_with_a_damaged_backup_fails_and_is_not_remembered(
    backups: BackupService, folder: Path, clinic: SmallClinic
) -> None:
    backups.choose_folder(folder)
    made = backups.back_up(no_step)
    content = bytearray(made.path.read_bytes())
    content[5 * PAGE + 7] ^= 0x40
    made.path.write_bytes(content)
    with pytest.raises(Exception, match="BackupDamaged"):
        backups.drill(no_step)
    assert backups.overview().drill_at is None
    assert not (clinic.folder / "restore-drill").exists()


def test_damaged_records_are_not_backed_up_and_the_earlier_backups_stay(
    as_staff: AsStaff, clock: MovableClock, clinic: SmallClinic, folder: Path
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    backups = BackupService(unlocked, clock)
    backups.choose_folder(folder)
    first = backups.back_up(no_step)
    keys = unlocked.vault.keys.copy()
    clinic.vault.lock(unlocked)
    with (clinic.folder / "clinic.db").open("r+b") as file:
        file.seek(30 * PAGE + 100)
        file.write(b"\x5a" * 64)
    clock.advance(days=1)
    from iop_desktop.models.backup import make_backup

    with Vault.open(clinic.folder, keys) as vault, pytest.raises(BackupSourceDamaged):
        make_backup(vault, folder, clinic="", now=clock(), step=no_step)
    assert list(folder.iterdir()) == [first.path]


def test_stopping_leaves_nothing_behind(backups: BackupService, folder: Path, clinic: SmallClinic) -> None:
    class Stop(Exception):
        pass

    for limit in (0, 12, 60, 72, 92, 99):

        def stop(done: int, _whole: int, _text: str, limit: int = limit) -> None:
            if done >= limit:
                raise Stop

        with pytest.raises(Stop):
            backups.back_up_to(folder, stop)
    assert list(folder.iterdir()) == []
    assert not (clinic.folder / "making-backup").exists()


@pytest.mark.parametrize("limit", [0, 12, 60, 72, 92, 99])
def test_locking_stops_a_backup_and_leaves_nothing_behind(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock, folder: Path, limit: int
) -> None:
    unlocked = as_staff(ADMINISTRATOR)

    def lock(done: int, _whole: int, _text: str) -> None:
        if done >= limit:
            clinic.vault.lock(unlocked)

    with pytest.raises(VaultClosed):
        BackupService(unlocked, clock).back_up_to(folder, lock)
    # A lock at the very end may come too late to stop it; then the file is whole.
    for path in folder.iterdir():
        opener = BackupOpener(lambda: None, CHEAP)
        opener.check(opener.open(path, ADMINISTRATOR, PASSPHRASE), no_step)
    assert limit == 99 or list(folder.iterdir()) == []
    assert not (clinic.folder / "making-backup").exists()


def test_attendance_is_marked_while_a_backup_is_made(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock, folder: Path
) -> None:
    unlocked = as_staff(INTERN)
    attendance = AttendanceService(unlocked, clock)
    marked = iter(clinic.client_ids * 3)

    def mark(_done: int, _whole: int, _text: str) -> None:
        client_id = next(marked, None)
        if client_id is not None:
            attendance.mark(clinic.session_id, client_id, AttendanceStatus.PRESENT)

    made = BackupService(unlocked, clock).back_up_to(folder, mark)
    assert read_parts(made.path).database_bytes < made.file_bytes
    assert len(entries(unlocked)) > made.audit_entries


def test_a_backup_on_another_disk_is_copied_and_read_again(
    backups: BackupService, clinic: SmallClinic, clock: MovableClock
) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == clinic.folder.stat().st_dev:
        pytest.skip("there is no second file system here")
    import tempfile

    with tempfile.TemporaryDirectory(dir=memory) as place:
        made = backups.back_up_to(Path(place), no_step)
        assert [path.name for path in Path(place).iterdir()] == [made.path.name]
        backups.choose_folder(Path(place))
        assert not backups.overview().same_disk
        assert backups.drill(no_step).message.startswith("Drill passed")


def test_the_last_backup_of_tomorrow_does_not_count(backups: BackupService, clock: MovableClock, folder: Path) -> None:
    backups.choose_folder(folder)
    backups.back_up(no_step)
    clock.set(clock() - timedelta(days=30))
    assert backups.overview().overdue
