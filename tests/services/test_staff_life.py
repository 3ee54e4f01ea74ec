"""Staff over the years: words change, certificates are renewed, people leave, and what they signed stays good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from sqlalchemy import select

from iop_desktop.documents.revocations import read_crl
from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.credentials import Revocation, StaffCertificate
from iop_desktop.models.errors import VaultFull
from iop_desktop.rules.certificates import OTHER_WORDS
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.certificates import revocation_list, revoked_certificates
from iop_desktop.services.errors import NotAllowed, NotFound, Stale
from iop_desktop.services.people_views import StaffEdit, StaffRow
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

WHY = "Moved to another clinic."


def staff_row(service: StaffService, login: str) -> StaffRow:
    (found,) = (row for row in service.rows() if row.login == login)
    return found


def edit_of(row: StaffRow, **changes: Any) -> StaffEdit:
    form = StaffEdit(
        row.staff_id,
        row.revision,
        row.name,
        row.credentials,
        row.licence,
        row.title,
        row.roles,
        row.credential_until,
        row.needs_cosignature,
        row.supervisor_id,
    )
    return replace(form, **changes)


def certificate(unlocked: Unlocked, login: str) -> x509.Certificate:
    with unlocked.reading() as db:
        content = db.scalars(select(Staff.certificate).where(Staff.login == login)).one()
    return x509.load_der_x509_certificate(content)


def test_words_on_record_change_and_the_certificate_is_to_be_renewed(
    administrator: Unlocked, clock: MovableClock
) -> None:
    service = StaffService(administrator, clock)
    row = staff_row(service, INTERN)
    assert (row.renewal, row.certificate_until) == ("", date(2037, 11, 24))
    form = edit_of(row, credentials=" LCSW ", credential_until=date(2027, 6, 30), needs_cosignature=False)
    assert service.edit(form).message == "Dana Whitfield is changed."
    after = staff_row(service, INTERN)
    assert (after.credentials, after.credential_until, after.needs_cosignature) == ("LCSW", date(2027, 6, 30), False)
    assert after.renewal == OTHER_WORDS
    with administrator.reading() as db:
        (body,) = (body for body in db.scalars(select(AuditEvent.body)) if '"staff.edited"' in body)
    assert "LCSW" not in body
    with pytest.raises(Stale):
        service.edit(form)
    assert service.edit(edit_of(after)).message == ""


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": " "}, ["name"]),
        ({"supervisor_id": None}, ["supervisor"]),
        ({"supervisor_id": uuid4()}, ["supervisor"]),
    ],
)
def test_an_edit_with_mistakes_changes_nothing(
    administrator: Unlocked, clock: MovableClock, changes: dict[str, Any], codes: list[str]
) -> None:
    service = StaffService(administrator, clock)
    row = staff_row(service, INTERN)
    assert codes_of(lambda: service.edit(edit_of(row, **changes))) == codes
    assert staff_row(service, INTERN) == row


def test_a_renewed_certificate_is_for_the_same_key_and_both_are_kept(
    administrator: Unlocked, as_staff: AsStaff, clock: MovableClock
) -> None:
    service = StaffService(administrator, clock)
    service.edit(edit_of(staff_row(service, LICENSED), credentials="LCSW, CADC"))
    before = certificate(administrator, LICENSED)
    clock.advance(days=3)
    service.renew_certificate(staff_row(service, LICENSED).staff_id)
    after = certificate(administrator, LICENSED)
    assert after.public_key() == before.public_key()
    assert "LCSW, CADC" in after.subject.rfc4514_string().replace("\\", "")
    assert staff_row(service, LICENSED).renewal == ""
    with administrator.reading() as db:
        kept = db.scalars(select(StaffCertificate.certificate).join(Staff, Staff.id == StaffCertificate.staff_id))
        assert {x509.load_der_x509_certificate(content) for content in kept} >= {before, after}
        assert db.scalars(select(Revocation)).all() == []
    assert as_staff(LICENSED).reauthenticate(PASSPHRASE).certificate == after


def test_who_left_cannot_come_in_and_signs_no_more(
    administrator: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    service = StaffService(administrator, clock)
    intern = staff_row(service, INTERN).staff_id
    changes = service.leave(intern, WHY)
    said = "Dana Whitfield can no longer open these records or sign. What was signed stays good."
    assert changes.message == f"{said} 1 group needs another facilitator."
    row = service.rows()[-1]
    assert (row.login, row.active, row.left_on, row.renewal) == (INTERN, False, date(2026, 11, 24), "")
    assert row.login not in administrator.doorkeeper.key_file().logins()
    key_file = administrator.doorkeeper.key_file().path
    assert INTERN.encode() not in key_file.read_bytes() + backup_path(key_file).read_bytes()
    again: tuple[Callable[[], object], ...] = (
        lambda: service.leave(intern, WHY),
        lambda: service.renew_certificate(intern),
    )
    for use_case in again:
        assert codes_of(use_case) == ["left"]
    clinic.vault.lock(administrator)
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock(INTERN, PASSPHRASE)
    reopened = clinic.vault.unlock(ADMINISTRATOR, PASSPHRASE)
    assert reopened.notice == ""
    clinic.vault.lock(reopened)


def test_what_was_signed_before_stays_good(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    note_ids = desk.write_all()
    desk.sign(note_ids[:3])
    version_id = desk.version_ids(note_ids[0])[0]
    administrator = as_staff(ADMINISTRATOR)
    message = StaffService(administrator, clock).leave(clinic.staff[INTERN], WHY).message
    assert "1 unsigned note waits for another author." in message
    assert Desk(clinic, administrator, clock).records.verify(version_id) == OWED
    supervisor = Desk(clinic, as_staff(SUPERVISOR), clock)
    supervisor.cosigning.mark_viewed(version_id)
    assert supervisor.cosigning.cosign([version_id], PASSPHRASE).signed == (version_id,)
    assert supervisor.records.verify(version_id) == ()


def test_what_was_signed_stays_good_when_the_clock_was_set_back(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    note_ids = desk.write_all()
    desk.sign(note_ids)
    clock.advance(hours=-2)
    administrator = as_staff(ADMINISTRATOR)
    StaffService(administrator, clock).leave(clinic.staff[INTERN], WHY)
    assert RecordCheckService(administrator).verify_all().problems == ()


def test_people_without_a_supervisor_are_named_by_their_number(
    administrator: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    message = StaffService(administrator, clock).leave(clinic.staff[SUPERVISOR], WHY).message
    assert message.endswith("1 person needs another supervisor.")


def test_the_list_of_revoked_certificates_goes_out_with_the_notes(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    administrator = as_staff(ADMINISTRATOR)
    gone = certificate(administrator, INTERN)
    StaffService(administrator, clock).leave(clinic.staff[INTERN], WHY)
    with administrator.reading() as db:
        root = x509.load_der_x509_certificate(db.scalars(select(Clinic.root_certificate)).one())
        content = revocation_list(administrator, db, clock())
        assert revoked_certificates(db) == {gone.serial_number: clock() + timedelta(seconds=1)}
    assert read_crl(content, root) == {gone.serial_number: clock() + timedelta(seconds=1)}
    (entry,) = x509.load_der_x509_crl(content)
    reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason is x509.ReasonFlags.affiliation_changed


def test_nobody_can_be_locked_out(administrator: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    service = StaffService(administrator, clock)
    assert codes_of(lambda: service.leave(administrator.actor.staff_id, WHY)) == ["last", "oneself"]
    service.add(factories.staff_form("second", "Noor Haddad", Role.ADMINISTRATOR))
    assert codes_of(lambda: service.leave(administrator.actor.staff_id, WHY)) == ["oneself"]
    service.leave(staff_row(service, "second").staff_id, WHY)
    assert clinic.staff[ADMINISTRATOR] == administrator.actor.staff_id


def test_only_an_administrator_and_only_who_is_there(
    unlocked: Unlocked, as_staff: AsStaff, clock: MovableClock
) -> None:
    service = StaffService(unlocked, clock)
    row = staff_row(service, LICENSED)
    use_cases: tuple[Callable[[], object], ...] = (
        lambda: service.leave(row.staff_id, WHY),
        lambda: service.edit(edit_of(row)),
        lambda: service.renew_certificate(row.staff_id),
    )
    for use_case in use_cases:
        with pytest.raises(NotAllowed):
            use_case()
    administrator = StaffService(as_staff(ADMINISTRATOR), clock)
    with pytest.raises(NotFound):
        administrator.leave(uuid4(), WHY)


def test_a_key_file_that_cannot_be_written_leaves_everything_as_it_was(
    administrator: Unlocked, clinic: SmallClinic, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    service = StaffService(administrator, clock)
    with monkeypatch.context() as patch:
        patch.setattr("iop_desktop.models.keyfile.write_atomically", full)
        with pytest.raises(VaultFull):
            service.leave(clinic.staff[INTERN], WHY)
    row = staff_row(service, INTERN)
    assert (row.active, row.left_on) == (True, None)
    with administrator.reading() as db:
        assert db.scalars(select(Revocation)).all() == []
    clinic.vault.lock(administrator)
    clinic.vault.lock(clinic.vault.unlock(INTERN, PASSPHRASE))
