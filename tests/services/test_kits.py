"""A new recovery kit and the test of the old one: which paper opens the records at every moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.models import errors, keyfile
from iop_desktop.models.clinic import Setting
from iop_desktop.models.errors import VaultFull
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.vault_folder import key_file_path
from iop_desktop.services import kits
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.kits import KitService, confirm_put_away
from iop_desktop.services.security_notices import SecurityNoticeService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlock_attempts import TooSoonForKit, WrongPassphrase, WrongRecoveryCode
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_recovery import NEW, OTHER_CODE, recover
from tests.support.audit_log import actions
from tests.support.clock import MovableClock
from tests.support.power_cut import PowerCut


def kit_opens(unlocked: Unlocked, code: str) -> bool:
    """Whether the code opens the key file as it is on the disk; nothing is counted."""
    try:
        unlocked.doorkeeper.key_file().unlock_with_recovery(code).wipe()
    except errors.WrongPassphrase:
        return False
    return True


def needs(unlocked: Unlocked, clock: MovableClock, *kinds: NeedKind) -> list[Need]:
    return [need for need in TodayService(unlocked, clock).view().needs if need.kind in kinds]


def test_the_earlier_kit_is_valid_until_the_new_one_is_put_away(
    clinic: SmallClinic, administrator: Unlocked, clock: MovableClock, as_staff: AsStaff
) -> None:
    service = KitService(administrator, clock)
    others = {slot.slot_id for slot in administrator.doorkeeper.key_file().slots() if slot.kind is SlotKind.PASSPHRASE}
    clock.advance(days=3)
    new = service.begin(PASSPHRASE)
    assert new.code not in repr(new)
    assert kit_opens(administrator, clinic.recovery_code)
    assert not kit_opens(administrator, new.code)
    told = service.put_in_use(new)
    assert "earlier one no longer opens" in told.message
    assert not kit_opens(administrator, clinic.recovery_code)
    assert kit_opens(administrator, new.code)
    slots = administrator.doorkeeper.key_file().slots()
    assert {slot.slot_id for slot in slots if slot.kind is SlotKind.PASSPHRASE} == others
    assert actions(administrator)[-1] == "recovery_kit.replaced"
    assert service.overview().made_at == clock()
    with pytest.raises(Refused):
        service.put_in_use(new)
    opened = as_staff(INTERN)
    assert opened.notice == ""
    clinic.vault.lock(opened)
    assert recover(clinic, code=new.code) != new.code


def test_neither_the_key_file_nor_its_copy_lets_the_earlier_kit_in(
    clinic: SmallClinic, administrator: Unlocked, clock: MovableClock
) -> None:
    service = KitService(administrator, clock)
    service.put_in_use(service.begin(PASSPHRASE))
    key_file_path(clinic.folder).unlink()
    assert not kit_opens(administrator, clinic.recovery_code)


def test_the_new_kit_stays_through_a_new_vault_key(administrator: Unlocked, clock: MovableClock) -> None:
    service = KitService(administrator, clock)
    new = service.begin(PASSPHRASE)
    service.put_in_use(new)
    staff = StaffService(administrator, clock)
    assert not staff.needs_kit_code()
    staff.new_vault_key()
    assert kit_opens(administrator, new.code)


def test_a_wrong_pass_phrase_begins_nothing(administrator: Unlocked, clock: MovableClock) -> None:
    with pytest.raises(WrongPassphrase):
        KitService(administrator, clock).begin("not the right words at all")
    assert actions(administrator)[-1] == "passphrase.refused"


@pytest.mark.parametrize("login", [INTERN, SUPERVISOR])
def test_only_administrators_change_or_test_it(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, login: str
) -> None:
    unlocked = as_staff(login)
    service = KitService(unlocked, clock)
    assert not service.overview().may_change
    for forbidden in (lambda: service.begin(PASSPHRASE), lambda: service.test(clinic.recovery_code)):
        with pytest.raises(NotAllowed, match="NotAllowed"):
            forbidden()
    assert kit_opens(unlocked, clinic.recovery_code)


def test_a_disk_that_is_full_leaves_the_earlier_kit(
    clinic: SmallClinic, administrator: Unlocked, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = KitService(administrator, clock)
    new = service.begin(PASSPHRASE)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(keyfile, "write_atomically", full)
        with pytest.raises(VaultFull):
            service.put_in_use(new)
    assert kit_opens(administrator, clinic.recovery_code)
    assert not kit_opens(administrator, new.code)
    with administrator.reading() as db:
        assert db.scalars(select(Setting.name).where(Setting.name.startswith("kit/"))).all() == []
    assert "recovery_kit.replaced" not in actions(administrator)
    service.put_in_use(new)
    assert kit_opens(administrator, new.code)


CUTS: list[tuple[Callable[[], PowerCut], bool]] = [
    (lambda: PowerCut(kits, "begin_kit"), False),
    (lambda: PowerCut(keyfile.KeyFile, "save"), False),
    (lambda: PowerCut(keyfile, "write_atomically", 2), False),
    (lambda: PowerCut(keyfile.KeyFile, "save", 2), True),
    (lambda: PowerCut(keyfile, "write_atomically", 4), True),
    (lambda: PowerCut(kits, "settle_kits"), True),
    (lambda: PowerCut(kits, "remember_key_file"), True),
]


@pytest.mark.parametrize(("cut", "is_new"), CUTS)
def test_a_power_cut_leaves_one_kit_that_works(
    clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff, cut: Callable[[], PowerCut], is_new: bool
) -> None:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            unlocked = factories.vault_service(clinic.folder, clock).unlock(ADMINISTRATOR, PASSPHRASE)
            service = KitService(unlocked, clock)
            new = service.begin(PASSPHRASE)
            os.write(write_end, new.code.encode())
            cut().arm()
            service.put_in_use(new)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it came to its end before the power cut"
    code = os.read(read_end, 100).decode()
    for end in (read_end, write_end):
        os.close(end)
    unlocked = as_staff(SUPERVISOR)
    assert unlocked.notice == ""
    assert kit_opens(unlocked, code) is is_new
    assert kit_opens(unlocked, clinic.recovery_code) is not is_new
    assert actions(unlocked).count("recovery_kit.replaced") == is_new
    opened = as_staff(ADMINISTRATOR)
    assert not StaffService(opened, clock).needs_kit_code()
    with opened.reading() as db:
        assert db.scalars(select(Setting.name).where(Setting.name.startswith("kit/begun"))).all() == []


def test_the_test_uses_nothing_up(clinic: SmallClinic, administrator: Unlocked, clock: MovableClock) -> None:
    service = KitService(administrator, clock)
    before = key_file_path(clinic.folder).read_bytes()
    clock.advance(days=1)
    assert "was not used up" in service.test(f" {clinic.recovery_code.lower()} ").message
    assert key_file_path(clinic.folder).read_bytes() == before
    assert actions(administrator)[-1] == "recovery_kit.tested"
    assert service.overview().tested_at == clock()
    assert not administrator.is_locked
    assert kit_opens(administrator, clinic.recovery_code)


def test_wrong_codes_in_a_test_make_one_wait(administrator: Unlocked, clock: MovableClock) -> None:
    service = KitService(administrator, clock)
    for _ in range(3):
        with pytest.raises(WrongRecoveryCode):
            service.test(OTHER_CODE)
    with pytest.raises(TooSoonForKit):
        service.test(OTHER_CODE)
    assert service.overview().tested_at is None
    assert "recovery_kit.tested" not in actions(administrator)


def test_today_asks_an_administrator_for_the_test_after_a_year(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    clock.advance(days=365)
    assert needs(unlocked, clock, NeedKind.KIT) == []
    clock.advance(days=1)
    (need,) = needs(unlocked, clock, NeedKind.KIT)
    assert "366 days ago" in need.detail
    assert needs(as_staff(SUPERVISOR), clock, NeedKind.KIT) == []
    unlocked = as_staff(ADMINISTRATOR)
    service = KitService(unlocked, clock)
    assert service.overview().test_due
    service.test(clinic.recovery_code)
    assert needs(unlocked, clock, NeedKind.KIT) == []


def test_a_new_kit_that_nobody_put_away_is_asked_for(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    recover(clinic)
    unlocked = as_staff(ADMINISTRATOR)
    (need,) = needs(unlocked, clock, NeedKind.KIT)
    assert "no safe place" in need.title
    service = KitService(unlocked, clock)
    assert not service.overview().put_away
    service.put_in_use(service.begin(PASSPHRASE))
    assert needs(unlocked, clock, NeedKind.KIT) == []


def test_who_was_let_in_says_that_the_new_kit_is_put_away(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    recovered = clinic.vault.recover(INTERN, clinic.recovery_code, NEW, NEW)
    confirm_put_away(recovered.unlocked)
    assert actions(recovered.unlocked)[-1] == "recovery_kit.put_away"
    clinic.vault.lock(recovered.unlocked)
    assert needs(as_staff(ADMINISTRATOR), clock, NeedKind.KIT) == []


def test_the_use_of_the_kit_stays_on_today_until_somebody_else_has_seen_it(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    recover(clinic, SUPERVISOR, PASSPHRASE)
    assert needs(as_staff(INTERN), clock, NeedKind.NOTICE) == []
    unlocked = as_staff(SUPERVISOR)
    (need,) = needs(unlocked, clock, NeedKind.NOTICE)
    assert need.title == "The recovery kit was used"
    assert need.detail.startswith("Maren Okafor · Today")
    assert need.notice_id is not None
    service = SecurityNoticeService(unlocked, clock)
    (notice,) = service.rows()
    assert not notice.may_mark
    with pytest.raises(NotAllowed):
        service.mark_seen(need.notice_id)
    unlocked = as_staff(ADMINISTRATOR)
    service = SecurityNoticeService(unlocked, clock)
    (notice,) = service.rows()
    assert notice.may_mark
    assert "Maren Okafor was let in" in notice.story
    service.mark_seen(notice.notice_id)
    assert actions(unlocked)[-1] == "notice.seen"
    assert service.rows() == ()
    with pytest.raises(NotFound):
        service.mark_seen(notice.notice_id)
    assert needs(as_staff(SUPERVISOR), clock, NeedKind.NOTICE) == []


def test_alone_in_the_clinic_one_marks_ones_own(tmp_path: Path, clock: MovableClock) -> None:
    service, made = factories.set_up(tmp_path / "clinic", clock)
    service.lock(made.unlocked)
    recovered = service.recover(ADMINISTRATOR, made.recovery_code, NEW, NEW)
    notices = SecurityNoticeService(recovered.unlocked, clock)
    (notice,) = notices.rows()
    notices.mark_seen(notice.notice_id)
    assert notices.rows() == ()
    service.lock(recovered.unlocked)
