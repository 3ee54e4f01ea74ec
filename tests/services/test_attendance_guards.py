"""What attendance refuses, what it flags, and how fast it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.errors import VaultClosed
from iop_desktop.models.groups import Session
from iop_desktop.services.attendance_history import AttendanceHistoryService
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.clients import ClientService
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.schedule import ScheduleService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.walk_ins import WalkInService
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.roster_desk import EXCUSED, LATE, NO_SHOW, PRESENT, UNMARKED, Desk
from tests.support.clock import MovableClock


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


def test_attendance_under_a_signature_is_refused_in_every_way(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.mark(1, PRESENT)
    desk.sign_note_of(0)
    client_id, before = desk.clinic.client_ids[0], desk.row(0)
    assert before.note_is_signed
    undo = desk.mark(1, LATE).undo
    attempts: list[Callable[[], Changes]] = [
        lambda: desk.mark(0, NO_SHOW),
        lambda: desk.service.set_times(desk.session_id, client_id, "12:30", ""),
        lambda: desk.service.set_reason(desk.session_id, client_id, "Court"),
        lambda: desk.service.observe(desk.session_id, client_id, "Calm"),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusals[0].code == "signed"
    assert undo is not None
    undo.call()
    assert desk.row(0) == before


def test_who_was_present_stays_once_any_note_is_signed(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.mark(1, NO_SHOW)
    desk.sign_note_of(0)
    before = desk.statuses()
    attempts: list[Callable[[], Changes]] = [
        lambda: desk.mark(1, PRESENT),
        lambda: desk.service.mark_rest_present(desk.session_id),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusals[0].code == "present-signed"
    assert desk.statuses() == before
    desk.mark(1, EXCUSED)
    desk.service.set_reason(desk.session_id, desk.clinic.client_ids[1], "Court")
    assert desk.row(1).attendance.reason == "Court"


@pytest.mark.parametrize("login", [factories.SUPERVISOR, factories.ADMINISTRATOR])
def test_who_does_not_lead_records_nothing(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, login: str
) -> None:
    desk = Desk(clinic, as_staff(login), clock)
    client_id = clinic.client_ids[0]
    attempts: list[Callable[[], Changes]] = [
        lambda: desk.mark(0, PRESENT),
        lambda: desk.service.mark_rest_present(desk.session_id),
        lambda: desk.service.set_reason(desk.session_id, client_id, "Court"),
        lambda: desk.service.observe(desk.session_id, client_id, "Calm"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    room = desk.service.room(desk.session_id)
    assert not room.editable
    assert room.head.started_at is None
    assert desk.statuses() == [UNMARKED] * 4


def test_a_facilitator_who_stands_in_is_named_so_in_the_audit_log(desk: Desk, as_staff: AsStaff) -> None:
    with desk.unlocked.transaction() as db:
        db.execute(update(Session).values(cofacilitator_id=None))
    other = Desk(desk.clinic, as_staff(factories.LICENSED), desk.clock)
    assert other.service.room(other.session_id).editable
    other.mark(0, PRESENT)
    with other.unlocked.reading() as db:
        marks = [body for body in db.scalars(select(AuditEvent.body)) if "attendance.marked" in body]
    assert ['"substitute":true' in body.replace(" ", "") for body in marks] == [True]


def test_undoing_the_first_mark_takes_back_the_start_it_made(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    assert Topic.SESSIONS in desk.service.undo(desk.session_id).topics
    assert desk.service.room(desk.session_id).head.started_at is None
    first = desk.mark(0, PRESENT)
    desk.mark(1, PRESENT)
    assert first.undo is not None
    first.undo.call()
    assert desk.service.room(desk.session_id).head.started_at is not None


def test_undoing_a_mark_leaves_a_start_that_somebody_made(desk: Desk) -> None:
    SessionService(desk.unlocked, desk.clock).start(desk.session_id)
    desk.mark(0, PRESENT)
    desk.service.undo(desk.session_id)
    assert desk.service.room(desk.session_id).head.started_at is not None


def test_strangers_cannot_be_marked(desk: Desk) -> None:
    for client_id in (desk.clinic.teenager_id, uuid4()):
        with pytest.raises(NotFound):
            desk.service.mark(desk.session_id, client_id, PRESENT)
    for unknown in (desk.service.room, desk.service.mark_rest_present):
        with pytest.raises(NotFound):
            unknown(uuid4())


def test_who_left_the_group_later_stays_on_the_roster_of_the_session(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    with desk.unlocked.transaction() as db:
        ended = desk.clock().date() - timedelta(days=3)
        db.execute(text("UPDATE membership SET last_on = :day"), {"day": ended.isoformat()})
    assert [row.status for row in desk.service.room(desk.session_id).rows] == [PRESENT]


def test_a_skipped_session_takes_no_attendance_and_does_not_begin(desk: Desk) -> None:
    desk.mark(1, EXCUSED)
    schedule, sessions = ScheduleService(desk.unlocked, desk.clock), SessionService(desk.unlocked, desk.clock)
    with desk.unlocked.transaction() as db:
        newcomer = factories.add_client(db, desk.clinic.adult_program, desk.clock().date(), "MR-1009", "Noor", "Haddad")
    schedule.skip(desk.session_id, "Flood in the room")
    client_id = desk.clinic.client_ids[0]
    attempts: list[Callable[[], Changes]] = [
        lambda: desk.mark(0, PRESENT),
        lambda: desk.service.mark_rest_present(desk.session_id),
        lambda: desk.service.observe(desk.session_id, client_id, "Calm"),
        lambda: WalkInService(desk.unlocked, desk.clock).add(desk.session_id, newcomer),
        lambda: sessions.set_times(desk.session_id, "12:00", ""),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusals[0].code == "cancelled"
    assert sessions.head(desk.session_id).started_at is None
    charts = ClientService(desk.unlocked, desk.clock)
    assert charts.chart(desk.clinic.client_ids[1]).visits == ()
    desk.clock.set(sessions.head(desk.session_id).starts_at - timedelta(hours=1))
    schedule.restore(desk.session_id)
    assert desk.row(1).status is EXCUSED
    assert len(charts.chart(desk.clinic.client_ids[1]).visits) == 1


def test_flags(desk: Desk) -> None:
    today = desk.clock().date()
    first, second = desk.clinic.client_ids[:2]
    with desk.unlocked.transaction() as db:
        factories.add_scores(db, first, "PHQ-9", {today - timedelta(days=14): 8, today - timedelta(days=1): 14})
        factories.add_scores(db, second, "PHQ-9", {today - timedelta(days=14): 8, today - timedelta(days=1): 12})
        factories.add_scores(db, second, "Craving", {today - timedelta(days=2): 3, today: 5})
        db.execute(text("UPDATE treatment_plan SET review_due_on = :day"), {"day": today.isoformat()})
        db.execute(text("UPDATE membership SET first_on = :day"), {"day": (today - timedelta(days=2)).isoformat()})
    kinds = {number: {flag.kind for flag in desk.row(number).flags} for number in range(3)}
    assert kinds == {0: {"new", "review", "score"}, 1: {"new", "review", "craving"}, 2: {"new", "review"}}


def test_a_no_show_is_flagged_in_the_next_session(desk: Desk) -> None:
    desk.mark(0, NO_SHOW)
    desk.mark(1, EXCUSED)
    tomorrow = desk.clock() + timedelta(days=1)
    sessions = SessionService(desk.unlocked, desk.clock)
    sessions.schedule(desk.clinic.group_id, tomorrow, tomorrow + timedelta(hours=3), None)
    desk.clock.set(tomorrow)
    rows = desk.service.room(sessions.today()[0].session_id).rows
    called: set[UUID] = {row.client_id for row in rows if any(flag.kind == "call" for flag in row.flags)}
    assert called == {desk.clinic.client_ids[0]}


def test_a_locked_vault_refuses(desk: Desk) -> None:
    desk.clinic.vault.lock(desk.unlocked)
    with pytest.raises(VaultClosed):
        desk.mark(0, PRESENT)


def test_administrators_see_who_was_there_and_nothing_that_was_said(
    desk: Desk, clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    client_id = clinic.client_ids[0]
    desk.mark(0, NO_SHOW)
    desk.service.set_reason(desk.session_id, client_id, "Court")
    desk.service.observe(desk.session_id, client_id, "Calm")
    led = desk.row(0)
    assert (led.attendance.reason, led.attendance.observation) == ("Court", "Calm")
    seen = Desk(clinic, as_staff(factories.ADMINISTRATOR), clock)
    row = seen.row(0)
    assert (row.name, row.status, row.minutes) == (led.name, NO_SHOW, led.minutes)
    assert (row.attendance.reason, row.attendance.observation, row.flags) == ("", "", ())
    with pytest.raises(NotAllowed):
        AttendanceHistoryService(seen.unlocked, clock).member_log(seen.session_id, client_id)
