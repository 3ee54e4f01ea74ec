"""The vault from outside: state, set-up, unlocking, locking, and what the audit chain holds of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from iop_desktop.models import audit_chain
from iop_desktop.models.clinic import Clinic, Program, Staff
from iop_desktop.models.errors import (
    DatabaseMissing,
    DeviceNotEnrolled,
    KeyFileMissing,
    KeyringUnavailable,
    VaultBusy,
    VaultClosed,
    VaultExists,
    VaultFull,
    VaultMissing,
)
from iop_desktop.models.kdf import FLOOR
from iop_desktop.rules.vocabulary import Population, Role
from iop_desktop.services import new_vault
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.front_door import VaultState
from iop_desktop.services.own_passphrase import OwnPassphraseService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlock_attempts import TooSoon, WrongPassphrase
from iop_desktop.services.vault import VaultService
from tests import factories
from tests.factories import ADMINISTRATOR, CHEAP, INTERN, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.audit_log import actions, entries
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

WRONG = "not the right words at all"


class FakeKeyStore:
    """A key store that keeps its entries in memory, or refuses to."""

    def __init__(self, *, forgetful: bool = False) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.forgetful = forgetful

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.forgetful:
            self.entries[service, username] = password


def fail(service: VaultService, times: int, login: str = ADMINISTRATOR) -> float:
    wait = 0.0
    for _ in range(times):
        with pytest.raises(WrongPassphrase) as caught:
            service.unlock(login, WRONG)
        wait = caught.value.wait_seconds
    return wait


def test_a_new_clinic_has_its_first_rows_and_is_open(tmp_path: Path, clock: MovableClock) -> None:
    service = factories.vault_service(tmp_path / "clinic", clock)
    assert service.state() is VaultState.ABSENT
    made = service.set_up(factories.clinic_form())
    assert service.state() is VaultState.READY
    assert service.logins() == (ADMINISTRATOR,)
    assert made.unlocked.actor.roles == {Role.ADMINISTRATOR}
    assert made.unlocked.clinic_name == "Harbor Light Recovery"
    assert str(made.unlocked.zone) == factories.ZONE
    with made.unlocked.reading() as db:
        assert db.scalars(select(Clinic.name)).one() == "Harbor Light Recovery"
        program = db.scalars(select(Program)).one()
        assert (program.minimum_age, program.maximum_age, program.weekly_minutes_minimum) == (18, None, 540)
        assert db.scalars(select(Staff.login)).all() == [ADMINISTRATOR]
    assert actions(made.unlocked)[:3] == ["clinic.created", "staff.added", "program.added"]
    assert made.recovery_code not in repr(made)
    service.lock(made.unlocked)


def test_an_adolescent_program_starts_with_its_own_ages(tmp_path: Path, clock: MovableClock) -> None:
    service = factories.vault_service(tmp_path / "clinic", clock)
    made = service.set_up(factories.clinic_form(population=Population.ADOLESCENT))
    with made.unlocked.reading() as db:
        program = db.scalars(select(Program)).one()
        assert (program.minimum_age, program.maximum_age, program.weekly_minutes_minimum) == (12, 17, 360)
    service.lock(made.unlocked)


def test_the_recovery_code_opens_the_vault_keys(clinic: SmallClinic, clock: MovableClock) -> None:
    key_file = clinic.vault._doorkeeper.key_file()
    opened = key_file.unlock_with_recovery(clinic.recovery_code)
    assert opened.staff_id == ""


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"clinic_name": " "}, ["clinic-name"]),
        ({"program_name": ""}, ["program-name"]),
        ({"zone": "Mars/Olympus"}, ["zone"]),
        ({"zone": "../../etc/passwd"}, ["zone"]),
        (
            {"clinic_name": "", "administrator": factories.staff_form("x", "", Role.ADMINISTRATOR)},
            ["clinic-name", "name", "login"],
        ),
        (
            {"administrator": factories.staff_form("pnair", "P", Role.ADMINISTRATOR, passphrase="short", repeated="")},
            ["short", "weak", "differs"],
        ),
        (
            {
                "administrator": factories.staff_form(
                    "pnair",
                    "Priya Nair",
                    Role.ADMINISTRATOR,
                    passphrase="Harbor Light Recovery",
                    repeated="Harbor Light Recovery",
                )
            },
            ["weak"],
        ),
    ],
)
def test_a_form_with_mistakes_makes_nothing(
    tmp_path: Path, clock: MovableClock, changes: dict[str, Any], codes: list[str]
) -> None:
    folder = tmp_path / "clinic"
    assert codes_of(lambda: factories.vault_service(folder, clock).set_up(factories.clinic_form(**changes))) == codes
    assert not folder.exists()


def test_a_second_set_up_leaves_the_first_alone(clinic: SmallClinic) -> None:
    before = (clinic.folder / "clinic.vault").read_bytes()
    with pytest.raises(VaultExists) as caught:
        clinic.vault.set_up(factories.clinic_form())
    assert "left as it is" in caught.value.sentence
    assert (clinic.folder / "clinic.vault").read_bytes() == before
    assert not (clinic.folder / "setting-up").exists()


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt(), RuntimeError("anything")])
@pytest.mark.parametrize("step", ["seal_root", "remember_key_file", "new_program"])
def test_a_failure_in_the_middle_of_set_up_leaves_nothing(
    tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    folder = tmp_path / "deep" / "clinic"

    def broken(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(new_vault, step, broken)
        with pytest.raises(VaultFull if isinstance(error, OSError) else type(error)):
            factories.vault_service(folder, clock).set_up(factories.clinic_form())
    assert not folder.exists()
    service = factories.vault_service(folder, clock)
    service.lock(service.set_up(factories.clinic_form()).unlocked)
    assert service.state() is VaultState.READY


def test_set_up_in_a_folder_with_other_things_keeps_them(tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    service = factories.vault_service(folder, clock)
    with pytest.raises(Refused):
        service.set_up(factories.clinic_form(clinic_name=""))
    service.lock(service.set_up(factories.clinic_form()).unlocked)
    assert (folder / "kept.txt").read_text() == "kept"
    assert service.unlock(ADMINISTRATOR, PASSPHRASE).actor.login == ADMINISTRATOR


def test_without_a_key_store_set_up_asks_and_makes_nothing(tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    with pytest.raises(KeyringUnavailable) as caught:
        factories.vault_service(folder, clock).set_up(factories.clinic_form(without_device_secret=False))
    assert "key store" in caught.value.sentence
    assert not folder.exists()


def test_a_forgetful_key_store_is_not_trusted(tmp_path: Path, clock: MovableClock) -> None:
    store = FakeKeyStore(forgetful=True)
    service = VaultService(tmp_path / "clinic", clock, kdf_cost=CHEAP, keyring=lambda: store)
    with pytest.raises(KeyringUnavailable):
        service.set_up(factories.clinic_form(without_device_secret=False))


def test_a_device_secret_binds_the_vault_to_this_computer(tmp_path: Path, clock: MovableClock) -> None:
    store = FakeKeyStore()
    folder = tmp_path / "clinic"
    service = VaultService(folder, clock, kdf_cost=CHEAP, keyring=lambda: store)
    service.lock(service.set_up(factories.clinic_form(without_device_secret=False)).unlocked)
    unlocked = service.unlock(ADMINISTRATOR, PASSPHRASE)
    factories.add_staff(unlocked, clock)
    service.lock(unlocked)
    service.lock(service.unlock(INTERN, PASSPHRASE))
    elsewhere = VaultService(folder, clock, kdf_cost=CHEAP, keyring=FakeKeyStore)
    for login in (ADMINISTRATOR, INTERN):
        with pytest.raises(DeviceNotEnrolled):
            elsewhere.unlock(login, PASSPHRASE)
    with pytest.raises(KeyringUnavailable):
        VaultService(folder, clock, kdf_cost=CHEAP, keyring=lambda: None).unlock(ADMINISTRATOR, PASSPHRASE)
    assert elsewhere.wait_seconds(ADMINISTRATOR) == 0


def test_unlocking_tells_who_it_is(clinic: SmallClinic, as_staff: AsStaff) -> None:
    unlocked = as_staff(INTERN)
    assert unlocked.actor.signed_name == "Dana Whitfield, MSW Intern"
    assert unlocked.actor.needs_cosignature
    assert unlocked.notice == ""
    assert clinic.vault.logins() == ("pnair", "mokafor", "jortiz", "dwhitfield")


def test_the_production_cost_is_never_below_the_floor(clinic: SmallClinic, clock: MovableClock) -> None:
    production = VaultService(clinic.folder, clock, keyring=lambda: None)
    assert production._doorkeeper._floor == FLOOR
    with pytest.raises(Exception, match="KeyFileDamaged"):
        production.unlock(INTERN, PASSPHRASE)


def test_wrong_pass_phrases_wait_longer_each_time(clinic: SmallClinic, clock: MovableClock) -> None:
    waits = []
    for _ in range(5):
        waits.append(fail(clinic.vault, 1))
        clock.advance(seconds=waits[-1])
    assert waits == [0, 0, 2, 4, 8]


def test_while_waiting_not_even_the_right_pass_phrase_is_tried(clinic: SmallClinic, clock: MovableClock) -> None:
    assert fail(clinic.vault, 3) == 2
    with pytest.raises(TooSoon) as caught:
        clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    assert caught.value.wait_seconds == 2
    assert "wait" in caught.value.sentence
    clock.advance(seconds=2)
    clinic.vault.lock(clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE))
    assert fail(clinic.vault, 1) == 0


def test_the_wait_of_one_person_does_not_hold_up_another(clinic: SmallClinic) -> None:
    fail(clinic.vault, 3)
    assert clinic.vault.wait_seconds(ADMINISTRATOR) == 2
    assert clinic.vault.wait_seconds(INTERN) == 0
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE))


def test_the_wait_survives_a_restart(clinic: SmallClinic, clock: MovableClock) -> None:
    fail(clinic.vault, 3)
    again = factories.vault_service(clinic.folder, clock)
    assert again.wait_seconds(ADMINISTRATOR) == 2
    with pytest.raises(TooSoon):
        again.unlock(ADMINISTRATOR, PASSPHRASE)


def test_guessing_on_and_on_ends_in_a_lock_out_that_survives_a_restart(
    clinic: SmallClinic, clock: MovableClock
) -> None:
    for _ in range(20):
        fail(clinic.vault, 1)
        clock.advance(minutes=6)
    again = factories.vault_service(clinic.folder, clock)
    assert again.wait_seconds(ADMINISTRATOR) == 24 * 60
    with pytest.raises(TooSoon) as caught:
        again.unlock(ADMINISTRATOR, PASSPHRASE)
    assert "locked for half an hour" in caught.value.sentence
    clock.advance(minutes=24)
    clinic.vault.lock(again.unlock(ADMINISTRATOR, PASSPHRASE))


def test_leaving_the_login_out_is_no_way_around_the_wait(clinic: SmallClinic, clock: MovableClock) -> None:
    own = "amber harbor violin seventeen"
    unlocked = clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    OwnPassphraseService(unlocked).change(PASSPHRASE, own, own)
    clinic.vault.lock(unlocked)
    fail(clinic.vault, 8)
    with pytest.raises(WrongPassphrase) as caught:
        clinic.vault.unlock_any(own)
    assert "do not open" in caught.value.sentence
    clock.advance(minutes=30)
    clinic.vault.lock(clinic.vault.unlock_any(own))


def test_a_clock_set_back_neither_ends_nor_prolongs_the_wait(clinic: SmallClinic, clock: MovableClock) -> None:
    fail(clinic.vault, 3)
    clock.advance(days=-3)
    assert clinic.vault.wait_seconds(ADMINISTRATOR) == 2
    clock.advance(seconds=1)
    assert clinic.vault.wait_seconds(ADMINISTRATOR) == 1
    clock.advance(seconds=1)
    clinic.vault.lock(clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE))


def test_failures_are_in_the_audit_chain_at_the_next_unlock(clinic: SmallClinic, as_staff: AsStaff) -> None:
    fail(clinic.vault, 2)
    fail(clinic.vault, 1, "Amara Okonkwo")
    unlocked = as_staff(INTERN)
    found = {entry["details"]["login"]: entry["details"]["count"] for entry in entries(unlocked, "unlock.failed")}
    assert found == {ADMINISTRATOR: 2, "": 1}
    again = as_staff(ADMINISTRATOR)
    assert len(entries(again, "unlock.failed")) == 2


def test_what_was_typed_as_an_unknown_login_is_kept_nowhere(clinic: SmallClinic) -> None:
    fail(clinic.vault, 3, "Amara Okonkwo")
    for path in clinic.folder.iterdir():
        assert b"Okonkwo" not in path.read_bytes()
    assert clinic.vault.wait_seconds("somebody else") == 2


def test_login_names_do_not_mind_case_and_spaces(clinic: SmallClinic) -> None:
    clinic.vault.lock(clinic.vault.unlock(" DWhitfield ", PASSPHRASE))
    fail(clinic.vault, 3, " PNAIR")
    assert clinic.vault.wait_seconds(ADMINISTRATOR) == 2


def test_a_damaged_or_unwritable_count_never_keeps_people_out(clinic: SmallClinic, clock: MovableClock) -> None:
    for content in (b"\x00\xff", b"{}", b"[1]", b'[{"login": 3}]', b"null"):
        (clinic.folder / "attempts.json").write_bytes(content)
        service = factories.vault_service(clinic.folder, clock)
        service.lock(service.unlock(INTERN, PASSPHRASE))
    (clinic.folder / "attempts.json").unlink()
    (clinic.folder / "attempts.json").mkdir()
    assert fail(clinic.vault, 3) == 2


def test_staff_who_left_are_not_let_in(clinic: SmallClinic, as_staff: AsStaff) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        factories.staff_by_login(db, INTERN).active = False
    with pytest.raises(NotAllowed) as caught:
        as_staff(INTERN)
    assert "no longer active" in caught.value.sentence
    clinic.vault.lock(clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE))


def test_a_second_opening_of_the_same_vault_is_refused(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(INTERN)
    with pytest.raises(VaultBusy):
        factories.vault_service(clinic.folder, clock).unlock(ADMINISTRATOR, PASSPHRASE)
    assert actions(unlocked)[-1] == "vault.unlocked"


def test_locking_closes_everything_and_is_written_down(clinic: SmallClinic, as_staff: AsStaff) -> None:
    unlocked = as_staff(INTERN)
    clinic.vault.lock(unlocked)
    clinic.vault.lock(unlocked)
    assert unlocked.is_locked
    with pytest.raises(VaultClosed), unlocked.reading():
        pass
    assert not list(clinic.folder.glob("*-wal"))
    assert actions(as_staff(INTERN))[-2:] == ["vault.locked", "vault.unlocked"]


def test_an_old_key_file_put_back_is_noticed(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    old = clinic.folder.parent / "old"
    shutil.copy(clinic.folder / "clinic.vault", old)
    administrator = as_staff(ADMINISTRATOR)
    StaffService(administrator, clock).add(factories.staff_form("newone", "New One", Role.FACILITATOR))
    clinic.vault.lock(administrator)
    shutil.copy(old, clinic.folder / "clinic.vault")
    unlocked = as_staff(ADMINISTRATOR)
    assert "older than the records" in unlocked.notice
    assert entries(unlocked, "vault.key_file_put_back")[0]["details"] == {"standing": "older"}


def test_states_of_half_a_vault(clinic: SmallClinic, tmp_path: Path, clock: MovableClock) -> None:
    key_file, database = clinic.folder / "clinic.vault", clinic.folder / "clinic.db"
    hidden = database.rename(tmp_path / "hidden.db")
    with pytest.raises(DatabaseMissing):
        clinic.vault.state()
    hidden.rename(database)
    for path in clinic.folder.glob("clinic.vault*"):
        path.unlink()
    with pytest.raises(KeyFileMissing):
        clinic.vault.state()
    assert not key_file.exists()
    with pytest.raises(KeyFileMissing):
        clinic.vault.unlock(INTERN, PASSPHRASE)
    with pytest.raises(VaultMissing):
        factories.vault_service(tmp_path / "nowhere", clock).unlock(INTERN, PASSPHRASE)


def test_the_audit_chain_holds_after_a_story(clinic: SmallClinic, as_staff: AsStaff) -> None:
    fail(clinic.vault, 2)
    as_staff(INTERN)
    as_staff(factories.SUPERVISOR)
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.reading() as db:
        verdict = audit_chain.verify(db)
    assert verdict.ok
    assert verdict.entries > 10


def test_errors_and_representations_hold_no_pass_phrase_and_no_name(clinic: SmallClinic) -> None:
    with pytest.raises(WrongPassphrase) as caught:
        clinic.vault.unlock("Amara Okonkwo", WRONG)
    said = f"{caught.value!r} {caught.value} {caught.value.sentence}"
    assert WRONG not in said
    assert "Okonkwo" not in said


def test_moments_are_kept_in_utc(clinic: SmallClinic, as_staff: AsStaff) -> None:
    entry = entries(as_staff(INTERN), "vault.unlocked")[-1]
    assert datetime.fromisoformat(entry["at"]) == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert datetime.fromisoformat(entry["at"]).utcoffset() == timedelta(0)
