"""Somebody alters rows of the open records with another program: rights, certificates, documents, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from iop_desktop.models.backup_errors import OtherClinic
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.notes import Signature
from iop_desktop.rules.held_credentials import HeldCredential
from iop_desktop.rules.signing_history import OTHER_CREDENTIAL, OTHER_WORDS
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.audit import AuditService
from iop_desktop.services.backups import BackupService
from iop_desktop.services.errors import Refused
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.staff_credentials import StaffCredentialService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.test_staff_life import edit_of
from tests.services.two_clinics import AWAY_ADMINISTRATOR, TwoClinics
from tests.services.writing import Desk
from tests.support.attacks import attack
from tests.support.clock import MovableClock

OTHER_ROLES = "A member of staff has other roles than the audit log says."
ACTIVE_AGAIN = (
    "A member of staff who left or was suspended counts as active again, and no entry of the audit log explains it."
)
NOBODY_ADDED = "The records know a member of staff of whom the audit log says nothing."
NOT_ISSUED = "The certificate of a member of staff is not one that was issued to that person."
UNREADABLE = "What is kept of the staff cannot be read: it was changed by another program."


def no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    """The intern's notes are signed and wait for the supervisor."""
    made = Desk(clinic, unlocked, clock)
    assert made.sign(made.write_all()).signed
    return made


def said(unlocked: Unlocked) -> tuple[str, ...]:
    found = AuditService(unlocked).verify()
    assert not found.ok
    assert found.sentence == "The entries of the audit log are whole, but something in the records is not as it says."
    return found.problems


