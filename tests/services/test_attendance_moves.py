"""Called out and back, breaks, corrections and the log that keeps them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from iop_desktop.models.groups import AttendanceEvent
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, ExcuseReason
from iop_desktop.services.attendance_history import AttendanceHistoryService
from iop_desktop.services.breaks import BreakService
from iop_desktop.services.changes import Changes
from iop_desktop.services.clients import ClientService
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.room_views import OutOfRoom
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.today import TodayService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.roster_desk import EXCUSED, LATE, LEFT_EARLY, NO_SHOW, PRESENT, Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


@pytest.fixture
def history(desk: Desk) -> AttendanceHistoryService:
    return AttendanceHistoryService(desk.unlocked, desk.clock)


@pytest.fixture
def breaks(desk: Desk) -> BreakService:
    return BreakService(desk.unlocked, desk.clock)


def test_called_out_and_back(desk: Desk) -> None:
    client_id = desk.clinic.client_ids[0]
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=40)
    assert "out of the room" in desk.service.call_out(desk.session_id, client_id, "the nurse").message
    room = desk.service.room(desk.session_id)
    assert room.presence.out == (OutOfRoom("Amara Okonkwo", desk.clock(), "the nurse"),)
    assert room.presence.in_room == ()
    desk.clock.advance(minutes=15)
    desk.service.come_back(desk.session_id, client_id)
    assert desk.row(0).minutes == 165
    assert desk.service.room(desk.session_id).presence.in_room == ("Amara Okonkwo",)
    desk.service.undo(desk.session_id)
    assert desk.row(0).minutes == 40


def test_moves_can_be_written_down_afterwards_in_any_order(desk: Desk) -> None:
    client_id = desk.clinic.client_ids[0]
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=90)
    desk.service.call_out(desk.session_id, client_id, "", "1:00")
    desk.service.come_back(desk.session_id, client_id, "1:20")
    assert desk.row(0).minutes == 160
    desk.service.call_out(desk.session_id, client_id, "", "12:30")
    # Nobody wrote down the return from the earlier way out, so that one lasts until the return that is known.
    assert desk.row(0).minutes == 130


def test_who_left_early_may_return(desk: Desk) -> None:
    client_id = desk.clinic.client_ids[0]
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=60)
    desk.mark(0, LEFT_EARLY)
    assert desk.service.room(desk.session_id).presence.left == 1
    desk.clock.advance(minutes=30)
    desk.service.come_back(desk.session_id, client_id)
    assert (desk.row(0).status, desk.row(0).minutes) == (PRESENT, 150)


def test_where_everybody_is(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.mark(1, NO_SHOW)
    desk.mark(2, AttendanceStatus.CANCELLED_BY_PROGRAM)
    presence = desk.service.room(desk.session_id).presence
    assert (len(presence.in_room), presence.away, presence.not_marked) == (1, 2, 1)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (lambda desk, who: desk.service.call_out(desk.session_id, who), "not-here"),
        (lambda desk, who: desk.service.come_back(desk.session_id, who), "not-here"),
    ],
)
def test_who_is_not_here_cannot_move(desk: Desk, steps: Callable[..., Changes], code: str) -> None:
    assert codes_of(lambda: steps(desk, desk.clinic.client_ids[0])) == [code]


def test_impossible_moves_are_refused(desk: Desk) -> None:
    who, session = desk.clinic.client_ids[0], desk.session_id
    desk.clock.advance(minutes=20)
    desk.mark(0, LATE)
    assert codes_of(lambda: desk.service.come_back(session, who)) == ["in"]
    assert codes_of(lambda: desk.service.call_out(session, who, "", "12:10")) == ["before-arrival"]
    assert codes_of(lambda: desk.service.call_out(session, who, "", "8:00")) == ["beyond"]
    assert codes_of(lambda: desk.service.call_out(session, who, "", "soon")) == ["unreadable"]
    assert codes_of(lambda: desk.service.call_out(session, who, "x" * 501)) == ["too-long"]
    desk.service.call_out(session, who)
    assert codes_of(lambda: desk.service.call_out(session, who)) == ["out"]
    desk.sign_note_of(0)
    assert codes_of(lambda: desk.service.come_back(session, who)) == ["signed"]


def test_a_return_before_the_way_out_is_refused(desk: Desk) -> None:
    who, session = desk.clinic.client_ids[0], desk.session_id
    desk.mark(0, PRESENT)
    desk.service.call_out(session, who, "", "1:00")
    assert codes_of(lambda: desk.service.come_back(session, who, "12:50")) == ["order"]
    desk.clock.advance(minutes=30)
    assert codes_of(lambda: desk.service.come_back(session, who)) == ["order"]
    desk.service.come_back(session, who, "1:20")
    assert codes_of(lambda: desk.service.call_out(session, who, "", "1:10")) == ["out"]
    desk.service.set_times(session, who, "", "2:30")
    assert codes_of(lambda: desk.service.come_back(session, who)) == ["order"]
    assert desk.row(0).minutes == 130


def test_a_typed_time_corrects_the_one_that_stands_and_the_log_keeps_both(
    desk: Desk, history: AttendanceHistoryService
) -> None:
    who = desk.clinic.client_ids[0]
    SessionService(desk.unlocked, desk.clock).start(desk.session_id)
    desk.clock.advance(minutes=20)
    desk.mark(0, LATE)
    desk.service.set_times(desk.session_id, who, "12:12", "")
    desk.service.set_times(desk.session_id, who, "12:14", "")
    assert desk.row(0).minutes == 166
    log = history.member_log(desk.session_id, who)
    assert [(line.text, line.struck, line.correctable) for line in log.lines] == [
        ("Late 12:20 PM", "corrected", False),
        ("Late corrected to 12:12 PM", "corrected", False),
        ("Late corrected to 12:14 PM", "", True),
    ]
    assert {line.recorded_by for line in log.lines} == {"Dana Whitfield"}
    desk.service.undo(desk.session_id)
    log = history.member_log(desk.session_id, who)
    assert [line.struck for line in log.lines] == ["corrected", "", "undone", ""]
    assert log.lines[-1].text == "Undone: Correction"
    assert desk.row(0).minutes == 168


def test_any_recorded_time_can_be_corrected(desk: Desk, history: AttendanceHistoryService) -> None:
    who = desk.clinic.client_ids[0]
    desk.mark(0, PRESENT)
    desk.service.call_out(desk.session_id, who, "probation officer", "1:00")
    desk.service.come_back(desk.session_id, who, "1:30")
    out, back = history.member_log(desk.session_id, who).lines[1:]
    history.correct(desk.session_id, out.event_id, "1:10")
    history.correct(desk.session_id, back.event_id, "1:20")
    assert desk.row(0).minutes == 170
    corrected = history.member_log(desk.session_id, who).lines[3]
    history.correct(desk.session_id, corrected.event_id, "1:05")
    assert desk.row(0).minutes == 165
    with desk.unlocked.reading() as db:
        kinds = [event.kind for event in db.scalars(select(AttendanceEvent).order_by(AttendanceEvent.ordinal))]
        targets = set(db.scalars(select(AttendanceEvent.corrects).where(AttendanceEvent.corrects.is_not(None))))
    assert kinds.count(AttendanceEventKind.CORRECTED) == 3
    assert targets == {out.event_id, back.event_id}


def test_corrections_that_are_refused(desk: Desk, history: AttendanceHistoryService) -> None:
    who = desk.clinic.client_ids[0]
    desk.mark(0, PRESENT)
    mark = history.member_log(desk.session_id, who).lines[0]
    assert not mark.correctable
    assert codes_of(lambda: history.correct(desk.session_id, mark.event_id, "1:00")) == ["no-time"]
    desk.service.set_times(desk.session_id, who, "12:10", "")
    typed = history.member_log(desk.session_id, who).lines[1]
    assert codes_of(lambda: history.correct(desk.session_id, typed.event_id, "8:00")) == ["beyond"]
    desk.mark(0, NO_SHOW)
    assert codes_of(lambda: history.correct(desk.session_id, typed.event_id, "1:00")) == ["not-here"]
    with pytest.raises(NotFound):
        history.correct(desk.session_id, who, "1:00")


def test_a_correction_turns_nothing_around(desk: Desk, history: AttendanceHistoryService) -> None:
    who, session = desk.clinic.client_ids[0], desk.session_id
    desk.mark(0, PRESENT)
    desk.service.set_times(session, who, "12:10", "")
    desk.service.call_out(session, who, "", "1:00")
    desk.service.come_back(session, who, "1:20")
    desk.service.set_times(session, who, "", "2:00")
    minutes = desk.row(0).minutes
    events = {line.text: line.event_id for line in history.member_log(session, who).lines if line.correctable}
    for entry, time, code in (
        ("Time in 12:10 PM", "2:10", "order"),
        ("Time out 2:00 PM", "12:05", "before-arrival"),
        ("Called out 1:00 PM", "1:25", "order"),
        ("Back in the room 1:20 PM", "12:55", "order"),
    ):
        event_id = events[entry]
        assert codes_of(partial(history.correct, session, event_id, time)) == [code], entry
    assert desk.row(0).minutes == minutes


def test_what_was_undone_is_not_corrected(desk: Desk, history: AttendanceHistoryService) -> None:
    who, session = desk.clinic.client_ids[0], desk.session_id
    desk.mark(0, PRESENT)
    desk.service.set_times(session, who, "12:10", "")
    typed = history.member_log(session, who).lines[1]
    desk.service.undo(session)
    assert codes_of(lambda: history.correct(session, typed.event_id, "12:20")) == ["undone"]


def test_the_log_says_everything_in_words(desk: Desk, history: AttendanceHistoryService) -> None:
    who = desk.clinic.client_ids[0]
    desk.mark(0, EXCUSED)
    desk.service.excuse(desk.session_id, who, ExcuseReason.COURT)
    desk.service.set_reason(desk.session_id, who, "hearing at one")
    desk.service.observe(desk.session_id, who, "quiet")
    desk.service.observe(desk.session_id, who, "")
    desk.service.undo(desk.session_id)
    lines = history.member_log(desk.session_id, who).lines
    assert [line.text for line in lines] == [
        "Excused",
        "Reason: Court",
        "Reason: hearing at one",
        "Observation: quiet",
        "Observation taken back",
        "Undone: Observation",
    ]
    assert desk.row(0).attendance.why == "Court: hearing at one"
    assert desk.row(0).attendance.seen[0].at == desk.clock()


def test_the_log_of_a_signed_note_is_for_reading(desk: Desk, history: AttendanceHistoryService) -> None:
    desk.mark(0, PRESENT)
    assert history.member_log(desk.session_id, desk.clinic.client_ids[0]).editable
    desk.sign_note_of(0)
    assert not history.member_log(desk.session_id, desk.clinic.client_ids[0]).editable


def test_a_break_counts_for_nobody_anywhere(desk: Desk, breaks: BreakService) -> None:
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=60)
    breaks.toggle(desk.session_id)
    assert desk.service.room(desk.session_id).break_since == desk.clock()
    desk.clock.advance(minutes=15)
    breaks.toggle(desk.session_id)
    assert desk.service.room(desk.session_id).break_since is None
    assert desk.row(0).minutes == 165
    desk.clock.advance(minutes=105)
    SessionService(desk.unlocked, desk.clock).end(desk.session_id)
    chart = ClientService(desk.unlocked, desk.clock).chart(desk.clinic.client_ids[0])
    assert chart.weeks[-1].hours == 165 / 60
    hours = TodayService(desk.unlocked, desk.clock).view().hours
    assert hours is not None
    assert max(member.hours for member in hours.members) == 165 / 60


def test_a_break_that_nobody_ended_ends_with_the_session(desk: Desk, breaks: BreakService) -> None:
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=150)
    breaks.toggle(desk.session_id)
    desk.clock.advance(minutes=30)
    SessionService(desk.unlocked, desk.clock).end(desk.session_id)
    assert desk.row(0).minutes == 150
    assert desk.service.room(desk.session_id).break_since is None


def test_a_break_does_not_last_into_a_session_that_begins_anew(desk: Desk, breaks: BreakService) -> None:
    desk.mark(0, PRESENT)
    desk.clock.advance(minutes=5)
    breaks.toggle(desk.session_id)
    desk.service.undo(desk.session_id)
    assert desk.service.room(desk.session_id).head.started_at is None
    desk.clock.advance(minutes=5)
    desk.mark(0, PRESENT)
    assert desk.service.room(desk.session_id).break_since is None
    assert desk.row(0).minutes == 170


def test_breaks_that_are_refused(desk: Desk, breaks: BreakService, as_staff: AsStaff) -> None:
    session = desk.session_id
    assert codes_of(lambda: breaks.toggle(session)) == ["not-running"]
    desk.mark(0, PRESENT)
    desk.sign_note_of(0)
    assert codes_of(lambda: breaks.toggle(session)) == ["signed"]
    stranger = BreakService(as_staff(factories.SUPERVISOR), desk.clock)
    with pytest.raises(NotAllowed):
        stranger.toggle(session)
