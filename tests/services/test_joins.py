"""What each does rightly by itself, one after the other in the same records: nobody is locked out, no false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.models.backup import make_backup
from iop_desktop.services.audit import AuditService
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.kits import KitService
from iop_desktop.services.second_factor import SecondFactorNeeded
from iop_desktop.services.staff import StaffService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_invitations import NEW, accept, form
from tests.services.test_recovery import opens
from tests.services.test_restoring import no_step, open_as, restore
from tests.services.test_second_factor import code_of, enrol
from tests.services.test_suspension import WHY
from tests.support.clock import MovableClock


def whole(unlocked: Unlocked) -> None:
    verdict = AuditService(unlocked).verify()
    assert verdict.ok, verdict.problems


def everything_at_once(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> tuple[str, str]:
    """Somebody invited, one with a second factor suspended, a new kit, a new vault key; the code and that secret."""
    secret = enrol(as_staff(INTERN), clock)[0]
    unlocked = as_staff(ADMINISTRATOR)
    code = InvitationService(unlocked, clock).invite(form()).code
    SuspensionService(unlocked, clock).suspend(clinic.staff[INTERN], WHY)
    kits = KitService(unlocked, clock)
    kits.put_in_use(kits.begin(PASSPHRASE))
    whole(unlocked)
    StaffService(unlocked, clock).new_vault_key()
    whole(unlocked)
    clinic.vault.lock(unlocked)
    return code, secret


def test_invited_suspended_and_second_factor_outlive_new_kit_and_key(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    code, secret = everything_at_once(clinic, as_staff, clock)
    joined = accept(clinic, code)
    whole(joined)
    clinic.vault.lock(joined)
    unlocked = as_staff(ADMINISTRATOR)
    SuspensionService(unlocked, clock).end(clinic.staff[INTERN])
    whole(unlocked)
    clinic.vault.lock(unlocked)
    clock.advance(minutes=5)
    with pytest.raises(SecondFactorNeeded):
        clinic.vault.unlock(INTERN, PASSPHRASE)
    back = clinic.vault.unlock(INTERN, PASSPHRASE, code_of(secret, clock))
    whole(back)
    clinic.vault.lock(back)
    assert opens(clinic, "rhaddad", NEW)


def test_a_backup_of_that_hour_comes_back_whole(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path
) -> None:
    code, _ = everything_at_once(clinic, as_staff, clock)
    unlocked = as_staff(LICENSED)
    backup = make_backup(unlocked.vault, tmp_path / "b", clinic=unlocked.clinic_name, now=clock(), step=no_step).path
    clinic.vault.lock(unlocked)
    unlocked = as_staff(ADMINISTRATOR)
    SuspensionService(unlocked, clock).end(clinic.staff[INTERN])
    StaffService(unlocked, clock).new_vault_key()
    StaffService(unlocked, clock).leave(clinic.staff[LICENSED], "Moved away")
    clinic.vault.lock(unlocked)
    clock.advance(minutes=5)
    restore(clinic, open_as(backup, ADMINISTRATOR), clock)
    unlocked = as_staff(ADMINISTRATOR)
    assert unlocked.notice == ""
    whole(unlocked)
    SuspensionService(unlocked, clock).end(clinic.staff[INTERN])
    whole(unlocked)
    StaffService(unlocked, clock).new_vault_key()
    whole(unlocked)
    clinic.vault.lock(unlocked)
    assert opens(clinic, SUPERVISOR, PASSPHRASE)
    whole(accept(clinic, code))
