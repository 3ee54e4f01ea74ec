from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.groups import Group, Session
from iop_desktop.models.notes import Note
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.notes import NoteService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic, at
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def sessions(unlocked: Unlocked, clock: MovableClock) -> SessionService:
    return SessionService(unlocked, clock)


def test_today_shows_the_session_with_its_people_and_place(sessions: SessionService, clinic: SmallClinic) -> None:
    (head,) = sessions.today()
    assert head == sessions.head(clinic.session_id)
    assert (head.group_name, head.program_name, head.number, head.place) == ("Morning IOP", "Adult IOP", 1, "Room 2")
    assert (head.facilitator, head.cofacilitator) == ("Dana Whitfield, MSW Intern", "Jo Ortiz, LCSW")
    assert (head.starts_at, head.ends_at) == (at(TODAY, 12), at(TODAY, 15))
    assert head.is_mine
    assert str(head.zone) == factories.ZONE


def test_whose_session_it_is(as_staff: AsStaff, clock: MovableClock) -> None:
    mine = {login: SessionService(as_staff(login), clock).today()[0].is_mine for login in (LICENSED, SUPERVISOR)}
    assert mine == {LICENSED: True, SUPERVISOR: False}


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (at(TODAY, 0), 1),
        (at(TODAY, 23, 59), 1),
        (at(TODAY, 0) - timedelta(minutes=1), 0),
        (at(TODAY + timedelta(days=1), 0), 0),
    ],
)
def test_today_is_the_day_on_the_clinics_calendar(
    sessions: SessionService, clock: MovableClock, now: datetime, count: int
) -> None:
    clock.set(now)
    assert len(sessions.today()) == count


def test_a_session_that_runs_across_midnight_stays_on_today(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock
) -> None:
    late = at(TODAY, 22)
    sessions.schedule(clinic.group_id, late, late + timedelta(hours=4), None)
    clock.set(late)
    night = next(head for head in sessions.today() if head.starts_at == late)
    sessions.start(night.session_id)
    clock.set(at(TODAY + timedelta(days=1), 1))
    assert [head.session_id for head in sessions.today()] == [night.session_id]
    assert sessions.current() == night.session_id
    clock.set(at(TODAY + timedelta(days=1), 2))
    assert sessions.today() == ()


def test_a_session_on_the_day_the_clocks_change(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock
) -> None:
    day = date(2026, 11, 1)
    for hour in (0, 23):
        sessions.schedule(clinic.group_id, at(day, hour), at(day, hour) + timedelta(minutes=59), None)
    clock.set(at(day, 12))
    assert len(sessions.today()) == 2


def test_start_and_end_keep_whole_minutes(sessions: SessionService, clinic: SmallClinic, clock: MovableClock) -> None:
    clock.advance(minutes=4, seconds=40)
    started = sessions.start(clinic.session_id)
    assert started.topics == {Topic.SESSIONS, Topic.ATTENDANCE}
    assert started.message == "The session began at 12:04 PM."
    clock.advance(minutes=200)
    assert sessions.end(clinic.session_id).message == "The session ended at 3:24 PM."
    head = sessions.head(clinic.session_id)
    assert (head.started_at, head.ended_at) == (at(TODAY, 12, 4), at(TODAY, 15, 24))


def test_what_cannot_be_started_or_ended(sessions: SessionService, clinic: SmallClinic, clock: MovableClock) -> None:
    assert codes_of(lambda: sessions.end(clinic.session_id)) == ["not-started"]
    clock.advance(hours=-2)
    assert codes_of(lambda: sessions.start(clinic.session_id)) == ["early"]
    clock.advance(hours=2)
    sessions.start(clinic.session_id)
    assert codes_of(lambda: sessions.start(clinic.session_id)) == ["started"]
    clock.advance(hours=-1)
    assert codes_of(lambda: sessions.end(clinic.session_id)) == ["order"]
    clock.advance(hours=3)
    sessions.end(clinic.session_id)
    assert codes_of(lambda: sessions.end(clinic.session_id)) == ["ended"]


