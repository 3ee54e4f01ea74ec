"""An administrator gives themselves a code for somebody else's login, and signs in their name from then on."""

from __future__ import annotations

from typing import Any

import pytest

from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.security_notices import SecurityNoticeService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_invitations import form
from tests.support.clock import MovableClock

NEW = "amber harbor violin seventeen"


def told(unlocked: Unlocked, clock: MovableClock) -> Any:
    (notice,) = SecurityNoticeService(unlocked, clock).rows()
    return notice


def test_every_colleague_is_told_and_neither_of_the_two_ends_it(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    administrator = as_staff(ADMINISTRATOR)
    code = InvitationService(administrator, clock).invite_again(clinic.staff[SUPERVISOR]).code
    clinic.vault.lock(administrator)
    taken = clinic.vault.accept(SUPERVISOR, code, NEW, NEW)
    for unlocked in (taken, None):
        unlocked = unlocked or as_staff(ADMINISTRATOR)
        notice = told(unlocked, clock)
        assert not notice.may_mark
        with pytest.raises(NotAllowed):
            SecurityNoticeService(unlocked, clock).mark_seen(notice.notice_id)
        clinic.vault.lock(unlocked)
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock(SUPERVISOR, PASSPHRASE)
    witness = as_staff(LICENSED)
    notice = told(witness, clock)
    assert notice.title == "A pass phrase was replaced"
    assert "Maren Okafor was let in with a code that Priya Nair made" in notice.story
    SecurityNoticeService(witness, clock).mark_seen(notice.notice_id)
    assert SecurityNoticeService(witness, clock).rows() == ()


def test_somebody_new_is_no_news(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    administrator = as_staff(ADMINISTRATOR)
    invited = InvitationService(administrator, clock).invite(form())
    clinic.vault.lock(administrator)
    unlocked = clinic.vault.accept(invited.login, invited.code, NEW, NEW)
    assert SecurityNoticeService(unlocked, clock).rows() == ()
    clinic.vault.lock(unlocked)
