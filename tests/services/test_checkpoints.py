"""Signed checkpoints: made when somebody's key was open, and a log they do not vouch for is found out."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from iop_desktop.models.audit_chain import Break
from iop_desktop.models.base import new_id
from iop_desktop.models.checkpoints import AuditCheckpoint
from iop_desktop.models.clinic import Staff
from iop_desktop.rules.certificates import RevocationReason
from iop_desktop.services.audit import AuditService
from iop_desktop.services.audit_log import AuditLogService
from iop_desktop.services.audit_paper import ends_in_file
from iop_desktop.services.backups import BackupService
from iop_desktop.services.certificates import revoke_certificates
from iop_desktop.services.checkpoints import sign_checkpoint
from iop_desktop.services.errors import UserError
from iop_desktop.services.signing_batch import SigningStopped
from iop_desktop.services.staff import StaffService
from iop_desktop.services.tokens import TokenService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.documents.soft_token import MODULE, PIN, make_soft_token
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.two_clinics import REVIEWER, TwoClinics
from tests.services.writing import Desk
from tests.support.attacks import attack, cut, rewrite
from tests.support.clock import MovableClock


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    """The intern has signed every note of the session with one pass phrase."""
    made = Desk(clinic, unlocked, clock)
    assert made.signing.sign(made.write_all(), PASSPHRASE).signed
    return made


def kept(unlocked: Unlocked) -> list[AuditCheckpoint]:
    with unlocked.reading() as db:
        found = list(db.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.number)))
        db.expunge_all()
    return found


def test_a_batch_leaves_one_checkpoint_that_covers_its_own_entry(desk: Desk) -> None:
    (checkpoint,) = kept(desk.unlocked)
    assert checkpoint.staff_id == desk.unlocked.actor.staff_id
    with desk.unlocked.reading() as db:
        body = db.scalar(text("SELECT body FROM audit_event WHERE sequence = :at"), {"at": checkpoint.sequence})
    assert '"action":"audit.checkpointed"' in body
    found = AuditService(desk.unlocked).verify()
    assert (found.ok, found.vouched, found.vouched_to) == (True, 1, checkpoint.sequence)
    assert found.sentence.endswith(f"; 1 signed checkpoint vouches for it up to entry {checkpoint.sequence}.")


def test_a_batch_that_signed_nothing_leaves_none(desk: Desk) -> None:
    signed = desk.signing.sign(desk.note_ids(), PASSPHRASE)
    assert not signed.signed
    assert len(kept(desk.unlocked)) == 1


def test_a_batch_that_was_stopped_is_vouched_for_as_far_as_it_came(
    clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    desk, done = Desk(clinic, unlocked, clock), []
    note_ids = desk.write_all()
    outcome = desk.signing.sign(note_ids, PASSPHRASE, lambda *told: done.append(told), lambda: len(done) == 2)
    assert (outcome.signed, outcome.left) == (note_ids[:2], 2)
    assert len(kept(unlocked)) == 1
    assert AuditService(unlocked).verify().vouched == 1


def test_a_token_vouches_after_its_batch(
    clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_soft_token(tmp_path / "token", monkeypatch)
    tokens = TokenService(unlocked, clock)
    tokens.enroll(MODULE, tokens.keys(MODULE)[0], PIN, PASSPHRASE)
    desk = Desk(clinic, unlocked, clock)
    assert desk.signing.sign(desk.write_all(), PIN).signed
    assert len(kept(unlocked)) == 1
    assert AuditService(unlocked).verify().vouched == 1


def test_each_checkpoint_is_by_the_one_who_signed(desk: Desk, as_staff: AsStaff) -> None:
    note_ids = desk.note_ids()
    supervisor = Desk(desk.clinic, as_staff(SUPERVISOR), desk.clock)
    assert supervisor.cosign(*note_ids).signed
    first, second = kept(supervisor.unlocked)
    assert (first.number, second.number) == (1, 2)
    assert second.staff_id == desk.clinic.staff[SUPERVISOR]
    assert AuditService(supervisor.unlocked).verify().vouched == 2


def test_notes_stay_signed_when_the_records_are_locked_before_the_checkpoint(
    clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock, as_staff: AsStaff
) -> None:
    desk = Desk(clinic, unlocked, clock)
    note_ids = desk.write_all()

    def lock(done: int, _whole: int) -> None:
        if done == 2:
            unlocked.vault.close()

    with pytest.raises(SigningStopped) as stopped:
        desk.signing.sign(note_ids, PASSPHRASE, lock)
    assert stopped.value.outcome.signed == note_ids[:2]
    again = as_staff(INTERN)
    assert kept(again) == []
    assert AuditService(again).verify().ok


def test_a_packet_and_its_answer_are_vouched_for(two: TwoClinics) -> None:
    versions = two.sign_notes()
    two.pair()
    before = len(kept(two.home.unlocked(INTERN)))
    packet = two.send(versions[:1])
    assert len(kept(two.home.unlocked(INTERN))) == before + 1
    items = two.receive(packet)
    two.cosign(items)
    before = len(kept(two.away.unlocked(REVIEWER)))
    two.answer(packet)
    assert len(kept(two.away.unlocked(REVIEWER))) == before + 1
    assert AuditService(two.away.unlocked(REVIEWER)).verify().ok


def test_who_left_has_vouched_for_what_was_before(desk: Desk, as_staff: AsStaff) -> None:
    """Even if the clock was set back before the certificate was revoked."""
    desk.clock.advance(hours=-3)
    administrator = as_staff(ADMINISTRATOR)
    StaffService(administrator, desk.clock).leave(desk.clinic.staff[INTERN], "Moved to another clinic.")
    found = AuditService(administrator).verify()
    assert (found.ok, found.vouched) == (True, 1), found.problems


def test_a_history_that_was_made_anew_is_not_the_one_somebody_signed(desk: Desk) -> None:
    """With the audit key, and in a clinic without backups: the key file never saw this end."""
    (checkpoint,) = kept(desk.unlocked)
    rewrite(desk.unlocked, checkpoint.sequence - 2)
    found = AuditService(desk.unlocked).verify()
    assert (found.ok, found.kind) == (False, Break.REWRITTEN)
    assert "the checkpoint signed by Dana Whitfield on November 24, 2026" in found.problems[0]


def test_an_end_that_was_cut_off_was_signed_for(desk: Desk) -> None:
    cut(desk.unlocked, 12)
    found = AuditService(desk.unlocked).verify()
    assert (found.ok, found.kind) == (False, Break.OLDER)
    assert "its end was cut off" in found.sentence


FORGERIES = {
    "the signature": "UPDATE audit_checkpoint SET signature = zeroblob(70)",
    "somebody else's name": "UPDATE audit_checkpoint SET staff_id = :other",
    "no one's name": "UPDATE audit_checkpoint SET staff_id = :nobody",
    "an earlier time": "UPDATE audit_checkpoint SET signed_at = replace(signed_at, '2026', '2025')",
    "a later time": "UPDATE audit_checkpoint SET signed_at = replace(signed_at, '2026', '2027')",
    "another number": "UPDATE audit_checkpoint SET number = 2",
    "another hash": "UPDATE audit_checkpoint SET mac = zeroblob(32)",
    "another certificate": "UPDATE audit_checkpoint SET certificate_sha256 = :digest",
    "no time at all": "UPDATE audit_checkpoint SET signed_at = 'yesterday'",
    "text for bytes": "UPDATE audit_checkpoint SET signature = 'me'",
}


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES)
def test_a_checkpoint_that_was_altered_is_told(desk: Desk, statement: str) -> None:
    staff = desk.clinic.staff
    attack(desk.unlocked, statement, other=staff[LICENSED].hex, nobody=new_id().hex, digest="0" * 64)
    found = AuditService(desk.unlocked).verify()
    assert not found.ok
    assert found.kind in (Break.CHECKPOINT_FORGED, Break.CHECKPOINT_GONE)
    assert "signed checkpoint" in found.sentence
    assert found.vouched == 0


def test_a_checkpoint_that_was_taken_out_is_missed(desk: Desk) -> None:
    (checkpoint,) = kept(desk.unlocked)
    attack(desk.unlocked, "DELETE FROM audit_checkpoint")
    found = AuditService(desk.unlocked).verify()
    assert (found.kind, found.at) == (Break.CHECKPOINT_GONE, checkpoint.sequence)
    assert found.sentence.endswith(f"a signed checkpoint is missing, at entry {checkpoint.sequence}.")


def test_a_checkpoint_after_its_certificate_was_revoked_counts_for_nothing(desk: Desk) -> None:
    """Whoever kept the key of somebody who left makes one more."""
    key = desk.unlocked.reauthenticate(PASSPHRASE)
    with desk.unlocked.transaction() as db:
        staff = db.get_one(Staff, desk.unlocked.actor.staff_id)
        revoke_certificates(db, staff, RevocationReason.LEFT, desk.clock(), staff.id)
    desk.clock.advance(minutes=1)
    with desk.unlocked.transaction() as db:
        sign_checkpoint(desk.unlocked, db, key.key, key.certificate.fingerprint(SHA256()).hex())
    found = AuditService(desk.unlocked).verify()
    assert (found.kind, found.vouched) == (Break.CHECKPOINT_FORGED, 1)
    assert "was not made with that person's key" in found.problems[0]


def test_the_database_keeps_checkpoints_as_they_are(desk: Desk) -> None:
    for statement in ("DELETE FROM audit_checkpoint", "UPDATE audit_checkpoint SET sequence = 1"):
        with pytest.raises(IntegrityError, match="kept for ever"), desk.unlocked.transaction() as db:
            db.execute(text(statement))


def test_a_backup_made_with_the_key_open_holds_a_checkpoint_and_is_compared_with(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path
) -> None:
    unlocked = as_staff(INTERN)
    backups = BackupService(unlocked, clock)
    with pytest.raises(WrongPassphrase):
        backups.vouch("not the right words at all")
    assert kept(unlocked) == []
    backups.vouch(PASSPHRASE)
    (checkpoint,) = kept(unlocked)
    made = backups.back_up_to(tmp_path / "stick", lambda *_: None)
    assert made.audit_entries == checkpoint.sequence
    administrator = as_staff(ADMINISTRATOR)
    log = AuditLogService(administrator, clock)
    assert log.verify(lambda *_: None, made.path).ok
    rewrite(administrator, checkpoint.sequence - 1)
    found = AuditService(administrator).verify(None, ends_in_file(administrator, made.path))
    assert (found.ok, found.kind) == (False, Break.REWRITTEN)
    letter = tmp_path / "letter.iopbackup"
    letter.write_bytes(b"Dear clinic")
    with pytest.raises(UserError):
        ends_in_file(administrator, letter)