def test_one_that_nobody_ended_counts_to_its_planned_end(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions.start(clinic.session_id)
    clock.advance(days=1)
    sessions.end(clinic.session_id)
    assert sessions.head(clinic.session_id).ended_at == at(TODAY, 15)


def test_the_zone_is_the_clinics(sessions: SessionService) -> None:
    assert str(sessions.zone) == factories.ZONE


def test_times_are_corrected_as_the_wall_clock_showed(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions.start(clinic.session_id)
    clock.advance(hours=4)
    sessions.end(clinic.session_id)
    assert Topic.NOTES in sessions.set_times(clinic.session_id, "12:10", "2:50 pm").topics
    head = sessions.head(clinic.session_id)
    assert (head.started_at, head.ended_at) == (at(TODAY, 12, 10), at(TODAY, 14, 50))
    sessions.set_times(clinic.session_id, "", "2:55")
    assert sessions.head(clinic.session_id).ended_at == at(TODAY, 14, 55)
    assert sessions.set_times(clinic.session_id, " ", "2:55").topics == frozenset()


def test_a_session_that_nobody_started_is_recorded_afterwards(
    sessions: SessionService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    clock.advance(days=1)
    sessions.set_times(clinic.session_id, "12:00", "3:00")
    head = sessions.head(clinic.session_id)
    assert (head.started_at, head.ended_at) == (at(TODAY, 12), at(TODAY, 15))
    with unlocked.reading() as db:
        assert sum('"session.times"' in body for body in db.scalars(select(AuditEvent.body))) == 1


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        ("2:00", "1:00 pm", ["order"]),
        ("3:00 am", "3:30 pm", ["long"]),
        ("", "2:00 pm", ["not-started"]),
        ("noonish", "", ["unreadable"]),
        ("12:00", "5:00 pm", ["ahead"]),
    ],
)
def test_impossible_times_of_a_session(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock, start: str, end: str, codes: list[str]
) -> None:
    clock.set(at(TODAY, 16))
    assert codes_of(lambda: sessions.set_times(clinic.session_id, start, end)) == codes
    assert sessions.head(clinic.session_id).started_at is None


def test_a_signed_note_holds_the_times_of_its_session(
    sessions: SessionService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    sessions.start(clinic.session_id)
    NoteService(unlocked, clock).list(clinic.session_id)
    with unlocked.transaction() as db:
        mine = Note.client_id == clinic.client_ids[0]
        db.execute(update(Note).where(mine).values(state=NoteState.AWAITING_COSIGNATURE))
    clock.advance(hours=2)
    assert codes_of(lambda: sessions.end(clinic.session_id)) == ["signed"]
    assert codes_of(lambda: sessions.set_times(clinic.session_id, "12:05", "")) == ["signed"]
    assert sessions.head(clinic.session_id).started_at == at(TODAY, 12)


def test_supervisors_run_no_groups_of_others(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    service = SessionService(as_staff(SUPERVISOR), clock)
    for call in (service.start, service.end, lambda each: service.set_times(each, "12:00", "")):
        with pytest.raises(NotAllowed):
            call(clinic.session_id)


def test_administrators_run_no_groups(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    service = SessionService(as_staff(ADMINISTRATOR), clock)
    for call in (service.start, service.end):
        with pytest.raises(NotAllowed):
            call(clinic.session_id)


def test_unknown_ids_are_not_found(sessions: SessionService) -> None:
    for call in (sessions.head, sessions.start, sessions.end):
        with pytest.raises(NotFound):
            call(uuid4())
    with pytest.raises(NotFound):
        sessions.schedule(uuid4(), at(TODAY, 16), at(TODAY, 17), None)


def test_planning_numbers_the_sessions_and_keeps_the_groups_staff(
    sessions: SessionService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    changes = sessions.schedule(clinic.group_id, at(tomorrow, 9), at(tomorrow, 12), clinic.lesson_id)
    assert changes.message == "Session 2 is planned: Tomorrow 9:00 AM."
    clock.set(at(tomorrow, 9))
    (head,) = sessions.today()
    assert (head.number, head.lesson_title, head.place) == (2, "Urge surfing", "Room 2")
    assert head.is_mine


def test_planning_refuses_overlaps_and_impossible_times(sessions: SessionService, clinic: SmallClinic) -> None:
    group = clinic.group_id
    assert codes_of(lambda: sessions.schedule(group, at(TODAY, 14), at(TODAY, 16), None)) == ["overlap"]
    assert codes_of(lambda: sessions.schedule(group, at(TODAY, 17), at(TODAY, 16), None)) == ["order"]
    with pytest.raises(NotFound):
        sessions.schedule(group, at(TODAY, 16), at(TODAY, 17), uuid4())
    assert len(sessions.today()) == 1


def test_a_group_that_has_ended_is_not_planned(
    sessions: SessionService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    with unlocked.transaction() as db:
        db.scalars(select(Group)).one().active = False
    assert codes_of(lambda: sessions.schedule(clinic.group_id, at(TODAY, 16), at(TODAY, 17), None)) == ["closed"]


def test_current_is_the_running_one_then_the_next_then_my_last(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions.schedule(clinic.group_id, at(TODAY, 17), at(TODAY, 19), None)
    evening = sessions.today()[1].session_id
    assert sessions.current() == clinic.session_id
    sessions.start(clinic.session_id)
    clock.set(at(TODAY, 16, 50))
    assert sessions.current() == clinic.session_id
    sessions.end(clinic.session_id)
    assert sessions.current() == evening
    clock.advance(days=2)
    assert sessions.current() == evening
    clock.set(at(TODAY, 8) - timedelta(days=9))
    assert sessions.current() is None


def test_notes_are_about_my_running_session_or_the_last_that_began(
    sessions: SessionService, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions.schedule(clinic.group_id, at(TODAY, 17), at(TODAY, 19), None)
    evening = sessions.today()[1].session_id
    sessions.start(clinic.session_id)
    clock.set(at(TODAY, 16, 50))
    sessions.end(clinic.session_id)
    assert (sessions.current(), sessions.to_write_about()) == (evening, clinic.session_id)
    sessions.start(evening)
    assert sessions.to_write_about() == evening


def test_current_prefers_my_own_group(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    with unlocked.transaction() as db:
        other = factories.add_group(db, clinic.adult_program, clinic.staff[SUPERVISOR], code="EARLY", name="Early")
        early = factories.add_session(db, other, 1, at(TODAY, 9), hours=6, held=False)
    assert SessionService(as_staff(INTERN), clock).current() == clinic.session_id
    assert SessionService(as_staff(SUPERVISOR), clock).current() == early


def test_a_plan_is_a_span_of_two_aware_moments(unlocked: Unlocked, clinic: SmallClinic) -> None:
    with unlocked.reading() as db:
        session = db.get_one(Session, clinic.session_id)
        assert SessionSpan(session.starts_at, session.ends_at).starts_at.utcoffset() == timedelta(0)
