"""Signing with a token on a real vault: enrolled, used for both signatures, lost, and given up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from iop_desktop.documents import token_errors
from iop_desktop.documents.token_errors import TokenError
from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.models.credentials import Revocation
from iop_desktop.rules.certificates import OTHER_WORDS
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.signing_batch import SigningStopped
from iop_desktop.services.tokens import TokenKeyRow, TokenService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.documents.soft_token import MODULE, PIN, SoftToken, make_soft_token
from tests.factories import PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    return make_soft_token(tmp_path / "token", monkeypatch)


def enroll(unlocked: Unlocked, clock: MovableClock) -> TokenKeyRow:
    service = TokenService(unlocked, clock)
    (row,) = service.keys(MODULE)
    service.enroll(MODULE, row, PIN, PASSPHRASE)
    return row


def audited(unlocked: Unlocked, action: str) -> int:
    with unlocked.reading() as db:
        return sum(f'"{action}"' in body for body in db.scalars(select(AuditEvent.body)))


def test_both_signatures_may_come_from_tokens(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    author = Desk(clinic, as_staff(factories.INTERN), clock)
    assert not author.signing.asked().by_token
    row = enroll(author.unlocked, clock)
    assert row.words.startswith("clinician · signing · key 9c")
    standing = TokenService(author.unlocked, clock).standing()
    assert (standing.by_token, standing.driver) == (True, MODULE)
    assert author.signing.asked().by_token
    note_ids = author.write_all()
    assert author.signing.sign(note_ids, PIN).signed == note_ids
    supervisor = Desk(clinic, as_staff(factories.SUPERVISOR), clock)
    token.remove_key(public=True)
    token.add_key("supervisor", b"\x02")
    enroll(supervisor.unlocked, clock)
    version_id = supervisor.version_ids(note_ids[0])[0]
    supervisor.cosigning.mark_viewed(version_id)
    assert supervisor.cosigning.asked().by_token
    assert supervisor.cosigning.cosign([version_id], PIN).signed == (version_id,)
    assert supervisor.records.verify(version_id) == ()
    assert RecordCheckService(supervisor.unlocked).verify_all().problems == ()


def test_the_pass_phrase_opens_the_records_and_no_longer_signs(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    enroll(as_staff(factories.INTERN), clock)
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    note_ids = desk.write_all()
    with pytest.raises(TokenError) as caught:
        desk.signing.sign(note_ids, PASSPHRASE)
    assert caught.value.sentence == token_errors.PIN_WRONG
    with pytest.raises(NotAllowed):
        desk.unlocked.reauthenticate(PASSPHRASE)
    assert audited(desk.unlocked, "token.refused") == 1
    with desk.unlocked.reading() as db:
        staff = db.get_one(Staff, desk.unlocked.actor.staff_id)
        assert staff.sealed_signing_key == b""
        kept = " ".join([*db.scalars(select(AuditEvent.body)), *db.scalars(select(Setting.value))])
    assert PIN not in kept


def test_a_token_pulled_out_in_the_middle_keeps_what_is_signed(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    enroll(desk.unlocked, clock)
    note_ids = desk.write_all()

    def pull(done: int, _whole: int) -> None:
        if done == 2:
            token.pull_out()

    with pytest.raises(SigningStopped) as stopped:
        desk.signing.sign(note_ids, PIN, pull)
    assert stopped.value.outcome.signed == note_ids[:2]
    assert stopped.value.sentence.endswith(token_errors.GONE)
    assert desk.notes.list(desk.session_id).done == 2


def test_a_lost_token_is_given_up_and_its_notes_stay_good(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    enroll(desk.unlocked, clock)
    note_ids = desk.write_all()
    desk.signing.sign(note_ids[:2], PIN)
    token.pull_out()
    service = TokenService(desk.unlocked, clock)
    clock.advance(minutes=1)
    with pytest.raises(WrongPassphrase):
        service.give_up("four other words here")
    service.give_up(PASSPHRASE)
    assert not desk.signing.asked().by_token
    assert desk.sign(note_ids[2:]).signed == note_ids[2:]
    assert RecordCheckService(desk.unlocked).verify_all().problems == ()
    with desk.unlocked.reading() as db:
        assert {row.reason for row in db.scalars(select(Revocation))} == {"replaced"}
    assert codes_of(lambda: service.give_up(PASSPHRASE)) == ["no-token"]


def test_enrolling_needs_pass_phrase_pin_and_a_key_of_ones_own(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    service = TokenService(as_staff(factories.INTERN), clock)
    (row,) = service.keys(MODULE)
    with pytest.raises(WrongPassphrase):
        service.enroll(MODULE, row, PIN, "four other words here")
    with pytest.raises(TokenError):
        service.enroll(MODULE, row, "00000000", PASSPHRASE)
    assert codes_of(lambda: service.enroll(MODULE, TokenKeyRow(row.serial, "77", ""), PIN, PASSPHRASE)) == ["key"]
    assert not service.standing().by_token
    service.enroll(MODULE, row, PIN, PASSPHRASE)
    service.enroll(MODULE, row, PIN, PASSPHRASE)
    assert codes_of(lambda: enroll(as_staff(factories.SUPERVISOR), clock)) == ["taken"]


@pytest.mark.parametrize("by_token", [False, True])
def test_the_next_signature_renews_a_certificate_whose_words_changed(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken, by_token: bool
) -> None:
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    if by_token:
        enroll(desk.unlocked, clock)
    note_ids = desk.write_all()
    secret = PIN if by_token else PASSPHRASE
    desk.signing.sign(note_ids[:1], secret)
    with desk.unlocked.transaction() as db:
        db.get_one(Staff, desk.unlocked.actor.staff_id).name = "Dana Whitfield-Ng"
    assert desk.signing.asked().renewal == OTHER_WORDS
    desk.notes.mark_shown(note_ids[1], desk.notes.open(note_ids[1]).digest)
    assert desk.signing.sign(note_ids[1:2], secret).signed == note_ids[1:2]
    assert desk.signing.asked().renewal == ""
    assert audited(desk.unlocked, "certificate.renewed") == 1
    assert RecordCheckService(desk.unlocked).verify_all().problems == ()


def test_a_certificate_that_ended_or_has_not_begun_signs_nothing(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    note_ids = desk.write_all()
    clock.advance(days=-3)
    for secret in (PASSPHRASE, PIN):
        assert codes_of(partial(desk.signing.sign, note_ids, secret)) == ["clock"]
        clock.advance(days=3)
        enroll(desk.unlocked, clock)
        clock.advance(days=-3)


def test_the_recovery_kit_leaves_the_token_as_it_is(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, token: SoftToken
) -> None:
    unlocked = as_staff(factories.INTERN)
    enroll(unlocked, clock)
    with unlocked.reading() as db:
        before = db.get_one(Staff, unlocked.actor.staff_id).certificate
    clinic.vault.lock(unlocked)
    recovered = clinic.vault.recover(
        factories.INTERN, clinic.recovery_code, "new words for the vault", "new words for the vault"
    )
    desk = Desk(clinic, recovered.unlocked, clock)
    note_ids = desk.write_all()
    assert desk.signing.sign(note_ids, PIN).signed == note_ids
    with desk.unlocked.reading() as db:
        assert db.get_one(Staff, desk.unlocked.actor.staff_id).certificate == before
    clinic.vault.lock(desk.unlocked)


def test_a_usual_driver_is_offered_where_there_is_one(
    unlocked: Unlocked, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = TokenService(unlocked, clock)
    monkeypatch.setattr("iop_desktop.services.tokens._USUAL_DRIVERS", {"linux": ("/nowhere.so", MODULE)})
    monkeypatch.setattr("sys.platform", "linux")
    assert service.standing().driver == MODULE
    monkeypatch.setattr("sys.platform", "plan9")
    assert service.standing().driver == ""
