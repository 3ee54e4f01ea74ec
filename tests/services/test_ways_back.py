"""Somebody who was sent away tries the other doors: codes they made before, a backup of when they were trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.models.backup import make_backup
from iop_desktop.models.clinic import Staff
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.security_notices import SecurityNoticeService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.unlock_attempts import WrongInvitation
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_invitations import NEW, accept, form, invitation_slots
from tests.services.test_recovery import opens
from tests.services.test_restoring import no_step, open_as, opener, restore
from tests.services.test_suspension import WHY
from tests.support.audit_log import entries
from tests.support.clock import MovableClock

BOTH = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


@pytest.fixture
def second(clinic: SmallClinic, as_staff: AsStaff) -> str:
    """The supervisor is an administrator as well."""
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        db.get_one(Staff, clinic.staff[SUPERVISOR]).roles = BOTH
    clinic.vault.lock(unlocked)
    return SUPERVISOR


def invite_as(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, login: str) -> list[str]:
    """Codes for somebody new and for a colleague, made by ``login``."""
    unlocked = as_staff(login)
    invitations = InvitationService(unlocked, clock)
    codes = [invitations.invite(form()).code, invitations.invite_again(clinic.staff[INTERN]).code]
    clinic.vault.lock(unlocked)
    return codes


@pytest.mark.parametrize("way", ["suspended", "left"])
def test_invitations_of_who_was_sent_away_open_nothing(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, second: str, way: str
) -> None:
    codes = invite_as(clinic, as_staff, clock, second)
    unlocked = as_staff(ADMINISTRATOR)
    if way == "suspended":
        said = SuspensionService(unlocked, clock).suspend(clinic.staff[second], WHY).message
    else:
        said = StaffService(unlocked, clock).leave(clinic.staff[second], "Moved away").message
    assert "2 invitations they made" in said
    assert len(entries(unlocked, "invitation.withdrawn")) == 2
    clinic.vault.lock(unlocked)
    assert invitation_slots(clinic) == 0
    for code, login in zip(codes, ("rhaddad", INTERN), strict=True):
        with pytest.raises(WrongInvitation):
            accept(clinic, code, login)
        clock.advance(hours=2)


def test_nor_do_those_of_who_manages_staff_no_more(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, second: str
) -> None:
    code, _ = invite_as(clinic, as_staff, clock, second)
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        db.get_one(Staff, clinic.staff[second]).roles = frozenset({Role.SUPERVISOR})
    clinic.vault.lock(unlocked)
    with pytest.raises(NotAllowed):
        accept(clinic, code)
    assert not opens(clinic, "rhaddad", NEW)


def test_invitations_of_others_stay(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, second: str) -> None:
    code, _ = invite_as(clinic, as_staff, clock, ADMINISTRATOR)
    unlocked = as_staff(ADMINISTRATOR)
    assert "invitation" not in SuspensionService(unlocked, clock).suspend(clinic.staff[second], WHY).message
    clinic.vault.lock(unlocked)
    clinic.vault.lock(accept(clinic, code))
    assert opens(clinic, "rhaddad", NEW)


@pytest.fixture
def old_backup(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, second: str, tmp_path: Path) -> Path:
    """Of the day on which both were administrators."""
    unlocked = as_staff(LICENSED)
    made = make_backup(unlocked.vault, tmp_path / "old", clinic=unlocked.clinic_name, now=clock(), step=no_step)
    clinic.vault.lock(unlocked)
    return made.path


@pytest.mark.parametrize("way", ["suspended", "left"])
def test_who_was_sent_away_does_not_put_back_the_records_of_before(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, second: str, old_backup: Path, way: str
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    if way == "suspended":
        SuspensionService(unlocked, clock).suspend(clinic.staff[second], WHY)
    else:
        StaffService(unlocked, clock).leave(clinic.staff[second], "Moved away")
    clinic.vault.lock(unlocked)
    with pytest.raises(NotAllowed) as caught:
        restore(clinic, open_as(old_backup, second), clock)
    assert "Nothing was changed" in caught.value.sentence
    restore(clinic, open_as(old_backup, ADMINISTRATOR), clock)


def test_a_key_file_that_nobody_can_read_stops_no_restore(
    clinic: SmallClinic, second: str, old_backup: Path, clock: MovableClock
) -> None:
    for path in clinic.folder.glob("clinic.vault*"):
        path.write_bytes(b"torn")
    restore(clinic, open_as(old_backup, second), clock)


def test_the_kit_of_that_day_restores_whoever_is_here_now(
    clinic: SmallClinic, second: str, old_backup: Path, clock: MovableClock
) -> None:
    restore(clinic, opener().open_with_kit(old_backup, clinic.recovery_code), clock)


def test_a_restore_says_on_today_who_gets_in_again(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, old_backup: Path
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    SuspensionService(unlocked, clock).suspend(clinic.staff[LICENSED], WHY)
    StaffService(unlocked, clock).leave(clinic.staff[INTERN], "Moved away")
    clinic.vault.lock(unlocked)
    restore(clinic, open_as(old_backup, ADMINISTRATOR), clock)
    unlocked = as_staff(SUPERVISOR)
    service = SecurityNoticeService(unlocked, clock)
    (found,) = service.rows()
    assert all(db_name(unlocked, clinic, login) in found.story for login in (INTERN, LICENSED))
    assert db_name(unlocked, clinic, SUPERVISOR) not in found.story
    assert found.may_mark
    service.mark_seen(found.notice_id)
    assert service.rows() == ()
    (entry,) = entries(unlocked, "vault.restored")
    assert entry["details"]["open_again"] == sorted(str(clinic.staff[login]) for login in (INTERN, LICENSED))


def test_a_restore_by_the_kit_is_told_too(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, old_backup: Path
) -> None:
    restore(clinic, opener().open_with_kit(old_backup, clinic.recovery_code), clock)
    service = SecurityNoticeService(as_staff(ADMINISTRATOR), clock)
    (found,) = service.rows()
    assert found.story.startswith("The recovery kit put a backup")
    assert "Nobody can open them who could not before." in found.story
    service.mark_seen(found.notice_id)


def db_name(unlocked: Unlocked, clinic: SmallClinic, login: str) -> str:
    with unlocked.reading() as db:
        return db.get_one(Staff, clinic.staff[login]).name
