from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.groups import Group, Session
from iop_desktop.rules.recurrence import Recurrence, Timetable
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.closures import ClosureService
from iop_desktop.services.errors import NotAllowed, NotFound, Stale
from iop_desktop.services.groups import GroupService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.schedule import ScheduleService
from iop_desktop.services.schedule_views import PastSession, PlanRow, PlanState
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import NeedKind
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, LICENSED, SUPERVISOR, ZONE, SmallClinic, at, count_rows
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of
from tests.support.statements import statements_of

TUESDAY = date(2026, 11, 24)
WALL = ZoneInfo(ZONE)


def timetable(*days: int, first_on: date = TUESDAY, meets_at: str = "09:00", **changes: Any) -> Timetable:
    return Timetable(Recurrence(days or (1, 3), **changes), first_on, meets_at, 180)


def recur(unlocked: Unlocked, clinic: SmallClinic, found: Timetable) -> None:
    """The group recurs like this, as if it had been made so; the session of today stays as it is."""
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        group.recurrence, group.first_on = found.recurrence.rule, found.first_on
        group.meets_at, group.minutes = found.meets_at, found.minutes


@pytest.fixture
def schedule(unlocked: Unlocked, clock: MovableClock) -> ScheduleService:
    return ScheduleService(unlocked, clock)


def days(rows: tuple[PlanRow, ...]) -> list[str]:
    return [f"{row.starts_at.astimezone(WALL):%m-%d %H:%M} {row.state}" for row in reversed(rows)]


def row_of(schedule: ScheduleService, clinic: SmallClinic, day: str) -> PlanRow:
    rows = schedule.view(clinic.group_id).rows
    return next(row for row in rows if f"{row.starts_at.astimezone(WALL):%m-%d}" == day)


