"""The list of charts with their days, the clinic's period, and holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.people import Admission
from iop_desktop.models.retention import ChartPeriod, LegalHold
from iop_desktop.rules.retention import ChartStanding, RetentionPolicy
from iop_desktop.services.chart_days import own_periods
from iop_desktop.services.disposals import DisposalService
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.retention import RetentionService
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


@pytest.fixture
def retention(administrator: Unlocked, clock: MovableClock) -> RetentionService:
    return RetentionService(administrator, clock)


def discharged(unlocked: Unlocked, client_id: UUID, on: date) -> None:
    with unlocked.transaction() as db:
        admission = db.scalars(select(Admission).where(Admission.client_id == client_id)).one()
        admission.admitted_on, admission.discharged_on = min(admission.admitted_on, on), on


def row_of(retention: RetentionService, client_id: UUID) -> RetentionRow:
    return next(row for row in retention.rows() if row.client_id == client_id)


def test_each_chart_has_its_day_and_no_name(
    retention: RetentionService, administrator: Unlocked, clinic: SmallClinic
) -> None:
    amara, pepe = clinic.client_ids[:2]
    discharged(administrator, amara, date(2019, 11, 23))
    discharged(administrator, pepe, date(2019, 11, 24))
    discharged(administrator, clinic.teenager_id, date(2025, 1, 1))
    rows = {row.record_number: row for row in retention.rows()}
    assert [row.standing for row in rows.values()] == [
        ChartStanding.DUE,
        ChartStanding.KEPT,
        ChartStanding.IN_TREATMENT,
        ChartStanding.IN_TREATMENT,
        ChartStanding.KEPT,
    ]
    assert rows["MR-1001"].kept_until == date(2026, 11, 23) and rows["MR-1001"].initials == "AO"
    assert rows["MR-2001"].kept_until == date(2035, 5, 4)
    assert "Amara" not in str(rows)


def test_an_episode_that_lasts_keeps_the_chart(
    retention: RetentionService, administrator: Unlocked, clinic: SmallClinic
) -> None:
    amara = clinic.client_ids[0]
    with administrator.transaction() as db:
        for ended in (date(2011, 1, 1), date(2012, 1, 1)):
            db.add(
                Admission(
                    client_id=amara, program_id=clinic.adult_program, admitted_on=date(2010, 1, 1), discharged_on=ended
                )
            )
    assert row_of(retention, amara).standing is ChartStanding.IN_TREATMENT
    with administrator.transaction() as db:
        for admission in db.scalars(select(Admission).where(Admission.discharged_on.is_(None))):
            admission.discharged_on = date(2011, 6, 1)
    assert row_of(retention, amara).discharged_on == date(2012, 1, 1)


def test_the_clinic_chooses_its_period(
    retention: RetentionService, administrator: Unlocked, clinic: SmallClinic
) -> None:
    amara = clinic.client_ids[0]
    discharged(administrator, amara, date(2019, 11, 23))
    assert retention.policy() == RetentionPolicy()
    with pytest.raises(Refused):
        retention.choose(RetentionPolicy(source=""))
    retention.choose(RetentionPolicy(10, 21, " State law "))
    assert retention.policy() == RetentionPolicy(10, 21, "State law")
    assert row_of(retention, amara).standing is ChartStanding.KEPT
    retention.choose(RetentionPolicy(7, 18, "Payer"))
    assert row_of(retention, amara).standing is ChartStanding.DUE


def test_a_held_chart_is_kept_until_the_hold_is_lifted(
    retention: RetentionService, administrator: Unlocked, clinic: SmallClinic
) -> None:
    amara = clinic.client_ids[0]
    discharged(administrator, amara, date(2010, 1, 1))
    retention.hold(amara, "Letter of counsel")
    row = row_of(retention, amara)
    assert row.standing is ChartStanding.HELD and row.detail == "Letter of counsel (Priya Nair, November 24, 2026)"
    with pytest.raises(Refused):
        retention.hold(amara, "Again")
    retention.lift(amara, "Case closed")
    assert row_of(retention, amara).standing is ChartStanding.DUE
    with pytest.raises(Refused):
        retention.lift(amara, "Again")
    retention.hold(amara, "Another letter")
    with administrator.reading() as db:
        holds = db.scalars(select(LegalHold).order_by(LegalHold.id)).all()
    assert [(hold.reason, hold.lift_reason) for hold in holds] == [
        ("Letter of counsel", "Case closed"),
        ("Another letter", ""),
    ]
    for call in (retention.hold, retention.lift):
        with pytest.raises(NotFound):
            call(uuid4(), "x")


def test_a_supervisor_reads_and_a_facilitator_does_not(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    supervisor = RetentionService(as_staff(SUPERVISOR), clock)
    assert supervisor.may_see and not supervisor.may_manage and supervisor.rows()
    with pytest.raises(NotAllowed):
        supervisor.hold(clinic.client_ids[0], "x")
    facilitator = RetentionService(as_staff(INTERN), clock)
    assert not facilitator.may_see
    with pytest.raises(NotAllowed):
        facilitator.rows()


def test_one_chart_is_kept_longer_and_its_reasons_stay(
    retention: RetentionService, administrator: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    amara = clinic.client_ids[0]
    discharged(administrator, amara, date(2019, 11, 23))
    DisposalService(administrator, clock).propose(amara)
    assert row_of(retention, amara).standing is ChartStanding.PROPOSED
    retention.choose_for(amara, 10, " Contract with the county ")
    row = row_of(retention, amara)
    assert (row.standing, row.kept_until) == (ChartStanding.KEPT, date(2029, 11, 23))
    assert row.detail == "10 years: Contract with the county (Priya Nair, November 24, 2026)"
    retention.choose(RetentionPolicy(12, 18, "State law"))
    row = row_of(retention, amara)
    assert (row.kept_until, row.period) == (date(2031, 11, 23), None)
    retention.choose(RetentionPolicy(7, 18, "Payer"))
    with pytest.raises(Refused) as caught:
        retention.choose_for(amara, 7, "")
    assert [refusal.code for refusal in caught.value.refusals] == ["longer", "reason"]
    retention.choose_for(amara, 0, "Contract ended")
    row = row_of(retention, amara)
    assert (row.standing, row.proposal) == (ChartStanding.DUE, None)
    with administrator.reading() as db:
        reasons = db.scalars(select(ChartPeriod.reason).order_by(ChartPeriod.id)).all()
        assert (reasons, own_periods(db)) == (["Contract with the county", "Contract ended"], {})
        bodies = [body for body in db.scalars(select(AuditEvent.body)) if "retention.of_chart" in body]
    assert len(bodies) == 2 and "county" not in "".join(bodies)
    with pytest.raises(NotFound):
        retention.choose_for(uuid4(), 10, "x")


def test_the_reason_goes_with_the_chart(
    retention: RetentionService,
    administrator: Unlocked,
    clinic: SmallClinic,
    as_staff: AsStaff,
    clock: MovableClock,
    tmp_path: Path,
) -> None:
    amara = clinic.client_ids[0]
    discharged(administrator, amara, date(2010, 1, 1))
    retention.choose_for(amara, 8, "Contract with the county")
    DisposalService(administrator, clock).propose(amara)
    disposals = DisposalService(as_staff(SUPERVISOR), clock)
    assert disposals.outline(amara).rule.endswith("This chart is kept for 8 years.")
    disposals.confirm(amara, clinic.passphrase, tmp_path / "certificate.pdf")
    (found,) = disposals.find("MR-1001")
    assert found.rule.endswith("This chart is kept for 8 years.")
    with as_staff(ADMINISTRATOR).reading() as db:
        assert db.scalars(select(ChartPeriod)).all() == []
