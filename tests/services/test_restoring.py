"""Restoring a backup: proven beside the records, put in their place, the earlier ones kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.backup import make_backup
from iop_desktop.models.backup_errors import BackupDamaged, NotABackup, OtherClinic, UnknownClinic
from iop_desktop.models.errors import RecoveryCodeMistyped, VaultBusy, VaultNewer
from iop_desktop.models.people import Client
from iop_desktop.models.recovery_code import new_code
from iop_desktop.models.vault_swap import begin_swap, finish_swap, waiting_place
from iop_desktop.services import backup_settings
from iop_desktop.services.backup_opening import BackupInside, BackupOpener, WrongForBackup
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.front_door import FrontDoor, VaultState
from iop_desktop.services.restoring import Restored, RestoreService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, INTERN, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

Opening = Callable[[Path], BackupInside]


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def backup(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> Path:
    """A backup of the small clinic, which is locked again."""
    unlocked = as_staff(INTERN)
    made = make_backup(unlocked.vault, tmp_path / "backups", clinic=unlocked.clinic_name, now=clock(), step=no_step)
    clinic.vault.lock(unlocked)
    return made.path


def opener() -> BackupOpener:
    return BackupOpener(lambda: None, CHEAP)


def open_as(file: Path, login: str = ADMINISTRATOR) -> BackupInside:
    return opener().open(file, login, factories.PASSPHRASE)


def restore(clinic: SmallClinic, inside: BackupInside, clock: MovableClock) -> Restored:
    return RestoreService(clinic.folder, clock).restore(inside, no_step)


def clients(unlocked: Unlocked) -> int:
    with unlocked.reading() as db:
        return factories.count_rows(db, Client)


def add_one_more(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        factories.add_client(db, clinic.adult_program, clock().date(), "MR-3001", "Nia", "Adeyemi")
    clinic.vault.lock(unlocked)


def test_what_is_inside_is_seen_before_anything_is_restored(clinic: SmallClinic, backup: Path) -> None:
    inside = open_as(backup)
    assert dict(inside.counts) == {
        "clients": 5,
        "groups": 1,
        "sessions": 1,
        "notes": 0,
        "signatures": 0,
        "staff": 4,
    }
    assert (inside.clinic, inside.may_replace, len(inside.audit_mark)) == ("Harbor Light Recovery", True, 12)


def test_the_records_of_that_day_come_back_and_the_others_are_kept(
    clinic: SmallClinic, backup: Path, as_staff: AsStaff, clock: MovableClock
) -> None:
    add_one_more(clinic, as_staff, clock)
    before = (clinic.folder / "clinic.db").read_bytes()
    done = restore(clinic, open_as(backup), clock)
    assert done.whole
    assert done.kept is not None and (done.kept / "clinic.db").read_bytes() == before
    assert not waiting_place(clinic.folder).exists()
    unlocked = as_staff(ADMINISTRATOR)
    assert clients(unlocked) == 5
    with unlocked.reading() as db:
        entries = [row.body for row in db.query(AuditEvent).order_by(AuditEvent.sequence)]
        last, changed = backup_settings.last_of(db), backup_settings.has_changed(db)
    assert '"action":"vault.restored"' in entries[-2]
    assert last is not None and last.file == backup.name
    assert changed, "that they were restored is worth a backup"
    assert unlocked.notice == ""


def test_what_was_put_aside_before_is_never_overwritten(clinic: SmallClinic, backup: Path, clock: MovableClock) -> None:
    kept = [restore(clinic, open_as(backup), clock).kept for _ in range(3)]
    assert [path.name for path in kept if path] == [f"replaced-20261124T170000Z{end}" for end in ("", "-2", "-3")]
    assert all(path and (path / "clinic.db").is_file() for path in kept)


def test_a_stale_log_beside_the_records_does_not_get_into_the_restored_ones(
    clinic: SmallClinic, backup: Path, as_staff: AsStaff, clock: MovableClock, tmp_path: Path
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        factories.add_client(db, clinic.adult_program, clock().date(), "MR-3001", "Nia", "Adeyemi")
    for name in ("clinic.db-wal", "clinic.db-shm"):
        shutil.copy(clinic.folder / name, tmp_path / name)
    clinic.vault.lock(unlocked)
    for name in ("clinic.db-wal", "clinic.db-shm"):
        shutil.copy(tmp_path / name, clinic.folder / name)
    done = restore(clinic, open_as(backup), clock)
    assert done.kept is not None and (done.kept / "clinic.db-wal").exists()
    assert clients(as_staff(ADMINISTRATOR)) == 5


def test_the_recovery_code_restores_into_an_empty_folder(
    clinic: SmallClinic, backup: Path, clock: MovableClock, tmp_path: Path
) -> None:
    inside = opener().open_with_kit(backup, clinic.recovery_code)
    folder = tmp_path / "new laptop" / "clinic"
    done = RestoreService(folder, clock).restore(inside, no_step)
    assert done.kept is None
    vault = factories.vault_service(folder, clock)
    unlocked = vault.unlock(INTERN, clinic.passphrase)
    assert clients(unlocked) == 5
    vault.lock(unlocked)


def test_wrong_pass_phrase_login_and_code_open_nothing(clinic: SmallClinic, backup: Path) -> None:
    for login, passphrase in ((ADMINISTRATOR, "wrong herons"), ("nobody", clinic.passphrase), ("", "x")):
        with pytest.raises(WrongForBackup):
            opener().open(backup, login, passphrase)
    with pytest.raises(WrongForBackup):
        opener().open_with_kit(backup, new_code())
    with pytest.raises(RecoveryCodeMistyped):
        opener().open_with_kit(backup, "MT62")


def test_a_facilitator_puts_no_backup_over_records_that_are_here(
    clinic: SmallClinic, backup: Path, clock: MovableClock, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed):
        restore(clinic, open_as(backup, INTERN), clock)
    assert RestoreService(tmp_path / "empty", clock).restore(open_as(backup, INTERN), no_step).whole


def test_the_backup_of_another_clinic_is_refused(backup: Path, clock: MovableClock, tmp_path: Path) -> None:
    service, made = factories.set_up(tmp_path / "other", clock)
    service.lock(made.unlocked)
    before = (service.folder / "clinic.db").read_bytes()
    with pytest.raises(OtherClinic):
        RestoreService(service.folder, clock).restore(open_as(backup), no_step)
    for path in service.folder.glob("clinic.vault*"):
        path.unlink()
    with pytest.raises(UnknownClinic):
        RestoreService(service.folder, clock).restore(open_as(backup), no_step)
    assert (service.folder / "clinic.db").read_bytes() == before


@pytest.mark.parametrize("lost", ["clinic.vault*", "clinic.db*"])
def test_it_helps_when_one_of_the_two_files_is_gone(
    clinic: SmallClinic, backup: Path, as_staff: AsStaff, clock: MovableClock, lost: str
) -> None:
    for path in clinic.folder.glob(lost):
        path.unlink()
    restore(clinic, open_as(backup), clock)
    assert clients(as_staff(ADMINISTRATOR)) == 5


def test_open_records_are_not_replaced(
    clinic: SmallClinic, backup: Path, as_staff: AsStaff, clock: MovableClock
) -> None:
    as_staff(INTERN)
    with pytest.raises(VaultBusy):
        restore(clinic, open_as(backup), clock)


def test_a_newer_backup_is_refused(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> None:
    from sqlalchemy import text

    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = make_backup(unlocked.vault, tmp_path, clinic="", now=clock(), step=no_step)
    with pytest.raises(VaultNewer):
        RestoreService(tmp_path / "new", clock).restore(open_as(made.path), no_step)
    assert not (tmp_path / "new").exists()


def test_stopping_leaves_everything_as_it_was(clinic: SmallClinic, backup: Path, clock: MovableClock) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _whole: int, _text: str) -> None:
        if done >= 90:
            raise Stop

    before = sorted(path.name for path in clinic.folder.iterdir())
    with pytest.raises(Stop):
        RestoreService(clinic.folder, clock).restore(open_as(backup), stop)
    assert sorted(path.name for path in clinic.folder.iterdir()) == before


@pytest.mark.parametrize("moved", range(5))
def test_a_swap_that_was_cut_off_is_finished_at_the_next_start(
    clinic: SmallClinic, backup: Path, as_staff: AsStaff, clock: MovableClock, tmp_path: Path, moved: int
) -> None:
    add_one_more(clinic, as_staff, clock)
    elsewhere = tmp_path / "elsewhere"
    RestoreService(elsewhere, clock).restore(open_as(backup), no_step)
    place = waiting_place(clinic.folder)
    place.mkdir()
    for name in ("clinic.db", "clinic.vault"):
        (elsewhere / name).rename(place / name)
    (place / "ready").write_text("replaced-x")
    kept = clinic.folder / "replaced-x"
    kept.mkdir()
    steps: list[Callable[[], object]] = [
        lambda: (clinic.folder / "clinic.vault").rename(kept / "clinic.vault"),
        lambda: (clinic.folder / "clinic.db").rename(kept / "clinic.db"),
        lambda: (place / "clinic.db").rename(clinic.folder / "clinic.db"),
        lambda: (place / "clinic.vault").rename(clinic.folder / "clinic.vault"),
    ]
    if moved >= 3:
        (clinic.folder / "clinic.vault.bak").unlink(missing_ok=True)
    for step in steps[:moved]:
        assert step()
    assert FrontDoor(clinic.folder).state() is VaultState.READY
    assert not place.exists()
    assert clients(as_staff(ADMINISTRATOR)) == 5


def test_what_was_not_ready_is_removed_at_the_next_start(clinic: SmallClinic) -> None:
    place = waiting_place(clinic.folder)
    place.mkdir()
    (place / "clinic.db").write_bytes(b"half")
    finish_swap(clinic.folder)
    assert not place.exists()
    assert FrontDoor(clinic.folder).state() is VaultState.READY


def test_into_an_empty_folder_nothing_is_kept(tmp_path: Path) -> None:
    place = waiting_place(tmp_path)
    place.mkdir()
    (place / "clinic.db").write_bytes(b"database")
    assert begin_swap(tmp_path, "replaced-y") is None
    assert (tmp_path / "clinic.db").read_bytes() == b"database"


def test_a_file_that_is_no_backup_is_said(tmp_path: Path) -> None:
    for content in (b"", b"text", b"\0" * 5000):
        path = tmp_path / "some.iopbackup"
        path.write_bytes(content)
        with pytest.raises(NotABackup):
            open_as(path)
    with pytest.raises(NotABackup):
        open_as(tmp_path / "absent.iopbackup")


def test_a_damaged_database_inside_is_found_before_anything_is_moved(
    clinic: SmallClinic, backup: Path, clock: MovableClock
) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    before = sorted(path.name for path in clinic.folder.iterdir())
    with pytest.raises(BackupDamaged):
        restore(clinic, open_as(backup), clock)
    assert sorted(path.name for path in clinic.folder.iterdir()) == before
