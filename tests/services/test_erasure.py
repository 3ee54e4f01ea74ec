"""All records are erased: the certificate first, then the keys; afterwards nothing opens them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.documents.verification import verify_note
from iop_desktop.models.clinic import Clinic
from iop_desktop.models.device_secret import create_device_secret, read_device_secret
from iop_desktop.models.errors import KeyFileMissing, VaultMissing
from iop_desktop.services.backups import BackupService
from iop_desktop.services.erasure import ErasureService
from iop_desktop.services.erasure_views import ErasureForm
from iop_desktop.services.errors import NotAllowed, UserError
from iop_desktop.services.front_door import VaultState
from iop_desktop.services.retention import RetentionService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked, load_certificate
from iop_desktop.services.vault import VaultService
from iop_desktop.services.written_file import NotWritten
from tests.factories import ADMINISTRATOR, CHEAP, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.key_store import KeyStore
from tests.support.refusals import codes_of

NAME = "Harbor Light Recovery"
DECLINED = ErasureForm(NAME, declined=True)


def quiet(_done: int, _whole: int, _text: str) -> None:
    """No progress is shown."""


@pytest.fixture
def erasure(administrator: Unlocked, clock: MovableClock) -> ErasureService:
    return ErasureService(administrator, clock)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_nothing_opens_the_records_any_more(
    erasure: ErasureService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    earlier = clinic.folder / "replaced-20260101"
    earlier.mkdir()
    shutil.copy(clinic.folder / "clinic.vault", earlier)
    with administrator.reading() as db:
        root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    path = tmp_path / "certificate.pdf"
    assert erasure.erase(DECLINED, PASSPHRASE, path) == (
        "The keys are destroyed and the records are gone. The certificate is saved."
    )
    assert administrator.is_locked
    assert files(clinic.folder) <= {"clinic.lock"}
    assert not earlier.exists()
    verdict = verify_note(path.read_bytes(), [root])
    assert verdict.ok and verdict.signers[0].meaning == "Erased all records of this clinic"
    assert clinic.vault.state() is VaultState.ABSENT
    with pytest.raises(VaultMissing):
        clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)


def test_the_key_file_is_overwritten_and_not_only_unlinked(
    erasure: ErasureService, clinic: SmallClinic, tmp_path: Path
) -> None:
    linked = tmp_path / "same-blocks"
    linked.hardlink_to(clinic.folder / "clinic.vault")
    before = linked.read_bytes()
    erasure.erase(DECLINED, PASSPHRASE, tmp_path / "certificate.pdf")
    after = linked.read_bytes()
    assert len(after) == len(before) and b"slots" in before and b"slots" not in after


def test_a_database_that_is_left_cannot_be_opened_with_what_people_know(
    erasure: ErasureService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    away.mkdir()
    administrator.vault.engine.dispose()
    shutil.copy(clinic.folder / "clinic.db", away)
    erasure.erase(DECLINED, PASSPHRASE, tmp_path / "certificate.pdf")
    service = VaultService(away, clock, kdf_cost=CHEAP, keyring=lambda: None)
    with pytest.raises(KeyFileMissing):
        service.unlock(ADMINISTRATOR, PASSPHRASE)


def test_a_key_file_that_cannot_be_overwritten_leaves_the_records(
    erasure: ErasureService, clinic: SmallClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _content: bytes) -> int:
        raise OSError(28, "no room")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(UserError) as caught:
        erasure.erase(DECLINED, PASSPHRASE, tmp_path / "c.pdf")
    monkeypatch.undo()
    assert "nothing was erased" in caught.value.sentence and not (tmp_path / "c.pdf").exists()
    clinic.vault.lock(clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE))


def test_what_stands_against_it_leaves_everything(
    erasure: ErasureService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    path, before = tmp_path / "c.pdf", files(clinic.folder)
    assert codes_of(lambda: erasure.erase(ErasureForm("Other", declined=False), PASSPHRASE, path)) == ["name", "copy"]
    assert codes_of(lambda: erasure.erase(DECLINED, PASSPHRASE, clinic.folder / "deep" / "c.pdf")) == ["inside"]
    with pytest.raises(WrongPassphrase):
        erasure.erase(DECLINED, "wrong", path)
    with pytest.raises(NotWritten):
        erasure.erase(DECLINED, PASSPHRASE, tmp_path / "missing" / "c.pdf")
    RetentionService(administrator, clock).hold(clinic.client_ids[0], "Subpoena")
    assert codes_of(lambda: erasure.erase(DECLINED, PASSPHRASE, path)) == ["held"]
    assert not path.exists() and before <= files(clinic.folder) and not administrator.is_locked


def test_a_fresh_backup_is_enough_and_is_named(
    erasure: ErasureService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    first = erasure.outline()
    assert not first.has_copy and first.copy == "No verified backup and no archive is known."
    assert (first.clients, first.in_treatment, first.held) == (5, 5, 0)
    backups = BackupService(administrator, clock)
    (tmp_path / "backups").mkdir()
    backups.choose_folder(tmp_path / "backups")
    made = backups.back_up(quiet)
    second = erasure.outline()
    assert second.has_copy and second.copy == "Last verified backup: November 24, 2026."
    assert str(tmp_path / "backups") in second.elsewhere[0]
    erasure.erase(ErasureForm(NAME, declined=False), PASSPHRASE, tmp_path / "c.pdf")
    assert made.path.is_file()


def test_only_an_administrator_erases(as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> None:
    erasure = ErasureService(as_staff(SUPERVISOR), clock)
    with pytest.raises(NotAllowed):
        erasure.erase(DECLINED, PASSPHRASE, tmp_path / "c.pdf")


def test_the_secret_of_this_computer_is_forgotten(clinic: SmallClinic, clock: MovableClock) -> None:
    store = KeyStore()
    create_device_secret("vault", store)
    before = read_device_secret("vault", store).secret
    service = VaultService(clinic.folder, clock, kdf_cost=CHEAP, keyring=lambda: store)
    unlocked = service.unlock(ADMINISTRATOR, PASSPHRASE)
    assert unlocked.doorkeeper.forget_device_secret("vault")
    assert read_device_secret("vault", store).secret != before
    assert unlocked.doorkeeper.forget_device_secret("unknown")
    service.lock(unlocked)
