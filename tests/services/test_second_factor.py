"""The second factor on real vaults: who is asked, what opens, what counts, and how one gets rid of it."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy import func, select

from iop_desktop.documents.qr import read_qr
from iop_desktop.models.second_factor import SecondFactor, SpareCode
from iop_desktop.rules.totp import code_at, step_of
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.second_factor import SecondFactorNeeded, TooSoonForCode, WrongSecondFactor
from iop_desktop.services.second_factors import SecondFactorService, SpareCodes, spare_codes_pdf
from iop_desktop.services.security_notices import SecurityNoticeService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.documents.samples import pages_text
from tests.factories import ADMINISTRATOR, INTERN, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_recovery import NEW, recover
from tests.support.audit_log import entries
from tests.support.clock import MovableClock


def code_of(secret: str, clock: MovableClock, steps: int = 0) -> str:
    raw = base64.b32decode(secret.replace(" ", ""))
    return code_at(raw, step_of(clock().timestamp()) + steps)


def enrol(unlocked: Unlocked, clock: MovableClock) -> tuple[str, SpareCodes]:
    """The secret and the recovery codes; the code of this moment is used up."""
    service = SecondFactorService(unlocked, clock)
    begun = service.begin(PASSPHRASE)
    return begun.secret, service.confirm(code_of(begun.secret, clock))


@pytest.fixture
def enrolled(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> tuple[str, SpareCodes]:
    """The intern has a second factor; the vault is locked, and a minute has passed."""
    made = enrol(unlocked, clock)
    clinic.vault.lock(unlocked)
    clock.advance(minutes=1)
    return made


def test_the_picture_and_the_text_hold_the_same_secret(unlocked: Unlocked, clock: MovableClock) -> None:
    begun = SecondFactorService(unlocked, clock).begin(PASSPHRASE)
    told = read_qr(begun.picture).decode()
    assert told.startswith("otpauth://totp/IOP%20Desktop:dwhitfield?")
    assert f"secret={begun.secret.replace(' ', '')}&" in told
    assert begun.secret not in repr(begun)


def test_nothing_is_asked_until_the_first_code_proves_the_app(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    service = SecondFactorService(unlocked, clock)
    with pytest.raises(Refused):
        service.confirm("000000")
    begun = service.begin(PASSPHRASE)
    with pytest.raises(Refused):
        service.confirm(code_of(begun.secret, clock, 5))
    assert service.standing().since is None
    clinic.vault.lock(unlocked)
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE))


def test_turning_on_and_off_needs_the_pass_phrase(unlocked: Unlocked, clock: MovableClock) -> None:
    service = SecondFactorService(unlocked, clock)
    for call in (service.begin, service.new_spares, service.give_up):
        with pytest.raises(WrongPassphrase):
            call("not the right words at all")
        clock.advance(minutes=6)
    for empty in (service.new_spares, service.give_up):
        with pytest.raises(Refused):
            empty(PASSPHRASE)


def test_the_code_is_asked_after_the_pass_phrase(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock
) -> None:
    secret, _ = enrolled
    with pytest.raises(WrongPassphrase) as caught:
        clinic.vault.unlock(INTERN, "not the right words at all")
    assert not isinstance(caught.value, WrongSecondFactor)
    with pytest.raises(SecondFactorNeeded) as needed:
        clinic.vault.unlock(INTERN, PASSPHRASE)
    assert needed.value.asks_code
    unlocked = clinic.vault.unlock(INTERN, PASSPHRASE, code_of(secret, clock))
    assert unlocked.notice == ""
    assert unlocked.reauthenticate(PASSPHRASE).certificate, "signing asks for the pass phrase alone"
    assert len(entries(unlocked, "second_factor.enrolled")) == 1
    clinic.vault.lock(unlocked)
    others = clinic.vault.unlock(SUPERVISOR, PASSPHRASE)
    clinic.vault.lock(others)


def test_a_command_asks_as_well(enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock) -> None:
    opened = clinic.vault.unlock_any(PASSPHRASE)
    assert opened.actor.login == ADMINISTRATOR
    enrol(opened, clock)
    clinic.vault.lock(opened)
    with pytest.raises(SecondFactorNeeded):
        clinic.vault.unlock_any(PASSPHRASE)


def test_no_code_works_twice_and_one_step_of_drift_is_taken(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock
) -> None:
    secret, _ = enrolled
    early, now, late = (code_of(secret, clock, steps) for steps in (-1, 0, 1))
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE, early))
    with pytest.raises(WrongSecondFactor):
        clinic.vault.unlock(INTERN, PASSPHRASE, early)
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE, late))
    for over in (now, late):
        with pytest.raises(WrongSecondFactor):
            clinic.vault.unlock(INTERN, PASSPHRASE, over)
    clock.advance(minutes=2)
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE, code_of(secret, clock)))


def test_wrong_codes_make_one_wait_and_are_in_the_audit_chain(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock
) -> None:
    secret, _ = enrolled
    waits = []
    for _ in range(4):
        with pytest.raises(WrongSecondFactor) as caught:
            clinic.vault.unlock(INTERN, PASSPHRASE, "000000")
        waits.append(caught.value.wait_seconds)
        clock.advance(seconds=caught.value.wait_seconds)
    assert waits == [0, 0, 2, 4]
    with pytest.raises(WrongSecondFactor):
        clinic.vault.unlock(INTERN, PASSPHRASE, "abcde-fghij")
    with pytest.raises(TooSoonForCode):
        clinic.vault.unlock(INTERN, PASSPHRASE, code_of(secret, clock))
    clock.advance(seconds=8)
    unlocked = clinic.vault.unlock(INTERN, PASSPHRASE, code_of(secret, clock))
    (failed,) = entries(unlocked, "unlock.failed")
    assert (failed["details"]["login"], failed["details"]["count"]) == (f"{INTERN} code", 5)
    clinic.vault.lock(unlocked)


def test_each_recovery_code_works_once(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock
) -> None:
    _, spares = enrolled
    assert len(set(spares.codes)) == 10
    assert not any(code in repr(spares) for code in spares.codes)
    unlocked = clinic.vault.unlock(INTERN, PASSPHRASE, f" {spares.codes[3].lower().replace('-', ' ')} ")
    assert "Codes left: 9" in unlocked.notice
    assert entries(unlocked, "second_factor.spare_used")[0]["details"] == {"left": 9}
    assert SecondFactorService(unlocked, clock).standing().spares == 9
    clinic.vault.lock(unlocked)
    with pytest.raises(WrongSecondFactor):
        clinic.vault.unlock(INTERN, PASSPHRASE, spares.codes[3])
    unlocked = clinic.vault.unlock(INTERN, PASSPHRASE, spares.codes[0])
    fresh = SecondFactorService(unlocked, clock).new_spares(PASSPHRASE)
    clinic.vault.lock(unlocked)
    with pytest.raises(WrongSecondFactor):
        clinic.vault.unlock(INTERN, PASSPHRASE, spares.codes[1])
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE, fresh.codes[1]))


def test_no_recovery_code_is_kept_as_it_is(enrolled: tuple[str, SpareCodes], as_staff: AsStaff) -> None:
    _, spares = enrolled
    unlocked = as_staff(SUPERVISOR)
    with unlocked.reading() as db:
        kept = b"".join(db.scalars(select(SpareCode.digest)))
    assert not any(code.replace("-", "").encode() in kept for code in spares.codes)


def test_the_recovery_codes_are_printed_with_the_name(enrolled: tuple[str, SpareCodes]) -> None:
    (page,) = pages_text(spare_codes_pdf(enrolled[1]))
    assert all(code in page for code in enrolled[1].codes)
    assert "Dana Whitfield" in page


def test_another_telephone_takes_the_place_of_the_first(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock
) -> None:
    secret, spares = enrolled
    unlocked = clinic.vault.unlock(INTERN, PASSPHRASE, code_of(secret, clock))
    again, _ = enrol(unlocked, clock)
    clinic.vault.lock(unlocked)
    clock.advance(minutes=1)
    for old in (code_of(secret, clock), spares.codes[5]):
        with pytest.raises(WrongSecondFactor):
            clinic.vault.unlock(INTERN, PASSPHRASE, old)
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE, code_of(again, clock)))


def test_one_gives_it_up(enrolled: tuple[str, SpareCodes], clinic: SmallClinic, clock: MovableClock) -> None:
    unlocked = clinic.vault.unlock(INTERN, PASSPHRASE, code_of(enrolled[0], clock))
    SecondFactorService(unlocked, clock).give_up(PASSPHRASE)
    assert len(entries(unlocked, "second_factor.given_up")) == 1
    with unlocked.reading() as db:
        assert db.scalar(select(func.count()).select_from(SecondFactor)) == 0
        assert db.scalar(select(func.count()).select_from(SpareCode)) == 0
    clinic.vault.lock(unlocked)
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE))


def test_an_administrator_removes_it_and_everybody_concerned_is_told(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    service = SecondFactorService(unlocked, clock)
    assert service.others() == ((clinic.staff[INTERN], "Dana Whitfield"),)
    with pytest.raises(WrongPassphrase):
        service.remove_for(clinic.staff[INTERN], "not the right words at all")
    service.remove_for(clinic.staff[INTERN], PASSPHRASE)
    (entry,) = entries(unlocked, "second_factor.removed")
    assert entry["subject_id"] == str(clinic.staff[INTERN])
    with pytest.raises(Refused):
        service.remove_for(clinic.staff[INTERN], PASSPHRASE)
    (own,) = SecurityNoticeService(unlocked, clock).rows()
    assert not own.may_mark
    for login in (SUPERVISOR, INTERN):
        (notice,) = SecurityNoticeService(as_staff(login), clock).rows()
        assert "Priya Nair removed the second factor of Dana Whitfield" in notice.story
        assert notice.may_mark


@pytest.mark.parametrize("login", [INTERN, SUPERVISOR])
def test_nobody_else_removes_that_of_others(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, login: str
) -> None:
    service = SecondFactorService(as_staff(login), clock)
    assert not service.standing().may_remove
    with pytest.raises(NotAllowed):
        service.remove_for(clinic.staff[ADMINISTRATOR], PASSPHRASE)
    with pytest.raises(NotAllowed):
        service.others()


def test_an_administrator_does_not_remove_their_own_that_way(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    enrol(unlocked, clock)
    with pytest.raises(Refused):
        SecondFactorService(unlocked, clock).remove_for(clinic.staff[ADMINISTRATOR], PASSPHRASE)


def test_the_recovery_kit_lets_in_without_the_telephone(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, as_staff: AsStaff
) -> None:
    recover(clinic)
    unlocked = clinic.vault.unlock(INTERN, NEW)
    assert len(entries(unlocked, "second_factor.removed")) == 1
    clinic.vault.lock(unlocked)


def test_a_new_pass_phrase_from_an_administrator_leaves_the_code_asked_for(
    enrolled: tuple[str, SpareCodes], clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    invited = InvitationService(unlocked, clock).invite_again(clinic.staff[INTERN])
    clinic.vault.lock(unlocked)
    with pytest.raises(SecondFactorNeeded):
        clinic.vault.accept(INTERN, invited.code, NEW, NEW)
    with pytest.raises(SecondFactorNeeded):
        clinic.vault.unlock(INTERN, NEW)
    opened = clinic.vault.unlock(INTERN, NEW, code_of(enrolled[0], clock))
    assert opened.reauthenticate(NEW).certificate
    clinic.vault.lock(opened)