def test_two_weeks_are_planned_and_planning_again_writes_nothing(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    recur(unlocked, clinic, timetable())
    view = schedule.view(clinic.group_id)
    assert view.words == "Tuesdays and Thursdays, 9:00 AM, 3 hours"
    # Today's nine o'clock is over by noon; the session at noon was planned by hand.
    assert days(view.rows) == [
        "11-24 12:00 planned",
        "11-26 09:00 planned",
        "12-01 09:00 planned",
        "12-03 09:00 planned",
        "12-08 09:00 planned",
    ]
    assert [row.number for row in reversed(view.rows)] == [1, 2, 3, 4, 5]
    with statements_of(unlocked) as written:
        assert schedule.plan_ahead() == 0
    assert [statement for statement in written if statement.split()[0] in ("INSERT", "UPDATE")] == []


def test_a_session_planned_by_hand_stands_for_the_day(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    recur(unlocked, clinic, timetable(meets_at="13:00", count=1))
    schedule.plan_ahead()
    assert days(schedule.view(clinic.group_id).rows) == ["11-24 12:00 planned"]
    with unlocked.reading() as db:
        assert db.get_one(Session, clinic.session_id).occurrence_on == TUESDAY
    assert schedule.plan_ahead() == 0


def test_the_clock_on_the_wall_counts_when_clocks_change(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    clock.set(at(date(2026, 10, 30), 12))
    recur(unlocked, clinic, timetable(4, 0, first_on=date(2026, 10, 30), meets_at="17:30", count=2))
    rows = [row for row in schedule.view(clinic.group_id).rows if row.session_id != clinic.session_id]
    assert days(tuple(rows)) == ["10-30 17:30 planned", "11-02 17:30 planned"]
    assert [row.starts_at.hour for row in reversed(rows)] == [21, 22]
    assert {row.ends_at - row.starts_at for row in rows} == {timedelta(hours=3)}


def test_today_plans_ahead_for_whoever_plans_the_group(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    unlocked = as_staff(LICENSED)
    with unlocked.transaction() as db:
        db.get_one(Group, clinic.group_id).cofacilitator_id = None
    recur(unlocked, clinic, timetable())
    assert TodayService(unlocked, clock).plan_ahead() == 0
    with unlocked.reading() as db:
        assert count_rows(db, Session) == 1
    today = TodayService(as_staff(SUPERVISOR), clock)
    today.view()
    assert (today.plan_ahead(), today.plan_ahead()) == (4, 0)
    with as_staff(ADMINISTRATOR).reading() as db:
        assert count_rows(db, Session) == 5


def test_after_weeks_away_today_shows_a_group_that_nobody_planned(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    recur(unlocked, clinic, timetable(meets_at="23:00"))
    clock.advance(days=28)
    groups = TodayService(unlocked, clock).view().groups
    assert [group.head.group_id for group in groups] == [clinic.group_id]
    with unlocked.reading() as db:
        assert count_rows(db, Session) == 2


def test_skipping_keeps_the_session_with_its_reason(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    recur(unlocked, clinic, timetable())
    thursday = row_of(schedule, clinic, "11-26")
    assert codes_of(lambda: schedule.skip(thursday.session_id, " ")) == ["reason"]
    changes = schedule.skip(thursday.session_id, "Thanksgiving")
    assert changes.message == "Session 2 is skipped: Thu Nov 26, 9:00 AM."
    again = row_of(schedule, clinic, "11-26")
    assert (again.state, again.detail, again.can_change) == (PlanState.SKIPPED, "Thanksgiving", False)
    assert schedule.plan_ahead() == 0
    assert codes_of(lambda: schedule.skip(thursday.session_id, "Again")) == ["cancelled"]
    assert changes.undo is not None
    changes.undo.call()
    assert row_of(schedule, clinic, "11-26").state is PlanState.PLANNED
    assert schedule.restore(thursday.session_id).topics == frozenset()
    schedule.skip(thursday.session_id, "Thanksgiving")
    clock.set(at(date(2026, 11, 26), 9))
    assert codes_of(lambda: schedule.restore(thursday.session_id)) == ["past"]


def test_a_skipped_session_is_nobodys_work(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions, today = SessionService(unlocked, clock), TodayService(unlocked, clock)
    schedule.skip(clinic.session_id, "Flood in the room")
    assert sessions.today() == ()
    assert sessions.current() is None
    assert today.view().groups == ()
    assert GroupService(unlocked, clock).rows()[0].next_session == ""
    assert codes_of(lambda: sessions.start(clinic.session_id)) == ["cancelled"]
    clock.advance(hours=8)
    assert [need.kind for need in today.view().needs if need.kind is not NeedKind.BACKUP] == []
    assert sessions.to_write_about() is None
    sessions.schedule(clinic.group_id, at(TUESDAY, 12), at(TUESDAY, 15), None)


def test_moving_refuses_what_overlaps_and_keeps_where_it_came_from(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    recur(unlocked, clinic, timetable())
    thursday = row_of(schedule, clinic, "11-26").session_id
    taken = at(date(2026, 12, 1), 10)
    assert codes_of(lambda: schedule.move(thursday, taken, taken + timedelta(hours=3))) == ["overlap"]
    assert codes_of(lambda: schedule.move(thursday, clock(), clock() + timedelta(hours=1))) == ["past"]
    friday = at(date(2026, 11, 27), 14)
    changes = schedule.move(thursday, friday, friday + timedelta(hours=3))
    assert changes.message == "Session 2 is moved: Fri Nov 27, 2:00 PM."
    row = row_of(schedule, clinic, "11-27")
    assert (row.state, row.detail) == (PlanState.MOVED, "Moved from Thu Nov 26, 9:00 AM")
    assert schedule.plan_ahead() == 0


def test_only_who_leads_or_supervises_changes_the_schedule(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    unlocked = as_staff(LICENSED)
    with unlocked.transaction() as db:
        session = db.get_one(Session, clinic.session_id)
        group = db.get_one(Group, clinic.group_id)
        session.cofacilitator_id = group.cofacilitator_id = None
    stranger = ScheduleService(unlocked, clock)
    assert not stranger.view(clinic.group_id).may_change
    with pytest.raises(NotAllowed):
        stranger.skip(clinic.session_id, "No")
    with pytest.raises(NotAllowed):
        stranger.record_past(clinic.group_id, PastSession(clock(), clock(), "No"))
    evening = at(TUESDAY, 18)
    with pytest.raises(NotAllowed):
        SessionService(unlocked, clock).schedule(clinic.group_id, evening, evening + timedelta(hours=1), None)
    assert stranger.plan_ahead() == 0
    assert ScheduleService(as_staff(SUPERVISOR), clock).skip(clinic.session_id, "Yes").topics


def test_unknown_ids(schedule: ScheduleService) -> None:
    with pytest.raises(NotFound):
        schedule.view(uuid4())
    with pytest.raises(NotFound):
        schedule.skip(uuid4(), "x")


def test_a_closure_cancels_what_is_planned_and_leaves_days_out(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    schedule, closures = ScheduleService(unlocked, clock), ClosureService(unlocked, clock)
    recur(unlocked, clinic, timetable())
    schedule.plan_ahead()
    changes = closures.add(date(2026, 11, 26), date(2026, 12, 2), "Thanksgiving week")
    assert changes.message == "The closure is kept. 2 planned sessions cancelled."
    assert row_of(schedule, clinic, "12-01").detail == "Closed: Thanksgiving week"
    closures.add(date(2026, 12, 10), date(2026, 12, 10), "Staff day")
    clock.advance(days=2)
    assert "12-10" not in " ".join(days(schedule.view(clinic.group_id).rows))
    (first, second) = closures.rows()
    assert (first.reason, second.reason) == ("Thanksgiving week", "Staff day")
    clock.advance(hours=-12)
    assert closures.remove(first.closure_id).message == "The closure is taken back. 2 sessions planned again."
    closures.remove(second.closure_id)
    assert row_of(schedule, clinic, "12-10").state is PlanState.PLANNED
    with pytest.raises(NotFound):
        closures.remove(first.closure_id)


def test_a_day_that_another_closure_covers_stays_closed(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    schedule, closures = ScheduleService(unlocked, clock), ClosureService(unlocked, clock)
    recur(unlocked, clinic, timetable())
    schedule.plan_ahead()
    closures.add(date(2026, 11, 26), date(2026, 12, 2), "Thanksgiving week")
    closures.add(date(2026, 12, 1), date(2026, 12, 4), "Painters")
    closures.remove(closures.rows()[0].closure_id)
    assert row_of(schedule, clinic, "11-26").state is PlanState.PLANNED
    assert row_of(schedule, clinic, "12-01").state is PlanState.SKIPPED


def test_closures_are_for_administrators_and_have_reasons(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    with pytest.raises(NotAllowed):
        ClosureService(as_staff(SUPERVISOR), clock).add(TUESDAY, TUESDAY, "No")
    closures = ClosureService(as_staff(ADMINISTRATOR), clock)
    assert codes_of(lambda: closures.add(TUESDAY, TUESDAY, "")) == ["reason"]
    assert codes_of(lambda: closures.add(TUESDAY, date(2026, 11, 1), "x")) == ["order"]
    assert closures.rows() == ()


def past(day: date, begin: int = 9, end: int = 12, reason: str = "The laptop was being repaired") -> PastSession:
    return PastSession(at(day, begin), at(day, end), reason)


def test_a_forgotten_session_is_recorded_afterwards_and_says_so(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    clock.advance(days=1)
    assert row_of(schedule, clinic, "11-24").state is PlanState.NOT_RECORDED
    changes = schedule.record_past(clinic.group_id, past(TUESDAY, 12, 15))
    assert changes.message == "Session 1 is recorded as a late entry: Yesterday 12:00 PM."
    row = row_of(schedule, clinic, "11-24")
    assert (row.session_id, row.state) == (clinic.session_id, PlanState.LATE_ENTRY)
    head = SessionService(unlocked, clock).head(clinic.session_id)
    assert head.late_entry == (
        "Recorded on Wednesday, November 25, 2026 at 12:00 PM because: The laptop was being repaired."
    )
    note = NoteService(unlocked, clock)
    view = note.open(_mark_and_list(note, unlocked, clock, clinic))
    assert dict(view.record.header)["Late entry"] == head.late_entry
    with pytest.raises(IntegrityError, match="kept for ever"), unlocked.transaction() as db:
        db.execute(text("UPDATE group_session SET recorded_late_at = '2026-11-24T20:00:00.000000Z'"))


def _mark_and_list(notes: NoteService, unlocked: Unlocked, clock: MovableClock, clinic: SmallClinic) -> UUID:
    AttendanceService(unlocked, clock).mark_rest_present(clinic.session_id)
    return notes.list(clinic.session_id).rows[0].note_id


def test_attendance_marked_on_a_later_day_makes_a_late_entry(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    clock.advance(days=1)
    attendance = AttendanceService(unlocked, clock)
    attendance.mark_rest_present(clinic.session_id)
    first = clock()
    clock.advance(hours=1)
    attendance.undo(clinic.session_id)
    attendance.mark_rest_present(clinic.session_id)
    head = SessionService(unlocked, clock).head(clinic.session_id)
    assert (head.started_at, head.recorded_late_at) == (at(TUESDAY, 12), first)
    assert head.late_entry == "Recorded on Wednesday, November 25, 2026 at 12:00 PM."


def test_times_written_on_a_later_day_make_a_late_entry(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions = SessionService(unlocked, clock)
    clock.advance(days=1)
    sessions.set_times(clinic.session_id, "12:00 pm", "2:50 pm")
    assert sessions.head(clinic.session_id).recorded_late_at == clock()


def test_a_past_session_that_was_never_planned_gets_its_place(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    schedule.record_past(clinic.group_id, past(date(2026, 11, 19)))
    rows = schedule.view(clinic.group_id).rows
    assert days(rows) == ["11-19 09:00 late", "11-24 12:00 planned"]
    assert [row.number for row in reversed(rows)] == [1, 2]


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (past(TUESDAY, 9, 18), ["ahead"]),
        (past(date(2026, 11, 19), reason=" "), ["reason"]),
        (past(date(2026, 11, 19), 12, 9), ["order"]),
        (past(date(2026, 11, 19), 0, 13), ["long"]),
    ],
)
def test_what_cannot_be_recorded_afterwards(
    schedule: ScheduleService, clinic: SmallClinic, found: PastSession, codes: list[str]
) -> None:
    assert codes_of(lambda: schedule.record_past(clinic.group_id, found)) == codes


def test_a_session_started_on_a_later_day_needs_a_reason(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions = SessionService(unlocked, clock)
    clock.advance(days=1)
    assert codes_of(lambda: sessions.start(clinic.session_id)) == ["late"]
    sessions.start(clinic.session_id, reason="Power cut")
    head = sessions.head(clinic.session_id)
    assert (head.started_at, head.late_reason) == (at(TUESDAY, 12), "Power cut")
    assert head.recorded_late_at == clock()


def test_a_session_is_held_ahead_of_its_time(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    sessions = SessionService(unlocked, clock)
    friday = at(date(2026, 11, 27), 9)
    sessions.schedule(clinic.group_id, friday, friday + timedelta(hours=2), None)
    ahead = sessions.head(_latest(unlocked)).session_id
    assert codes_of(lambda: sessions.start(ahead)) == ["early"]
    assert codes_of(lambda: sessions.start(ahead, ahead=True)) == ["overlap"]
    clock.set(at(TUESDAY, 16))
    sessions.start(ahead, ahead=True)
    head = sessions.head(ahead)
    assert (head.started_at, head.ends_at, head.moved_from) == (at(TUESDAY, 16), at(TUESDAY, 18), friday)
    assert ahead in [each.session_id for each in sessions.today()]


def _latest(unlocked: Unlocked) -> UUID:
    with unlocked.reading() as db:
        return db.scalars(select(Session.id).order_by(Session.starts_at.desc())).first() or UUID(int=0)


def test_a_new_timetable_is_followed_by_what_is_planned(
    as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    groups, schedule = GroupService(unlocked, clock), ScheduleService(unlocked, clock)
    opened = groups.open(clinic.group_id)
    groups.change(clinic.group_id, opened.revision, dataclasses.replace(opened.form, timetable=timetable()))
    schedule.plan_ahead()
    opened = groups.open(clinic.group_id)
    assert opened.form.timetable == timetable()
    moved = row_of(schedule, clinic, "11-26").session_id
    friday = at(date(2026, 11, 27), 14)
    schedule.move(moved, friday, friday + timedelta(hours=3))
    later = dataclasses.replace(opened.form, timetable=timetable(3, meets_at="10:00"), is_open=False)
    groups.change(clinic.group_id, opened.revision, later)
    assert days(schedule.view(clinic.group_id).rows) == [
        "11-24 12:00 planned",
        "11-27 14:00 moved",
        "12-01 09:00 skipped",
        "12-03 10:00 planned",
        "12-08 09:00 skipped",
    ]
    assert not groups.rows()[0].is_open
    with pytest.raises(Stale):
        groups.change(clinic.group_id, opened.revision, later)
    bad = dataclasses.replace(later, timetable=timetable(meets_at="9"), curriculum_id=uuid4())
    assert codes_of(lambda: groups.change(clinic.group_id, groups.open(clinic.group_id).revision, bad)) == [
        "time",
        "curriculum",
    ]


def test_a_group_without_a_timetable_has_none(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    unlocked = as_staff(ADMINISTRATOR)
    assert ScheduleService(unlocked, clock).view(clinic.group_id).timetable is None
    assert GroupService(unlocked, clock).open(clinic.group_id).form.timetable is None
    assert GroupService(unlocked, clock).curricula()[0][1] == "Basics"
    with unlocked.reading() as db:
        assert "session.planned" not in "".join(db.scalars(select(AuditEvent.body)))


def test_a_vault_that_cannot_be_written_can_still_be_read(
    schedule: ScheduleService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    recur(unlocked, clinic, timetable())

    def close_to_writing(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    def open_to_writing(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA query_only = OFF")

    event.listen(unlocked.engine, "checkout", close_to_writing)
    assert len(schedule.view(clinic.group_id).rows) == 1
    event.remove(unlocked.engine, "checkout", close_to_writing)
    event.listen(unlocked.engine, "checkout", open_to_writing)
    assert schedule.plan_ahead() == 4
