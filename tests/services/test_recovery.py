"""The recovery kit in use, on real vaults: who gets in, what no longer does, and what a power cut leaves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from iop_desktop.models import audit_chain, keyfile
from iop_desktop.models.atomic_file import write_atomically
from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.models.errors import DeviceNotEnrolled, KeyringUnavailable, VaultBusy, VaultFull, VaultMissing
from iop_desktop.models.notes import Signature
from iop_desktop.models.recovery_code import format_code
from iop_desktop.rules.vocabulary import Meaning
from iop_desktop.services import recovery
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.recovery import TypedCode, look_at_code
from iop_desktop.services.unlock_attempts import RECOVERY_KIT, TooSoonForKit, WrongPassphrase, WrongRecoveryCode
from iop_desktop.services.unlocked import load_certificate
from iop_desktop.services.vault import VaultService
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, Desk
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.key_store import KeyStore
from tests.support.power_cut import PowerCut, cut_during

NEW = "velvet copper thunder basket orchid"
OTHER_CODE = format_code(bytes(range(20)))
MISTYPED = OTHER_CODE[:-1] + ("1" if OTHER_CODE[-1] == "0" else "0")


def recover(clinic: SmallClinic, login: str = INTERN, passphrase: str = NEW, code: str = "") -> str:
    """Use the kit, lock again, and return the new code."""
    recovered = clinic.vault.recover(login, code or clinic.recovery_code, passphrase, passphrase)
    clinic.vault.lock(recovered.unlocked)
    return recovered.recovery_code


def opens(clinic: SmallClinic, login: str, passphrase: str) -> bool:
    """Whether it opens the vault, and signs; the wait after a wrong one is not counted."""
    (clinic.folder / "attempts.json").unlink(missing_ok=True)
    service = factories.vault_service(clinic.folder, clinic.vault._clock)
    try:
        unlocked = service.unlock(login, passphrase)
    except WrongPassphrase:
        return False
    try:
        unlocked.reauthenticate(passphrase)
        with unlocked.reading() as db:
            assert audit_chain.verify(db).ok
    finally:
        service.lock(unlocked)
    return True


def test_the_kit_lets_in_and_gives_a_new_pass_phrase_and_kit(clinic: SmallClinic) -> None:
    recovered = clinic.vault.recover(" DWhitfield ", clinic.recovery_code, NEW, NEW)
    assert recovered.unlocked.actor.login == INTERN
    assert recovered.unlocked.notice == ""
    assert recovered.recovery_code not in repr(recovered)
    assert recovered.unlocked.reauthenticate(NEW).certificate
    clinic.vault.lock(recovered.unlocked)
    assert opens(clinic, INTERN, NEW)
    assert not opens(clinic, INTERN, PASSPHRASE)
    with pytest.raises(WrongRecoveryCode):
        recover(clinic)
    assert recover(clinic, code=recovered.recovery_code, passphrase=PASSPHRASE) != recovered.recovery_code
    assert opens(clinic, INTERN, PASSPHRASE)


def test_a_code_is_taken_as_people_type_it(clinic: SmallClinic) -> None:
    typed = clinic.recovery_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    recover(clinic, code=f" {typed} ")
    assert opens(clinic, INTERN, NEW)


def test_everyone_else_unlocks_and_signs_as_before(clinic: SmallClinic) -> None:
    recover(clinic)
    for login in (ADMINISTRATOR, SUPERVISOR, factories.LICENSED):
        assert opens(clinic, login, PASSPHRASE)


def test_neither_file_nor_its_copy_lets_the_used_kit_in(clinic: SmallClinic) -> None:
    recover(clinic)
    (clinic.folder / "clinic.vault").unlink()
    with pytest.raises(WrongRecoveryCode):
        recover(clinic)
    assert not opens(clinic, INTERN, PASSPHRASE)
    assert opens(clinic, INTERN, NEW)


def test_the_use_stands_in_the_audit_chain(clinic: SmallClinic, as_staff: AsStaff) -> None:
    with pytest.raises(WrongRecoveryCode):
        recover(clinic, code=OTHER_CODE)
    code = recover(clinic)
    unlocked = as_staff(ADMINISTRATOR)
    (used,) = entries(unlocked, "recovery.used")
    assert used["subject_id"] == used["actor"] == str(clinic.staff[INTERN])
    assert used["details"]["without_device_secret"] is True
    assert used["details"]["earlier_certificate"] != used["details"]["certificate"]
    (failed,) = entries(unlocked, "unlock.failed")
    assert (failed["details"]["login"], failed["details"]["count"]) == (RECOVERY_KIT, 1)
    assert entries(unlocked, "vault.key_file_put_back") == []
    with unlocked.reading() as db:
        assert audit_chain.verify(db).ok
        assert db.scalars(select(Setting).where(Setting.name.startswith("recovery"))).all() == []
        everything = "".join(db.scalars(select(AuditEvent.body)))
    for secret in (code, clinic.recovery_code, NEW):
        assert secret not in everything


def test_signatures_from_before_and_after_verify(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    before = Desk(clinic, as_staff(INTERN), clock)
    note_ids = before.write_all()
    assert len(before.sign(note_ids[:2]).signed) == 2
    clinic.vault.lock(before.unlocked)
    recovered = clinic.vault.recover(INTERN, clinic.recovery_code, NEW, NEW)
    after = Desk(clinic, recovered.unlocked, clock)
    assert len(after.signing.sign(note_ids[2:], NEW).signed) == 2
    clinic.vault.lock(recovered.unlocked)
    supervisor = Desk(clinic, as_staff(SUPERVISOR), clock)
    versions = [supervisor.version_ids(note_id)[0] for note_id in note_ids]
    assert {supervisor.records.verify(version_id) for version_id in versions} == {OWED}
    for version_id in versions:
        supervisor.cosigning.mark_viewed(version_id)
    assert len(supervisor.cosigning.cosign(versions, PASSPHRASE).signed) == 4
    assert {supervisor.records.verify(version_id) for version_id in versions} == {()}
    with supervisor.unlocked.reading() as db:
        query = select(Signature.certificate_sha256).where(Signature.meaning == Meaning.AUTHOR)
        used = set(db.scalars(query))
        now = load_certificate(factories.staff_by_login(db, INTERN).certificate)
    assert len(used) == 2
    assert now.fingerprint(SHA256()).hex() in used


def test_a_wrong_or_mistyped_code_is_said_counted_and_waited_for(clinic: SmallClinic, clock: MovableClock) -> None:
    waits = []
    for code, words in ((MISTYPED, "typing mistake"), (OTHER_CODE, "newest printed kit"), ("", "typing mistake")):
        with pytest.raises(WrongRecoveryCode) as caught:
            clinic.vault.recover(INTERN, code, NEW, NEW)
        assert words in caught.value.sentence
        assert not code or code not in f"{caught.value!r}{caught.value.sentence}"
        waits.append(caught.value.wait_seconds)
    assert waits == [0, 0, 2]
    again = factories.vault_service(clinic.folder, clock)
    with pytest.raises(TooSoonForKit) as too_soon:
        again.recover(ADMINISTRATOR, clinic.recovery_code, NEW, NEW)
    assert too_soon.value.wait_seconds == 2
    assert clinic.vault.wait_seconds(INTERN) == 0
    clock.advance(seconds=2)
    again.lock(again.recover(INTERN, clinic.recovery_code, NEW, NEW).unlocked)
    with pytest.raises(WrongRecoveryCode) as caught:
        again.recover(INTERN, MISTYPED, NEW, NEW)
    assert caught.value.wait_seconds == 0


def test_a_new_pass_phrase_is_tried_at_once_after_many_wrong_ones(clinic: SmallClinic) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            clinic.vault.unlock(INTERN, "not the right words at all")
    recover(clinic)
    assert clinic.vault.wait_seconds(INTERN) == 0


@pytest.mark.parametrize(
    ("passphrase", "repeated", "code"),
    [
        ("short", "short", "short"),
        ("Harbor Light Recovery", "Harbor Light Recovery", "weak"),
        (NEW, NEW + "x", "differs"),
    ],
)
def test_a_pass_phrase_that_may_not_guard_the_vault(
    clinic: SmallClinic, passphrase: str, repeated: str, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        clinic.vault.recover(INTERN, clinic.recovery_code, passphrase, repeated)
    assert code in {refusal.code for refusal in caught.value.refusals}
    assert opens(clinic, INTERN, PASSPHRASE)
    recover(clinic)


def test_only_active_staff_are_let_in(clinic: SmallClinic, as_staff: AsStaff) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        factories.staff_by_login(db, INTERN).active = False
    clinic.vault.lock(unlocked)
    for login in (INTERN, "nobody"):
        with pytest.raises(NotAllowed) as caught:
            recover(clinic, login)
        assert "active staff" in caught.value.sentence
    recover(clinic, SUPERVISOR)


def test_an_open_or_missing_vault_is_left_alone(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    unlocked = as_staff(INTERN)
    other = factories.vault_service(clinic.folder, clock)
    with pytest.raises(VaultBusy):
        other.recover(INTERN, clinic.recovery_code, NEW, NEW)
    clinic.vault.lock(unlocked)
    assert opens(clinic, INTERN, PASSPHRASE)
    with pytest.raises(VaultMissing):
        factories.vault_service(clinic.folder / "nowhere", clock).recover(INTERN, OTHER_CODE, NEW, NEW)


def bound_clinic(folder: Path, clock: MovableClock, store: KeyStore) -> str:
    """A clinic whose two people need the key store. Returns the recovery code."""
    service = VaultService(folder, clock, kdf_cost=CHEAP, keyring=lambda: store)
    made = service.set_up(factories.clinic_form(without_device_secret=False))
    factories.add_staff(made.unlocked, clock)
    service.lock(made.unlocked)
    return made.recovery_code


def test_after_the_key_store_was_reset_the_kit_binds_anew(tmp_path: Path, clock: MovableClock) -> None:
    code = bound_clinic(tmp_path / "clinic", clock, KeyStore())
    reset = KeyStore()
    service = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=lambda: reset)
    with pytest.raises(DeviceNotEnrolled) as caught:
        service.unlock(INTERN, PASSPHRASE)
    assert "does not hold the second secret" in caught.value.sentence
    assert "recovery kit" in caught.value.sentence
    recovered = service.recover(INTERN, code, NEW, NEW)
    assert recovered.unlocked.notice == ""
    (used,) = entries(recovered.unlocked, "recovery.used")
    assert used["details"]["without_device_secret"] is False
    service.lock(recovered.unlocked)
    service.lock(service.unlock(INTERN, NEW))
    elsewhere = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=KeyStore)
    with pytest.raises(DeviceNotEnrolled):
        elsewhere.unlock(INTERN, NEW)


def test_without_a_key_store_the_pass_phrase_alone_is_taken_and_said(tmp_path: Path, clock: MovableClock) -> None:
    code = bound_clinic(tmp_path / "clinic", clock, KeyStore())
    service = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=lambda: None)
    with pytest.raises(KeyringUnavailable) as caught:
        service.unlock(INTERN, PASSPHRASE)
    assert "recovery kit" in caught.value.sentence
    recovered = service.recover(INTERN, code, NEW, NEW)
    assert "pass phrase alone" in recovered.unlocked.notice
    service.lock(recovered.unlocked)
    service.lock(service.unlock(INTERN, NEW))


def cut_during_recovery(clinic: SmallClinic, cut: PowerCut, clock: MovableClock) -> None:
    service = factories.vault_service(clinic.folder, clock)
    cut_during(lambda: service.recover(INTERN, clinic.recovery_code, NEW, NEW), cut)


# Before the rows are committed, after it, and between the writings of the key file; its copy is written first.
BEFORE_THE_KEY_FILE = [
    lambda: PowerCut(recovery, "identity_of"),
    lambda: PowerCut(recovery, "append"),
    lambda: PowerCut(keyfile.KeyFile, "save"),
    lambda: PowerCut(keyfile, "write_atomically", 1),
    lambda: PowerCut(keyfile, "write_atomically", 2),
]
AFTER_THE_KEY_FILE = [
    lambda: PowerCut(keyfile.KeyFile, "save", 2),
    lambda: PowerCut(keyfile, "write_atomically", 4),
    lambda: PowerCut(recovery, "remember_key_file"),
]


@pytest.mark.parametrize("cut", BEFORE_THE_KEY_FILE)
def test_a_power_cut_before_the_key_file_is_written_changes_nothing(
    clinic: SmallClinic, clock: MovableClock, cut: Callable[[], PowerCut]
) -> None:
    cut_during_recovery(clinic, cut(), clock)
    assert opens(clinic, SUPERVISOR, PASSPHRASE)
    assert not opens(clinic, INTERN, NEW)
    assert opens(clinic, INTERN, PASSPHRASE)
    recover(clinic)
    assert opens(clinic, INTERN, NEW)


@pytest.mark.parametrize("cut", BEFORE_THE_KEY_FILE[2:])
def test_the_kit_is_used_again_right_after_a_power_cut(
    clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff, cut: Callable[[], PowerCut]
) -> None:
    cut_during_recovery(clinic, cut(), clock)
    recover(clinic)
    assert opens(clinic, INTERN, NEW)
    unlocked = as_staff(ADMINISTRATOR)
    assert [len(entries(unlocked, f"recovery.{name}")) for name in ("used", "undone")] == [2, 1]


@pytest.mark.parametrize("cut", AFTER_THE_KEY_FILE)
def test_a_power_cut_after_the_key_file_is_written_keeps_the_new_pass_phrase(
    clinic: SmallClinic, clock: MovableClock, cut: Callable[[], PowerCut]
) -> None:
    cut_during_recovery(clinic, cut(), clock)
    assert opens(clinic, SUPERVISOR, PASSPHRASE)
    assert opens(clinic, INTERN, NEW)
    assert not opens(clinic, INTERN, PASSPHRASE)
    with pytest.raises(WrongRecoveryCode):
        recover(clinic)


@pytest.mark.parametrize("number", [1, 2])
def test_a_full_disk_takes_everything_back(clinic: SmallClinic, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    calls: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        calls.append(path)
        if len(calls) == number:
            raise OSError(28, "full")
        write_atomically(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(keyfile, "write_atomically", full)
        with pytest.raises(VaultFull):
            recover(clinic)
    assert opens(clinic, INTERN, PASSPHRASE)
    assert not opens(clinic, INTERN, NEW)
    recover(clinic)


def test_a_failure_of_the_second_writing_does_no_harm(clinic: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        calls.append(path)
        if len(calls) > 2:
            raise OSError(28, "full")
        write_atomically(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(keyfile, "write_atomically", full)
        code = recover(clinic)
    assert opens(clinic, INTERN, NEW)
    recover(clinic, code=code)


def test_a_key_file_replaced_in_spite_of_an_error_counts(clinic: SmallClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def late_error(path: Path, content: bytes) -> None:
        write_atomically(path, content)
        if path.name == "clinic.vault":
            raise OSError(5, "folder not flushed")

    with monkeypatch.context() as patch:
        patch.setattr(keyfile, "write_atomically", late_error)
        code = recover(clinic)
    assert opens(clinic, INTERN, NEW)
    recover(clinic, code=code)


def test_an_older_key_file_put_back_is_noticed(clinic: SmallClinic, as_staff: AsStaff, tmp_path: Path) -> None:
    kept = tmp_path / "kept.vault"
    shutil.copy(clinic.folder / "clinic.vault", kept)
    recover(clinic)
    shutil.copy(kept, clinic.folder / "clinic.vault")
    assert "older than the records" in as_staff(ADMINISTRATOR).notice


def test_nothing_secret_is_left_in_clear(clinic: SmallClinic) -> None:
    code = recover(clinic)
    for path in (path for path in clinic.folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for secret in (code, clinic.recovery_code, NEW, code.replace("-", "")):
            assert secret.encode() not in content


def test_what_is_kept_for_going_back_is_whole(clinic: SmallClinic, as_staff: AsStaff) -> None:
    with as_staff(ADMINISTRATOR).reading() as db:
        staff = factories.staff_by_login(db, INTERN)
        earlier = (staff.slot_id, staff.slot_public_key, staff.certificate, staff.sealed_signing_key)
        kept, other = recovery._kept(staff), Staff()
    recovery._put_back(other, json.loads(kept.value))
    assert (other.slot_id, other.slot_public_key, other.certificate, other.sealed_signing_key) == earlier


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("", TypedCode.UNFINISHED),
        (OTHER_CODE[:20].lower(), TypedCode.UNFINISHED),
        (OTHER_CODE.replace("-", "  ").replace("0", "O"), TypedCode.WHOLE),
        (MISTYPED, TypedCode.MISTYPED),
        (OTHER_CODE + "A", TypedCode.MISTYPED),
        ("UU", TypedCode.MISTYPED),
    ],
)
def test_a_code_is_looked_at_while_it_is_typed(typed: str, seen: TypedCode) -> None:
    assert look_at_code(typed) is seen
