"""Discharging a client ends what belongs to the program, and can be put right until the end of the day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.groups import Membership, WaitingEntry
from iop_desktop.models.people import Admission
from iop_desktop.models.retention import Discharge
from iop_desktop.rules.discharge import DischargeReason
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.audit import AuditService
from iop_desktop.services.cases import CaseService
from iop_desktop.services.discharge_views import DischargeForm
from iop_desktop.services.discharges import DischargeService
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.memberships import MembershipService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.waiting import WaitingService
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)
COMPLETED = DischargeForm(TODAY, DischargeReason.COMPLETED)


@pytest.fixture
def discharges(unlocked: Unlocked, clock: MovableClock) -> DischargeService:
    return DischargeService(unlocked, clock)


@pytest.fixture
def waits_for(unlocked: Unlocked, clock: MovableClock, clinic: SmallClinic) -> UUID:
    """Amara waits for another group of the program."""
    with unlocked.transaction() as db:
        group = factories.add_group(db, clinic.adult_program, clinic.staff[INTERN], code="EVE", name="Evening IOP")
        key = group.id
    WaitingService(unlocked, clock).add(key, clinic.client_ids[0], "Works until five")
    return key


def state(unlocked: Unlocked, client_id: UUID) -> tuple[object, ...]:
    """End of the episode, of the membership and of the waiting."""
    with unlocked.reading() as db:
        admission = db.scalars(select(Admission).where(Admission.client_id == client_id)).one()
        membership = db.scalars(select(Membership).where(Membership.client_id == client_id)).one()
        waiting = db.scalars(select(WaitingEntry).where(WaitingEntry.client_id == client_id)).one()
        return (
            admission.discharged_on,
            membership.last_on,
            membership.ended_why,
            waiting.ended_on,
            waiting.outcome,
        )


def episode_of(discharges: DischargeService, client_id: UUID) -> UUID:
    return discharges.episodes(client_id)[0].admission_id


def test_membership_and_waiting_end_with_the_day(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic, waits_for: UUID
) -> None:
    amara, pepe = clinic.client_ids[:2]
    before = discharges.episodes(amara)[0]
    assert (before.program, before.groups, before.waiting) == ("Adult IOP", ("Morning IOP",), ("Evening IOP",))
    assert before.lasts and before.discharge is None
    changes = discharges.discharge(before.admission_id, COMPLETED)
    assert changes.message == "Amara Okonkwo is discharged with November 24, 2026."
    assert state(unlocked, amara) == (TODAY, TODAY, "Discharged: Completed treatment", TODAY, "withdrew")
    after = discharges.episodes(amara)[0]
    assert after.discharge is not None and after.discharge.may_correct and not after.lasts
    assert (after.discharge.entered_by, after.groups) == ("Dana Whitfield", ())
    assert discharges.episodes(pepe)[0].lasts


def test_it_is_taken_back_with_everything_that_ended(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic, waits_for: UUID
) -> None:
    amara = clinic.client_ids[0]
    before, key = state(unlocked, amara), episode_of(discharges, amara)
    discharges.discharge(key, COMPLETED)
    discharges.take_back(key, "Wrong person chosen")
    assert state(unlocked, amara) == before
    assert codes_of(lambda: discharges.take_back(key, "Again")) == ["not-discharged"]
    discharges.discharge(key, COMPLETED)
    with unlocked.reading() as db:
        rows = db.scalars(select(Discharge).order_by(Discharge.id)).all()
    assert [(row.taken_back, row.why, row.corrects) for row in rows] == [
        (False, "", None),
        (True, "Wrong person chosen", rows[0].id),
        (False, "", None),
    ]


def test_it_is_put_right_on_the_same_day_only(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic, waits_for: UUID, clock: MovableClock
) -> None:
    amara = clinic.client_ids[0]
    key = episode_of(discharges, amara)
    discharges.discharge(key, COMPLETED)
    moved = DischargeForm(TODAY - timedelta(days=3), DischargeReason.TRANSFERRED, "Goes on to Harbor House")
    assert codes_of(lambda: discharges.correct(key, moved, " ")) == ["why"]
    discharges.correct(key, moved, "Last seen on Friday")
    assert state(unlocked, amara)[:2] == (moved.on, moved.on)
    row = discharges.episodes(amara)[0].discharge
    assert row is not None and (row.on, row.reason, row.remark) == (moved.on, moved.reason, moved.remark)
    clock.advance(days=1)
    row = discharges.episodes(amara)[0].discharge
    assert row is not None and not row.may_correct
    assert codes_of(lambda: discharges.correct(key, COMPLETED, "Too late")) == ["too-late"]
    assert codes_of(lambda: discharges.take_back(key, "Too late")) == ["too-late"]
    assert state(unlocked, amara)[:2] == (moved.on, moved.on)


def test_a_refused_correction_leaves_the_discharge(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic, waits_for: UUID
) -> None:
    amara = clinic.client_ids[0]
    key = episode_of(discharges, amara)
    discharges.discharge(key, COMPLETED)
    before = state(unlocked, amara)
    tomorrow = DischargeForm(TODAY + timedelta(days=1), DischargeReason.COMPLETED)
    assert codes_of(lambda: discharges.correct(key, tomorrow, "Slip")) == ["future"]
    assert state(unlocked, amara) == before


def test_nobody_is_discharged_before_the_last_session_or_before_a_planned_membership(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic, waits_for: UUID, clock: MovableClock
) -> None:
    amara = clinic.client_ids[0]
    key = episode_of(discharges, amara)
    sessions, attendance = SessionService(unlocked, clock), AttendanceService(unlocked, clock)
    sessions.start(clinic.session_id)
    attendance.mark(clinic.session_id, amara, AttendanceStatus.PRESENT)
    clock.advance(hours=3)
    sessions.end(clinic.session_id)
    MembershipService(unlocked, clock).admit(waits_for, amara, TODAY + timedelta(days=5))
    earlier = DischargeForm(TODAY - timedelta(days=1), DischargeReason.COMPLETED)
    assert codes_of(lambda: discharges.discharge(key, earlier)) == ["attended", "joins"]


def test_open_work_is_said_and_does_not_stand_against_it(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    from iop_desktop.services.notes import NoteService

    sessions = SessionService(unlocked, clock)
    sessions.start(clinic.session_id)
    clock.advance(hours=3)
    sessions.end(clinic.session_id)
    NoteService(unlocked, clock).list(clinic.session_id)
    amara = clinic.client_ids[0]
    episode = discharges.episodes(amara)[0]
    assert episode.warnings == ("1 note is not signed yet and can still be signed after the discharge.",)
    discharges.discharge(episode.admission_id, COMPLETED)


def test_what_is_not_there_is_said(discharges: DischargeService, clinic: SmallClinic) -> None:
    for call in (
        lambda: discharges.episodes(uuid4()),
        lambda: discharges.discharge(uuid4(), COMPLETED),
        lambda: discharges.take_back(uuid4(), "x"),
    ):
        with pytest.raises(NotFound):
            call()
    key = episode_of(discharges, clinic.client_ids[0])
    assert codes_of(lambda: discharges.correct(key, COMPLETED, "x")) == ["not-discharged"]
    discharges.discharge(key, COMPLETED)
    assert codes_of(lambda: discharges.discharge(key, COMPLETED)) == ["not-open"]


def test_each_step_is_an_entry_without_words(
    discharges: DischargeService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    key = episode_of(discharges, clinic.client_ids[0])
    discharges.discharge(key, DischargeForm(TODAY, DischargeReason.OTHER, "Secret remark"))
    discharges.take_back(key, "Secret reason")
    with unlocked.reading() as db:
        bodies = db.connection().exec_driver_sql("SELECT body FROM audit_event").scalars().all()
    text = "\n".join(str(body) for body in bodies)
    assert "discharge.entered" in text and "discharge.taken_back" in text and "Secret" not in text
    assert AuditService(unlocked).verify().ok


def test_a_client_outside_ones_groups_is_not_discharged(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    unlocked = as_staff(LICENSED)
    discharges = DischargeService(unlocked, clock)
    with unlocked.reading() as db:
        key = db.scalars(select(Admission.id).where(Admission.client_id == clinic.teenager_id)).one()
    for call in (
        lambda: discharges.episodes(clinic.teenager_id),
        lambda: discharges.discharge(key, COMPLETED),
        lambda: discharges.correct(key, COMPLETED, "x"),
        lambda: discharges.take_back(key, "x"),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_an_administrator_discharges_whom_they_see_by_name(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    administrator = DischargeService(as_staff(ADMINISTRATOR), clock)
    administrator.discharge(episode_of(administrator, clinic.teenager_id), COMPLETED)


def test_whoever_is_left_behind_can_be_discharged_or_given_to_somebody(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    """The counselor of one client leaves whom nobody supervises; another client is nobody's at all."""
    administrator = as_staff(ADMINISTRATOR)
    with administrator.transaction() as db:
        rows = {each.client_id: each for each in db.scalars(select(Admission))}
        rows[clinic.teenager_id].counselor_id = clinic.staff[LICENSED]
        nobodys = factories.add_client(db, clinic.adult_program, TODAY, "MR-3001", "Noor", "Haddad")
    StaffService(administrator, clock).leave(clinic.staff[LICENSED], "Moved away.")
    for client_id in (clinic.teenager_id, nobodys):
        assert episode_of(DischargeService(administrator, clock), client_id)
    CaseService(administrator, clock).name(nobodys, clinic.staff[INTERN])
    supervisor = as_staff(SUPERVISOR)
    for client_id in (clinic.teenager_id, nobodys):
        discharges = DischargeService(supervisor, clock)
        assert discharges.discharge(episode_of(discharges, client_id), COMPLETED).message
