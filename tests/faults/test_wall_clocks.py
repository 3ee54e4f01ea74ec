"""Times that do not behave: a clock set back, midnight, and the days on which the clocks change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.errors import Refused
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic, at
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)
P, E, X = AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED, AttendanceStatus.NO_SHOW


def plan(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, starts: datetime, ends: datetime) -> None:
    """Another session of the group; the clock goes to its start."""
    SessionService(unlocked, clock).schedule(clinic.group_id, starts, ends, None)
    clock.set(starts)


def planned(unlocked: Unlocked, clock: MovableClock) -> SessionService:
    return SessionService(unlocked, clock)


def test_a_clock_set_back_between_marks_keeps_their_order(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    attendance = AttendanceService(as_staff(factories.INTERN), clock)
    first = clinic.client_ids[0]
    for status in (E, X, P):
        attendance.mark(clinic.session_id, first, status)
        clock.advance(hours=-2)
    assert _status(attendance, clinic) is P
    attendance.undo(clinic.session_id)
    assert _status(attendance, clinic) is X
    attendance.undo(clinic.session_id)
    assert _status(attendance, clinic) is E
    again = AttendanceService(as_staff(factories.LICENSED), clock)
    assert _status(again, clinic) is E


def _status(attendance: AttendanceService, clinic: SmallClinic) -> AttendanceStatus:
    rows = attendance.room(clinic.session_id).rows
    return next(row.status for row in rows if row.client_id == clinic.client_ids[0])


@pytest.mark.parametrize(
    ("starts", "hours", "time_in", "time_out", "minutes"),
    [
        (at(date(2026, 11, 24), 22), 3, "11:50 PM", "12:40 AM", 50),
        (at(date(2026, 11, 24), 22), 3, "", "12:30 AM", 150),
        (at(SPRING, 1), 2, "1:30 AM", "3:30 AM", 60),
        (at(AUTUMN, 0, 30), 3, "12:30 AM", "2:15 AM", 165),
    ],
    ids=[
        "in before and out after midnight",
        "out after midnight",
        "the hour that is left out",
        "the hour that comes twice",
    ],
)
def test_minutes_are_counted_by_what_really_passed(
    clinic: SmallClinic,
    as_staff: AsStaff,
    clock: MovableClock,
    starts: datetime,
    hours: int,
    time_in: str,
    time_out: str,
    minutes: int,
) -> None:
    unlocked = as_staff(factories.LICENSED)
    plan(unlocked, clinic, clock, starts, starts + timedelta(hours=hours))
    session_id = next(head.session_id for head in planned(unlocked, clock).today() if head.starts_at == starts)
    attendance = AttendanceService(unlocked, clock)
    client_id = clinic.client_ids[1]
    attendance.mark(session_id, client_id, P)
    clock.set(starts + timedelta(hours=hours))
    SessionService(unlocked, clock).end(session_id)
    attendance.set_times(session_id, client_id, time_in, time_out)
    row = next(row for row in attendance.room(session_id).rows if row.client_id == client_id)
    assert row.minutes == minutes


def test_out_before_in_is_refused_and_nothing_is_kept(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    attendance = AttendanceService(as_staff(factories.INTERN), clock)
    client_id = clinic.client_ids[0]
    attendance.mark(clinic.session_id, client_id, P)
    before = attendance.room(clinic.session_id)
    with pytest.raises(Refused) as caught:
        attendance.set_times(clinic.session_id, client_id, "1:30 PM", "12:15 PM")
    assert caught.value.sentence
    assert attendance.room(clinic.session_id) == before
