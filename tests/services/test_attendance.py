"""Attendance on a real vault."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from iop_desktop.models.groups import AttendanceEvent, Session
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.roster_desk import EXCUSED, LATE, LEFT_EARLY, NO_SHOW, PRESENT, UNMARKED, Desk
from tests.support.clock import MovableClock


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


def test_roster_is_in_order_of_last_names_and_numbered(desk: Desk) -> None:
    room = desk.service.room(desk.session_id)
    assert [(row.position, row.name) for row in room.rows] == [
        (1, "Tenzin"),
        (2, "Pepe Núñez"),
        (3, "Siobhán O'Hara"),
        (4, "Amara Okonkwo"),
    ]
    assert room.tally == {UNMARKED: 4}
    assert room.can_undo == ""
    assert room.head.is_mine


def test_a_mark_is_in_the_vault_when_the_call_returns(desk: Desk, as_staff: AsStaff) -> None:
    changes = desk.mark(0, LATE)
    assert Topic.ATTENDANCE in changes.topics
    reopened = as_staff(factories.SUPERVISOR)
    again = AttendanceService(reopened, desk.clock).room(desk.session_id)
    assert again.tally == {LATE: 1, UNMARKED: 3}


def test_late_and_left_early_take_their_time_from_the_clock(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=12, seconds=40)
    desk.mark(1, LATE)
    desk.clock.advance(minutes=60)
    desk.mark(0, LEFT_EARLY)
    assert [desk.row(number).minutes for number in (0, 1)] == [72, 168]


def test_first_mark_of_someone_present_starts_the_session(desk: Desk) -> None:
    assert Topic.SESSIONS not in desk.mark(0, EXCUSED).topics
    assert desk.service.room(desk.session_id).head.started_at is None
    desk.clock.advance(minutes=4, seconds=30)
    assert Topic.SESSIONS in desk.mark(1, PRESENT).topics
    head = desk.service.room(desk.session_id).head
    assert head.started_at == head.starts_at + timedelta(minutes=4)
    assert Topic.SESSIONS not in desk.mark(2, PRESENT).topics


def test_a_session_written_down_the_next_day_was_held_as_planned(desk: Desk) -> None:
    desk.clock.advance(days=1)
    desk.mark(0, PRESENT)
    assert desk.row(0).minutes == 180


def test_mark_the_rest_present_is_one_step(desk: Desk) -> None:
    desk.mark(1, EXCUSED)
    desk.mark(3, NO_SHOW)
    changes = desk.service.mark_rest_present(desk.session_id)
    assert changes.message == "2 members marked present."
    assert desk.statuses() == [PRESENT, EXCUSED, PRESENT, NO_SHOW]
    assert desk.service.mark_rest_present(desk.session_id).topics == frozenset()
    assert desk.service.room(desk.session_id).can_undo == "Present for 2 members"
    desk.service.undo(desk.session_id)
    assert desk.statuses() == [UNMARKED, EXCUSED, UNMARKED, NO_SHOW]


def test_undo_goes_back_step_by_step_and_stops(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.mark(0, NO_SHOW)
    assert desk.service.room(desk.session_id).can_undo == "No-show for Amara Okonkwo"
    desk.service.undo(desk.session_id)
    assert desk.row(0).status is PRESENT
    desk.service.undo(desk.session_id)
    assert desk.row(0).status is UNMARKED
    with pytest.raises(Refused) as refused:
        desk.service.undo(desk.session_id)
    assert refused.value.refusals[0].code == "nothing"


def test_the_undo_of_a_change_takes_back_that_change(desk: Desk) -> None:
    first = desk.mark(0, PRESENT)
    desk.mark(1, LATE)
    assert first.undo is not None
    first.undo.call()
    assert desk.statuses()[:2] == [UNMARKED, LATE]
    with pytest.raises(Refused):
        first.undo.call()


def test_one_cannot_undo_what_another_person_recorded(desk: Desk, as_staff: AsStaff) -> None:
    desk.mark(0, PRESENT)
    other = AttendanceService(as_staff(factories.LICENSED), desk.clock)
    with pytest.raises(Refused):
        other.undo(desk.session_id)
    assert other.room(desk.session_id).tally[PRESENT] == 1


def test_a_clock_set_back_does_not_disturb_the_order(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.clock.advance(days=-400)
    desk.mark(0, NO_SHOW)
    assert desk.row(0).status is NO_SHOW
    desk.service.undo(desk.session_id)
    assert desk.row(0).status is PRESENT


def test_ordinals_count_on_without_gaps(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.service.mark_rest_present(desk.session_id)
    desk.service.undo(desk.session_id)
    with desk.unlocked.reading() as db:
        ordinals = db.scalars(select(AttendanceEvent.ordinal).order_by(AttendanceEvent.ordinal)).all()
    assert list(ordinals) == list(range(1, 8))


def test_times_are_read_from_the_wall_clock(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    client_id = desk.clinic.client_ids[0]
    desk.service.set_times(desk.session_id, client_id, "12:20", "2:45 pm")
    assert desk.row(0).minutes == 145
    desk.service.set_times(desk.session_id, client_id, "", "2:50")
    assert desk.row(0).minutes == 150
    assert desk.service.set_times(desk.session_id, client_id, "", " ").topics == frozenset()
    desk.service.undo(desk.session_id)
    assert desk.row(0).minutes == 145


@pytest.mark.parametrize(
    ("status", "time_in", "time_out", "code", "field"),
    [
        (PRESENT, "2:00", "1:00", "order", "time_out"),
        (PRESENT, "9:30", "", "beyond", "time_in"),
        (PRESENT, "", "soon", "unreadable", "time_out"),
        (NO_SHOW, "12:30", "", "not-here", "status"),
    ],
)
def test_impossible_times_are_refused(
    desk: Desk, status: AttendanceStatus, time_in: str, time_out: str, code: str, field: str
) -> None:
    desk.mark(0, status)
    before = desk.row(0)
    with pytest.raises(Refused) as refused:
        desk.service.set_times(desk.session_id, desk.clinic.client_ids[0], time_in, time_out)
    assert [(refusal.code, refusal.field) for refusal in refused.value.refusals] == [(code, field)]
    assert desk.row(0) == before


def test_a_time_out_in_the_hour_that_comes_twice(desk: Desk) -> None:
    starts = factories.at(desk.clock().date().replace(month=11, day=1), 0, 30)
    with desk.unlocked.transaction() as db:
        values = {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}
        db.execute(update(Session).where(Session.id == desk.session_id).values(values))
    desk.clock.set(starts)
    desk.mark(0, PRESENT)
    desk.service.set_times(desk.session_id, desk.clinic.client_ids[0], "1:30", "1:15")
    assert desk.row(0).minutes == 45


def test_reason_and_observations(desk: Desk) -> None:
    client_id = desk.clinic.client_ids[0]
    desk.mark(0, EXCUSED)
    desk.service.set_reason(desk.session_id, client_id, " Court\n hearing\u202e ")
    desk.service.observe(desk.session_id, client_id, "Called in.")
    desk.service.observe(desk.session_id, client_id, "Asked for a ride.")
    desk.service.observe(desk.session_id, client_id, "")
    attendance = desk.row(0).attendance
    assert (attendance.reason, attendance.observations) == ("Court hearing", ("Called in.",))
    with pytest.raises(Refused):
        desk.service.observe(desk.session_id, client_id, "x" * 501)