def test_nothing_is_said_of_honest_staff(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    """Whoever set the clinic up, was added, has other roles since, was suspended, has left."""
    administrator = as_staff(ADMINISTRATOR)
    service = StaffService(administrator, clock)
    (intern,) = (row for row in service.rows() if row.login == INTERN)
    roles = intern.roles | {Role.ADMINISTRATOR}
    service.edit(edit_of(intern, roles=roles, credentials="LCSW", needs_cosignature=False))
    assert AuditService(administrator).verify().ok
    suspensions = SuspensionService(administrator, clock)
    suspensions.suspend(clinic.staff[SUPERVISOR], "Away for a while.")
    assert AuditService(administrator).verify().ok
    suspensions.end(clinic.staff[SUPERVISOR])
    assert AuditService(administrator).verify().ok
    StaffService(administrator, clock).leave(clinic.staff[LICENSED], "Moved to another clinic.")
    assert AuditService(administrator).verify().ok


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_a_role_that_was_raised_in_the_row_is_told(unlocked: Unlocked, clinic: SmallClinic, role: Role) -> None:
    attack(unlocked, "UPDATE staff SET roles = :role WHERE id = :id", role=role.value, id=clinic.staff[INTERN].hex)
    assert said(unlocked) == (OTHER_ROLES,)
    verdict = RecordCheckService(unlocked).verify_all()
    assert [problem.sentence for problem in verdict.problems] == [OTHER_ROLES]


@pytest.mark.parametrize(
    "change",
    [
        "needs_cosignature = 0",
        "credentials = 'LCSW'",
        "credential_until = '2030-01-01'",
        "supervisor_id = (SELECT id FROM staff WHERE login = 'jortiz')",
    ],
)
def test_who_signs_alone_by_a_changed_row_is_told(unlocked: Unlocked, clinic: SmallClinic, change: str) -> None:
    attack(unlocked, f"UPDATE staff SET {change} WHERE id = :id", id=clinic.staff[INTERN].hex)
    assert said(unlocked) == (OTHER_WORDS,)


def test_a_flag_that_was_put_back_by_an_honest_change_is_told_all_the_same(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    administrator = as_staff(ADMINISTRATOR)
    attack(administrator, "UPDATE staff SET needs_cosignature = 0 WHERE id = :id", id=clinic.staff[INTERN].hex)
    service = StaffService(administrator, clock)
    (intern,) = (row for row in service.rows() if row.login == INTERN)
    service.edit(edit_of(intern, needs_cosignature=True))
    assert said(administrator) == (OTHER_WORDS,)


def test_a_credential_that_nobody_entered_or_dated_so_is_told(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    administrator = as_staff(ADMINISTRATOR)
    service = StaffCredentialService(administrator, clock)
    held = HeldCredential("LCSW", "LC-1", "ME", date(2026, 1, 1), date(2026, 12, 31))
    service.enter(clinic.staff[INTERN], held)
    (row,) = service.rows()
    service.end(row.credential_id, row.revision, date(2027, 12, 31))
    assert AuditService(administrator).verify().ok
    attack(administrator, "UPDATE staff_credential SET until_on = '2040-01-01'")
    assert said(administrator) == (OTHER_CREDENTIAL,)


def test_somebody_who_left_and_was_made_active_again_is_told(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    administrator = as_staff(ADMINISTRATOR)
    StaffService(administrator, clock).leave(clinic.staff[INTERN], "Moved to another clinic.")
    attack(administrator, "UPDATE staff SET active = 1, left_on = NULL")
    assert said(administrator) == (ACTIVE_AGAIN,)


def test_a_member_of_staff_whom_nobody_added_is_told(unlocked: Unlocked, clinic: SmallClinic) -> None:
    """With a slot and a certificate of somebody's."""
    columns = [column.name for column in Staff.__table__.columns if column.name not in ("id", "login")]
    copied = ", ".join(columns)
    statement = f"INSERT INTO staff (id, login, {copied}) SELECT :new, 'ghost', {copied} FROM staff WHERE id = :id"
    attack(unlocked, statement, new=UUID(int=7).hex, id=clinic.staff[ADMINISTRATOR].hex)
    assert NOBODY_ADDED in said(unlocked)


CERTIFICATES = {
    "of a colleague": "UPDATE staff SET certificate = (SELECT certificate FROM staff WHERE id = :other) WHERE id = :id",
    "of another clinic": "UPDATE staff SET certificate = :foreign WHERE id = :id",
}


@pytest.mark.parametrize("statement", CERTIFICATES.values(), ids=CERTIFICATES)
def test_a_certificate_that_was_replaced_is_told_and_signs_nothing(
    two: TwoClinics, clock: MovableClock, statement: str
) -> None:
    with two.away.unlocked(AWAY_ADMINISTRATOR).reading() as db:
        foreign = db.scalars(select(Staff.certificate)).first()
    home = two.home.unlocked(INTERN)
    staff = two.clinic.staff
    attack(home, statement, id=staff[INTERN].hex, other=staff[SUPERVISOR].hex, foreign=foreign)
    assert said(home) == (NOT_ISSUED,)
    desk = Desk(two.clinic, home, clock)
    note_ids = desk.write_all()
    with pytest.raises(Refused) as caught:
        desk.signing.sign(note_ids, PASSPHRASE)
    assert caught.value.refusals[0].code == "altered-key"
    with home.reading() as db:
        assert db.scalars(select(Signature.id)).all() == []


def test_a_certificate_that_is_none_is_told(unlocked: Unlocked) -> None:
    attack(unlocked, "UPDATE staff SET certificate = x'3000' WHERE login = 'pnair'")
    assert said(unlocked) == (NOT_ISSUED,)


def test_a_root_that_is_none_is_told(unlocked: Unlocked) -> None:
    attack(unlocked, "UPDATE clinic SET root_certificate = x'3000'")
    assert said(unlocked) == (UNREADABLE,)


def test_another_root_verifies_no_signature(two: TwoClinics, clock: MovableClock) -> None:
    """Whoever puts a root of their own in place of the clinic's could issue certificates in anybody's name."""
    with two.away.unlocked(AWAY_ADMINISTRATOR).reading() as db:
        foreign = db.scalars(select(Clinic.root_certificate)).one()
    home = two.home.unlocked(INTERN)
    desk = Desk(two.clinic, home, clock)
    note_ids = desk.write_all()
    assert desk.sign(note_ids).signed
    attack(home, "UPDATE clinic SET root_certificate = :foreign", foreign=foreign)
    verdict = RecordCheckService(home).verify_all()
    assert {problem.note_id for problem in verdict.problems} == {None, *note_ids}
    assert NOT_ISSUED in [problem.sentence for problem in verdict.problems]


COPY = "(SELECT {0} FROM {1} WHERE {2} = :second)"
PDF, PDFS = (
    COPY.format("pdf", "signature", "note_version_id"),
    COPY.format("pdf, pdf_sha256", "signature", "note_version_id"),
)
TEXT = COPY.format("record, digest", "note_version", "id")
OF_FIRST = "WHERE note_version_id = :first"
MOVES = {
    "a document put in another's row": (f"UPDATE signature SET pdf = {PDF} {OF_FIRST}",),
    "a document with its digest": (f"UPDATE signature SET (pdf, pdf_sha256) = {PDFS} {OF_FIRST}",),
    "signatures exchanged": (
        f"UPDATE signature SET note_version_id = :spare {OF_FIRST}",
        "UPDATE signature SET note_version_id = :first WHERE note_version_id = :second",
        "UPDATE signature SET note_version_id = :second WHERE note_version_id = :spare",
    ),
    "signed text replaced": (f"UPDATE note_version SET (record, digest) = {TEXT} WHERE id = :first",),
    "another signer named": (f"UPDATE signature SET name = 'Somebody Else' {OF_FIRST}",),
    "a signature taken out": (f"DELETE FROM signature {OF_FIRST}",),
}


@pytest.mark.parametrize("statements", MOVES.values(), ids=MOVES)
def test_what_is_moved_between_signed_notes_is_named(desk: Desk, statements: Sequence[str]) -> None:
    note_ids = desk.note_ids()
    first, second = (desk.version_ids(note_id)[0] for note_id in note_ids[:2])
    attack(desk.unlocked, *statements, first=first.hex, second=second.hex, spare=UUID(int=9).hex)
    verdict = RecordCheckService(desk.unlocked).verify_all()
    assert note_ids[0] in {problem.note_id for problem in verdict.problems}


def test_the_backup_of_another_clinic_does_not_take_the_place_of_these_records(
    two: TwoClinics, clock: MovableClock, tmp_path: Path
) -> None:
    made = BackupService(two.away.unlocked(AWAY_ADMINISTRATOR), clock).back_up_to(tmp_path, no_step)
    two.away.lock()
    two.home.lock()
    before = (two.clinic.folder / "clinic.db").read_bytes()
    inside = two.away.vault.opener().open(made.path, AWAY_ADMINISTRATOR, PASSPHRASE)
    with pytest.raises(OtherClinic):
        two.clinic.vault.restoring().restore(inside, no_step)
    assert (two.clinic.folder / "clinic.db").read_bytes() == before
