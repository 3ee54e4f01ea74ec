"""Credentials of staff on a real vault: entered, dated, and what follows for signing."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from iop_desktop.rules.held_credentials import HeldCredential
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.staff_credentials import StaffCredentialService
from iop_desktop.services.standings import standing_of
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import LICENSED, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

LCSW = HeldCredential(" LCSW", "LC-7810", "New York", date(2020, 1, 1))
TODAY = date(2026, 11, 24)


@pytest.fixture
def service(administrator: Unlocked, clock: MovableClock) -> StaffCredentialService:
    return StaffCredentialService(administrator, clock)


def test_a_credential_with_number_state_and_days(clinic: SmallClinic, service: StaffCredentialService) -> None:
    staff_id = clinic.staff[LICENSED]
    assert service.enter(staff_id, LCSW).message == "LCSW of Jo Ortiz is entered."
    (row,) = service.rows()
    assert (row.name, row.held.credential, row.held.number, row.held.state) == (
        "Jo Ortiz",
        "LCSW",
        "LC-7810",
        "New York",
    )
    assert (row.good, row.alone) == (True, "")
    with pytest.raises(Refused):
        service.enter(staff_id, LCSW)
    assert staff_id in {known for known, _ in service.people()}


def test_after_its_last_day_notes_need_a_cosignature(
    clinic: SmallClinic, administrator: Unlocked, service: StaffCredentialService, clock: MovableClock
) -> None:
    service.enter(clinic.staff[LICENSED], LCSW)
    (row,) = service.rows()
    with pytest.raises(Refused):
        service.end(row.credential_id, row.revision, date(2026, 11, 23))
    assert "Nov 24, 2026" in service.end(row.credential_id, row.revision, TODAY).message
    with pytest.raises(Stale):
        service.end(row.credential_id, row.revision, TODAY)
    with pytest.raises(NotFound):
        service.end(uuid4(), 1, TODAY)
    with administrator.reading() as db:
        person = factories.staff_by_login(db, LICENSED)
        days = [standing_of(db, person, day).signs_alone for day in (TODAY, date(2026, 11, 25))]
    assert days == [True, False]
    clock.advance(days=1)
    (after,) = service.rows()
    assert not after.good
    service.enter(clinic.staff[LICENSED], HeldCredential("LCSW", "LC-7810", "New York", date(2026, 11, 25)))
    with administrator.reading() as db:
        assert standing_of(db, factories.staff_by_login(db, LICENSED), date(2026, 11, 25)).signs_alone


def test_only_an_administrator_enters_one(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    service = StaffCredentialService(as_staff(LICENSED), clock)
    assert service.rows() == ()
    with pytest.raises(NotAllowed):
        service.enter(clinic.staff[LICENSED], LCSW)
