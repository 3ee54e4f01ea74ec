"""Pulling the plug while somebody is invited, accepts, or is suspended: nobody is locked out, nobody comes in twice."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from iop_desktop.models import keyfile
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.services import acceptance, invitations, ways_in
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.staff import StaffService
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.test_invitations import LOGIN, NEW, form, invitation_slots
from tests.services.test_recovery import opens
from tests.support.clock import MovableClock
from tests.support.power_cut import PowerCut, cut_during

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked and killed the POSIX way")
Cut = Callable[[], PowerCut]

INVITING = [
    lambda: PowerCut(keyfile, "write_atomically", 1),
    lambda: PowerCut(keyfile, "write_atomically", 2),
    lambda: PowerCut(invitations, "remember_key_file"),
    lambda: PowerCut(invitations, "invitation_slots"),
]
ACCEPTING = [
    lambda: PowerCut(keyfile, "write_atomically", 2),
    lambda: PowerCut(acceptance, "clinic_root"),
    lambda: PowerCut(acceptance, "end_invitation"),
    lambda: PowerCut(acceptance, "remember_key_file"),
    lambda: PowerCut(acceptance, "drop_slots"),
    lambda: PowerCut(keyfile, "write_atomically", 3),
    lambda: PowerCut(keyfile, "write_atomically", 4),
    lambda: PowerCut(keyfile, "write_atomically", 6),
    lambda: PowerCut(acceptance, "remember_key_file", 2),
]


def invited(clinic: SmallClinic, clock: MovableClock, again: str = "") -> str:
    """Somebody new, or ``again`` somebody on staff, is invited; the code."""
    unlocked = clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    service = InvitationService(unlocked, clock)
    made = service.invite_again(clinic.staff[again]) if again else service.invite(form())
    clinic.vault.lock(unlocked)
    return made.code


def comes_in(clinic: SmallClinic, login: str, passphrase: str) -> bool:
    try:
        return opens(clinic, login, passphrase)
    except NotAllowed as error:
        assert error.sentence == ways_in.CUT_OFF
        return False


def others_come_in(clinic: SmallClinic) -> None:
    for login in (ADMINISTRATOR, SUPERVISOR):
        assert opens(clinic, login, PASSPHRASE)


@pytest.mark.parametrize("cut", INVITING)
def test_inviting_is_done_again_after_a_power_cut(clinic: SmallClinic, clock: MovableClock, cut: Cut) -> None:
    cut_during(lambda: invited(clinic, clock), cut())
    others_come_in(clinic)
    unlocked = clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    slots = [slot for slot in clinic.vault._doorkeeper.key_file().slots() if slot.kind is SlotKind.INVITATION]
    waiting = [row for row in StaffService(unlocked, clock).rows() if row.login == LOGIN]
    assert len(slots) == len(waiting)
    service = InvitationService(unlocked, clock)
    code = (service.invite_again(waiting[0].staff_id) if waiting else service.invite(form())).code
    clinic.vault.lock(unlocked)
    clinic.vault.lock(clinic.vault.accept(LOGIN, code, NEW, NEW))
    assert invitation_slots(clinic) == 0


@pytest.mark.parametrize("others_first", [True, False])
@pytest.mark.parametrize("cut", ACCEPTING)
def test_the_invited_person_gets_in_after_a_power_cut(
    clinic: SmallClinic, clock: MovableClock, cut: Cut, others_first: bool
) -> None:
    code = invited(clinic, clock)
    cut_during(lambda: factories.vault_service(clinic.folder, clock).accept(LOGIN, code, NEW, NEW), cut())
    if others_first:
        others_come_in(clinic)
    if not comes_in(clinic, LOGIN, NEW):
        clinic.vault.lock(clinic.vault.accept(LOGIN, code, NEW, NEW))
        assert opens(clinic, LOGIN, NEW)
    others_come_in(clinic)
    assert invitation_slots(clinic) == 0


@pytest.mark.parametrize("cut", ACCEPTING)
def test_a_forgotten_pass_phrase_and_a_power_cut(clinic: SmallClinic, clock: MovableClock, cut: Cut) -> None:
    code = invited(clinic, clock, INTERN)
    cut_during(lambda: factories.vault_service(clinic.folder, clock).accept(INTERN, code, NEW, NEW), cut())
    if not comes_in(clinic, INTERN, NEW):
        assert opens(clinic, INTERN, PASSPHRASE)
        clinic.vault.lock(clinic.vault.accept(INTERN, code, NEW, NEW))
    assert opens(clinic, INTERN, NEW)
    assert not opens(clinic, INTERN, PASSPHRASE)
    others_come_in(clinic)
    assert invitation_slots(clinic) == 0
