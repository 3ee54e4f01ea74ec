"""Invitations on real vaults: who gets in by a code, until when, and what the person has afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.clinic import Staff
from iop_desktop.models.credentials import Revocation
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.staffing import Invitation
from iop_desktop.rules.invitations import VALID, InvitationEnd
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.invitations import InvitationService, Invited
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.second_factor import SecondFactorNeeded
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlock_attempts import TooSoonForInvitation, WrongInvitation, WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_recovery import opens
from tests.services.test_second_factor import code_of, enrol
from tests.services.writing import OWED, Desk
from tests.support.audit_log import entries
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

NEW = "velvet copper thunder basket orchid"
LOGIN = "rhaddad"


def form(**changes: object) -> StaffForm:
    """Somebody new who leads groups."""
    values: dict[str, object] = {
        "login": LOGIN,
        "name": "Rana Haddad",
        "credentials": "LMSW",
        "licence": "LM-7",
        "title": "Counselor",
        "roles": frozenset({Role.FACILITATOR}),
        "needs_cosignature": False,
        "supervisor_id": None,
        "passphrase": "",
        "repeated": "",
    }
    return StaffForm(**(values | changes))  # type: ignore[arg-type]  # a form of mixed values


@pytest.fixture
def invitations(administrator: Unlocked, clock: MovableClock) -> InvitationService:
    return InvitationService(administrator, clock)


@pytest.fixture
def invited(clinic: SmallClinic, administrator: Unlocked, invitations: InvitationService) -> Invited:
    """Somebody new is invited and the administrator has locked."""
    made = invitations.invite(form())
    clinic.vault.lock(administrator)
    return made


def accept(clinic: SmallClinic, code: str, login: str = LOGIN) -> Unlocked:
    return clinic.vault.accept(login, code, NEW, NEW)


def invitation_slots(clinic: SmallClinic) -> int:
    """In the key file and in its copy."""
    door = clinic.vault._doorkeeper
    files = [door.key_file()]
    kept = (clinic.folder / "clinic.vault").read_bytes()
    (clinic.folder / "clinic.vault").write_bytes(backup_path(clinic.folder / "clinic.vault").read_bytes())
    files.append(door.key_file())
    (clinic.folder / "clinic.vault").write_bytes(kept)
    return sum(slot.kind is SlotKind.INVITATION for each in files for slot in each.slots())


def test_the_invited_person_sets_a_pass_phrase_and_signs(
    clinic: SmallClinic, invited: Invited, clock: MovableClock
) -> None:
    assert invited.expires_at == clock() + VALID
    assert invited.code not in repr(invited)
    assert LOGIN not in clinic.vault.logins()
    unlocked = accept(clinic, invited.code.lower().replace("-", " "), " RHaddad ")
    assert (unlocked.actor.login, unlocked.actor.name) == (LOGIN, "Rana Haddad")
    assert unlocked.actor.roles == {Role.FACILITATOR}
    assert unlocked.reauthenticate(NEW).certificate
    clinic.vault.lock(unlocked)
    assert opens(clinic, LOGIN, NEW)
    assert LOGIN in clinic.vault.logins()
    assert invitation_slots(clinic) == 0
    with pytest.raises(WrongInvitation):
        accept(clinic, invited.code)


def test_until_accepted_the_person_is_not_on_staff(
    clinic: SmallClinic, invited: Invited, as_staff: AsStaff, clock: MovableClock
) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock(LOGIN, invited.code)
    unlocked = as_staff(INTERN)
    with unlocked.reading() as db:
        assert db.scalars(select(Staff).where(Staff.login == LOGIN)).first() is None
    assert LOGIN not in {row.login for row in StaffService(unlocked, clock).facilitators()}


def test_who_invites_and_what_stands_in_the_log(
    clinic: SmallClinic, invited: Invited, as_staff: AsStaff, clock: MovableClock
) -> None:
    clinic.vault.lock(accept(clinic, invited.code))
    unlocked = as_staff(ADMINISTRATOR)
    (made,), (accepted,), (added,) = (
        [entry for entry in entries(unlocked, action) if entry["at"] >= clock().isoformat()[:10]][-1:]
        for action in ("invitation.made", "invitation.accepted", "staff.added")
    )
    with unlocked.reading() as db:
        person = factories.staff_by_login(db, LOGIN)
    assert made["actor"] == str(clinic.staff[ADMINISTRATOR])
    assert {made["subject_id"], accepted["actor"], added["actor"]} == {str(person.id)}
    assert invited.code not in str(made) + str(accepted)
    with pytest.raises(NotAllowed):
        InvitationService(as_staff(LICENSED), clock).invite(form(login="other"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"login": "A B"}, "login"), ({"login": INTERN}, "taken"), ({"login": LOGIN}, "taken"), ({"name": ""}, "name")],
)
def test_what_is_wrong_with_a_form_is_said(
    invitations: InvitationService, changes: dict[str, object], code: str
) -> None:
    invitations.invite(form())
    assert codes_of(lambda: invitations.invite(form(**({"login": "another"} | changes)))) == [code]


def test_a_weak_pass_phrase_is_refused_and_the_code_works_on(clinic: SmallClinic, invited: Invited) -> None:
    with pytest.raises(Refused):
        clinic.vault.accept(LOGIN, invited.code, "short", "short")
    clinic.vault.lock(accept(clinic, invited.code))


def test_wrong_codes_are_counted_and_wait_longer(
    clinic: SmallClinic, invited: Invited, as_staff: AsStaff, clock: MovableClock
) -> None:
    for typed in ("7Q2M", invited.code[::-1], invited.code[::-1]):
        with pytest.raises(WrongInvitation):
            accept(clinic, typed)
    with pytest.raises(TooSoonForInvitation):
        accept(clinic, invited.code)
    clock.advance(seconds=2)
    clinic.vault.lock(accept(clinic, invited.code))
    (failed,) = entries(as_staff(ADMINISTRATOR), "unlock.failed")
    assert (failed["details"]["login"], failed["details"]["count"]) == ("invitation code", 3)


@pytest.mark.parametrize("back", [timedelta(0), timedelta(days=8)])
def test_an_expired_invitation_opens_nothing(
    clinic: SmallClinic, invited: Invited, as_staff: AsStaff, clock: MovableClock, back: timedelta
) -> None:
    clock.advance(days=7)
    if back:
        clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE))
        clock.set(clock() - back)
        with pytest.raises(WrongInvitation):
            accept(clinic, invited.code)
    else:
        with pytest.raises(NotAllowed):
            accept(clinic, invited.code)
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.reading() as db:
        assert db.scalars(select(Invitation.outcome)).all() == [InvitationEnd.EXPIRED]
    assert len(entries(unlocked, "invitation.expired")) == 1
    assert invitation_slots(clinic) == 0


def test_a_withdrawn_invitation_opens_nothing(
    clinic: SmallClinic, administrator: Unlocked, invitations: InvitationService
) -> None:
    code = invitations.invite(form()).code
    with administrator.reading() as db:
        staff_id = db.scalars(select(Invitation.staff_id)).one()
    assert "Rana Haddad" in invitations.withdraw(staff_id).message
    assert invitation_slots(clinic) == 0
    with pytest.raises(NotFound):
        invitations.withdraw(staff_id)
    clinic.vault.lock(administrator)
    with pytest.raises(WrongInvitation):
        accept(clinic, code)


def test_a_second_code_ends_the_first(
    clinic: SmallClinic, administrator: Unlocked, invitations: InvitationService
) -> None:
    first = invitations.invite(form()).code
    with administrator.reading() as db:
        staff_id = db.scalars(select(Invitation.staff_id)).one()
    second = invitations.invite_again(staff_id)
    assert second.is_new
    clinic.vault.lock(administrator)
    with pytest.raises(WrongInvitation):
        accept(clinic, first)
    clinic.vault.lock(accept(clinic, second.code))


def test_a_forgotten_pass_phrase_is_replaced_with_the_signing_key(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    note_ids = desk.write_all()
    assert len(desk.sign(note_ids[:2]).signed) == 2
    administrator = as_staff(ADMINISTRATOR)
    invited = InvitationService(administrator, clock).invite_again(clinic.staff[INTERN])
    assert not invited.is_new
    clinic.vault.lock(administrator)
    assert opens(clinic, INTERN, PASSPHRASE)
    clock.advance(minutes=1)
    unlocked = accept(clinic, invited.code, INTERN)
    after = Desk(clinic, unlocked, clock)
    assert len(after.signing.sign(note_ids[2:], NEW).signed) == 2
    with unlocked.reading() as db:
        assert db.scalars(select(Revocation.reason)).all() == ["replaced"]
    versions = [after.version_ids(note_id)[0] for note_id in note_ids]
    assert {after.records.verify(version_id) for version_id in versions} == {OWED}
    clinic.vault.lock(unlocked)
    assert opens(clinic, INTERN, NEW)
    assert not opens(clinic, INTERN, PASSPHRASE)


def test_nobody_gives_themselves_a_new_pass_phrase_so(clinic: SmallClinic, invitations: InvitationService) -> None:
    assert codes_of(lambda: invitations.invite_again(clinic.staff[ADMINISTRATOR])) == ["oneself"]


def test_a_new_vault_key_leaves_the_invitation_open(
    clinic: SmallClinic, administrator: Unlocked, invitations: InvitationService, clock: MovableClock
) -> None:
    code = invitations.invite(form()).code
    StaffService(administrator, clock).new_vault_key()
    clinic.vault.lock(administrator)
    clinic.vault.lock(accept(clinic, code))
    assert opens(clinic, LOGIN, NEW)


def test_the_second_factor_stays_when_the_pass_phrase_is_replaced(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    secret, _ = enrol(as_staff(INTERN), clock)
    clock.advance(minutes=1)
    administrator = as_staff(ADMINISTRATOR)
    invited = InvitationService(administrator, clock).invite_again(clinic.staff[INTERN])
    clinic.vault.lock(administrator)
    with pytest.raises(SecondFactorNeeded):
        accept(clinic, invited.code, INTERN)
    with pytest.raises(SecondFactorNeeded):
        clinic.vault.unlock(INTERN, NEW)
    unlocked = clinic.vault.unlock(INTERN, NEW, code_of(secret, clock))
    assert unlocked.reauthenticate(NEW).certificate
    clinic.vault.lock(unlocked)


def test_nobody_is_added_under_the_login_of_who_is_invited(
    administrator: Unlocked, invitations: InvitationService, clock: MovableClock
) -> None:
    invitations.invite(form())
    assert codes_of(lambda: StaffService(administrator, clock).add(form(passphrase=NEW, repeated=NEW))) == ["taken"]
