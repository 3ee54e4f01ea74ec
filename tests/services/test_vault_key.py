"""A new vault key: who stays gets in as before, who left does not even with what they kept, nothing is lost."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.models import audit_chain
from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.clinic import Clinic, Setting
from iop_desktop.models.errors import KeyChangePending, VaultDamaged, VaultError, VaultFull, VaultInUse, VaultMismatch
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.rekey import key_fits
from iop_desktop.models.vault_folder import database_path, key_file_path
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services import vault_key
from iop_desktop.services.audit_anchors import known_anchors
from iop_desktop.services.backups import BackupService
from iop_desktop.services.clinic_root import clinic_root
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.recovery import Recovered
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.audit_log import actions
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

WHY = "Moved to another clinic."


@pytest.fixture
def staff(administrator: Unlocked, clock: MovableClock) -> StaffService:
    return StaffService(administrator, clock)


def require_whole(unlocked: Unlocked) -> None:
    """The audit chain holds, the root opens, every page is sound."""
    with unlocked.reading() as db:
        assert audit_chain.verify(db).ok
        clinic_root(db, unlocked.vault.keys)
    assert unlocked.vault.check_integrity().ok


def no_way(*_: object, **__: object) -> None:
    raise VaultFull


def power_cut(*_: object, **__: object) -> None:
    raise SystemExit


def test_the_records_have_a_new_key_and_everyone_gets_in(
    staff: StaffService, administrator: Unlocked, as_staff: AsStaff
) -> None:
    before, anchor = administrator.vault.keys.copy(), administrator.doorkeeper.key_file().anchor
    told = staff.new_vault_key()
    assert "new key" in told.message
    assert administrator.vault.keys.key_id != before.key_id
    assert administrator.vault.keys.audit_key == before.audit_key
    require_whole(administrator)
    assert anchor is not None
    assert administrator.doorkeeper.key_file().anchor == anchor
    assert actions(administrator)[-1] == "vault_key.changed"
    assert not key_fits(administrator.vault.path, before)
    for login in (ADMINISTRATOR, SUPERVISOR, INTERN):
        opened = as_staff(login)
        require_whole(opened)
        assert opened.notice == ""


def test_work_goes_on_with_the_vault_that_is_open(
    staff: StaffService, administrator: Unlocked, as_staff: AsStaff
) -> None:
    staff.new_vault_key()
    staff.add(factories.staff_form("nsoto", "Noor Soto", Role.FACILITATOR))
    staff.new_vault_key()
    assert administrator.open_own(PASSPHRASE)[0].certificate
    require_whole(as_staff("nsoto"))


def test_who_left_does_not_get_in_with_both_files_they_kept_and_the_new_records(
    staff: StaffService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    shutil.copyfile(key_file_path(clinic.folder), key_file_path(kept))
    staff.leave(clinic.staff[LICENSED], WHY)
    staff.new_vault_key()
    for path in (key_file_path(clinic.folder), backup_path(key_file_path(clinic.folder))):
        assert LICENSED not in path.read_text(encoding="utf-8")
    clinic.vault.lock(administrator)
    shutil.copyfile(database_path(clinic.folder), database_path(kept))
    with pytest.raises(VaultMismatch):
        factories.vault_service(kept, clock).unlock(LICENSED, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock(LICENSED, PASSPHRASE)


def test_the_recovery_kit_still_works(tmp_path: Path, clock: MovableClock) -> None:
    service, made = factories.set_up(tmp_path / "new", clock)
    StaffService(made.unlocked, clock).new_vault_key()
    service.lock(made.unlocked)
    recovered = recover(tmp_path / "new", clock, made.recovery_code)
    again = StaffService(recovered.unlocked, clock)
    assert not again.needs_kit_code()
    again.new_vault_key()
    service.lock(recovered.unlocked)
    last = recover(tmp_path / "new", clock, recovered.recovery_code)
    require_whole(last.unlocked)
    service.lock(last.unlocked)


def recover(folder: Path, clock: MovableClock, code: str) -> Recovered:
    new = "walnut harbor seven quilts"
    return factories.vault_service(folder, clock).recover(ADMINISTRATOR, code, new, new)


def test_a_kit_from_before_is_asked_for_once(tmp_path: Path, clock: MovableClock) -> None:
    service, made = factories.set_up(tmp_path / "new", clock)
    staff = StaffService(made.unlocked, clock)
    with made.unlocked.transaction() as db:
        for row in db.scalars(select(Setting).where(Setting.name.startswith("kit_key/"))):
            db.delete(row)
    assert staff.needs_kit_code()
    earlier = made.unlocked.vault.keys.key_id
    for code, kind in (("", "kit_unknown"), ("7Z", "kit_wrong")):
        assert codes_of(partial(staff.new_vault_key, code)) == [kind]
    assert made.unlocked.vault.keys.key_id == earlier
    staff.new_vault_key(made.recovery_code)
    assert not staff.needs_kit_code()
    service.lock(made.unlocked)
    recovered = recover(tmp_path / "new", clock, made.recovery_code)
    service.lock(recovered.unlocked)


def test_a_backup_from_before_still_opens(
    staff: StaffService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    backups = BackupService(administrator, clock)
    (tmp_path / "backups").mkdir()
    backups.choose_folder(tmp_path / "backups")
    made = backups.back_up(lambda *_: None)
    staff.new_vault_key()
    staff.new_vault_key()
    assert [anchor.source for anchor in known_anchors(administrator)][-1].startswith("the backup of")
    assert "Drill passed" in backups.drill(lambda *_: None).message
    inside = clinic.vault.opener().open(made.path, ADMINISTRATOR, PASSPHRASE)
    clinic.vault.opener().check(inside, lambda *_: None)
    inside.forget()


def test_only_an_administrator_changes_it(as_staff: AsStaff, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        StaffService(as_staff(SUPERVISOR), clock).new_vault_key()


def test_nothing_changes_while_somebody_reads(
    staff: StaffService, administrator: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iop_desktop.models.database._QUIET_WAIT_SECONDS", 0.05)
    earlier = administrator.vault.keys.key_id
    with administrator.reading() as db:
        db.scalars(select(Clinic)).one()
        with pytest.raises(VaultInUse):
            staff.new_vault_key()
        assert db.scalars(select(Clinic)).one()
    assert administrator.vault.keys.key_id == earlier
    staff.new_vault_key()
    require_whole(administrator)


def test_a_full_disk_leaves_the_old_key(
    staff: StaffService,
    administrator: Unlocked,
    as_staff: AsStaff,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earlier = administrator.vault.keys.key_id
    monkeypatch.setattr(vault_key, "rekey_database", no_way)
    with pytest.raises(VaultFull):
        staff.new_vault_key()
    assert administrator.vault.keys.key_id == earlier
    require_whole(administrator)
    monkeypatch.undo()
    staff.new_vault_key()
    require_whole(as_staff(INTERN))


def test_a_damaged_page_is_noticed_before_anything_changes(
    staff: StaffService, administrator: Unlocked, clinic: SmallClinic
) -> None:
    with administrator.vault.raw_connection() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with database_path(clinic.folder).open("r+b") as stream:
        stream.seek(40 * 4096 + 100)
        stream.write(b"\xff" * 8)
    earlier = administrator.vault.keys.key_id
    with pytest.raises(VaultDamaged):
        staff.new_vault_key()
    assert administrator.vault.keys.key_id == earlier


CUTS = ("rekey_database", "_finish", "_reseal_root", "remember_key_file")


@pytest.mark.parametrize("step", CUTS)
@pytest.mark.parametrize("login", [ADMINISTRATOR, INTERN])
def test_a_change_that_was_cut_off_is_ended_by_whoever_unlocks_next(
    step: str, login: str, staff: StaffService, administrator: Unlocked, clinic: SmallClinic, as_staff: AsStaff,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    earlier = administrator.vault.keys.key_id
    monkeypatch.setattr(vault_key, step, power_cut)
    monkeypatch.setattr(KeyFile, "undo_new_key", power_cut)
    with pytest.raises(SystemExit):
        staff.new_vault_key()
    monkeypatch.undo()
    changed = step != "rekey_database"
    opened = as_staff(login)
    assert (opened.vault.keys.key_id != earlier) == changed
    require_whole(opened)
    assert actions(opened).count("vault_key.changed") == int(changed)
    assert actions(opened).count("vault_key.undone") == int(not changed)
    assert opened.notice == ""
    assert '"pending": null' in key_file_path(clinic.folder).read_text(encoding="utf-8")
    require_whole(as_staff(SUPERVISOR))


def test_a_key_file_in_the_middle_of_a_change_is_not_written_by_anything_else(
    staff: StaffService, administrator: Unlocked, as_staff: AsStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_key, "_finish", no_way)
    with pytest.raises(VaultError):
        staff.new_vault_key()
    monkeypatch.undo()
    with pytest.raises(KeyChangePending):
        staff.add(factories.staff_form("nsoto", "Noor Soto", Role.FACILITATOR))
    require_whole(as_staff(ADMINISTRATOR))
