"""A lesson in front of the group on a real vault: kept at each step, restored after a sudden end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from iop_desktop.models.groups import SessionBreak
from iop_desktop.models.lessons import Lesson
from iop_desktop.models.notes import Note
from iop_desktop.rules.slides import Layout, Slide
from iop_desktop.rules.teaching import Place, seconds_spent
from iop_desktop.rules.vocabulary import NoteState, SegmentState
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.record_facts import session_facts
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.teaching import TeachingService
from iop_desktop.services.teaching_views import TeachingView
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, LESSON, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.audit_log import actions
from tests.support.clock import MovableClock

FULL: dict[str, Any] = {
    **LESSON,
    "slides": "<!-- statement -->\n# One\n---\n<!-- points -->\n# Two\n- a\n---\n<!-- break -->\n# Break\n",
    "questions": ["What helped?"],
    "cautions": ["Do not lecture."],
    "segments": [
        {
            "title": "Check-in",
            "kind": "check-in",
            "minutes": 30,
            "say": "Welcome.",
            "ask": ["How?"],
            "slides": [1, 2, 9],
        },
        {"title": "Break", "kind": "break", "minutes": 15, "slides": [3]},
        {"title": "Close", "minutes": 30, "do": "Listen."},
    ],
}


@pytest.fixture
def teaching(unlocked: Unlocked, clock: MovableClock) -> TeachingService:
    return TeachingService(unlocked, clock)


@pytest.fixture
def full(unlocked: Unlocked, clinic: SmallClinic) -> None:
    """The lesson of the clinic has everything a lesson can have."""
    with unlocked.transaction() as db:
        db.get_one(Lesson, clinic.lesson_id).content = FULL


@pytest.fixture
def seen(teaching: TeachingService, clinic: SmallClinic) -> Callable[[], TeachingView]:
    def view() -> TeachingView:
        found = teaching.view(clinic.session_id)
        assert found is not None
        return found

    return view


Seen = Callable[[], TeachingView]


def sign(unlocked: Unlocked, clock: MovableClock, session_id: UUID) -> None:
    NoteService(unlocked, clock).list(session_id)
    with unlocked.transaction() as db:
        db.execute(update(Note).values(state=NoteState.COMPLETE))


@pytest.mark.usefixtures("full")
def test_a_lesson_shows_its_segments_with_their_slides(seen: Seen) -> None:
    view = seen()
    assert [segment.slides for segment in view.segments] == [(1, 2), (3,), ()]
    assert [segment.is_break for segment in view.segments] == [False, True, False]
    assert view.slides[2] == Slide(Layout.BREAK, "Break")
    assert (view.place, view.current, view.finished) == (Place(), None, False)
    assert (view.questions, view.cautions) == (("What helped?",), ("Do not lecture.",))
    assert (view.segments[0].ask, view.segments[2].do) == (("How?",), "Listen.")


def test_a_lesson_without_slides_shows_the_title_of_each_segment(seen: Seen) -> None:
    view = seen()
    assert view.slides == tuple(Slide(Layout.STATEMENT, segment["title"]) for segment in LESSON["segments"])  # type: ignore[index]  # plain data
    assert [segment.slides for segment in view.segments] == [(1,), (2,), (3,), (4,)]


def test_an_earlier_lesson_says_by_its_title_that_there_is_a_break(
    seen: Seen, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    with unlocked.transaction() as db:
        segments = [{"title": "Check-in", "minutes": 20, "say": ""}, {"title": "Break", "minutes": 10, "say": ""}]
        db.get_one(Lesson, clinic.lesson_id).content = {"segments": segments}
    view = seen()
    assert [segment.is_break for segment in view.segments] == [False, True]
    assert [slide.layout for slide in view.slides] == [Layout.STATEMENT, Layout.BREAK]


@pytest.mark.usefixtures("full")
def test_each_step_is_kept_with_its_time(
    teaching: TeachingService, seen: Seen, clinic: SmallClinic, clock: MovableClock
) -> None:
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=10)
    teaching.go(clinic.session_id, Place(1, 2))
    clock.advance(minutes=5)
    view = seen()
    assert (view.place, view.current and view.current.title) == (Place(1, 2), "Check-in")
    assert seconds_spent(view.clock, clock()) == 15 * 60
    teaching.go(clinic.session_id, Place(2, 3))
    clock.advance(minutes=4)
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=1)
    teaching.go(clinic.session_id, Place(4, 0))
    view = seen()
    assert [segment.seconds for segment in view.segments] == [16 * 60, 4 * 60, 0]
    assert view.finished
    assert view.began_at is None


@pytest.mark.usefixtures("full")
def test_another_start_of_the_program_goes_on_where_it_was(
    teaching: TeachingService, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff
) -> None:
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=7)
    teaching.go(clinic.session_id, Place(1, 2))
    again = TeachingService(as_staff(INTERN), clock)
    clock.advance(minutes=3)
    view = again.view(clinic.session_id)
    assert view is not None
    assert (view.place, seconds_spent(view.clock, clock())) == (Place(1, 2), 600)


@pytest.mark.usefixtures("full")
def test_a_paused_clock_stands(teaching: TeachingService, seen: Seen, clinic: SmallClinic, clock: MovableClock) -> None:
    teaching.pause(clinic.session_id)
    assert seen().paused_at is None
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=2)
    teaching.pause(clinic.session_id)
    clock.advance(minutes=30)
    assert seconds_spent(seen().clock, clock()) == 120
    teaching.pause(clinic.session_id)
    clock.advance(minutes=1)
    assert seconds_spent(seen().clock, clock()) == 180
    teaching.go(clinic.session_id, Place(2, 3))
    assert seen().segments[0].seconds == 180


@pytest.mark.usefixtures("full")
def test_marking_goes_on_and_can_be_taken_back(
    teaching: TeachingService, seen: Seen, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    teaching.go(clinic.session_id, Place(1, 2))
    changes = teaching.mark(clinic.session_id, 1, SegmentState.SKIPPED, Place(2, 3), " Time ran out ")
    view = seen()
    assert (view.segments[0].state, view.segments[0].reason, view.place) == (
        SegmentState.SKIPPED,
        "Time ran out",
        Place(2, 3),
    )
    assert changes.undo is not None
    changes.undo.call()
    view = seen()
    assert (view.segments[0].state, view.segments[0].reason, view.place) == (SegmentState.PLANNED, "", Place(1, 2))
    assert actions(unlocked)[-3:] == ["lesson.reached", "lesson.segment", "lesson.segment"]


@pytest.mark.usefixtures("full")
def test_what_took_time_can_be_marked_done_together(
    teaching: TeachingService, seen: Seen, clinic: SmallClinic, clock: MovableClock
) -> None:
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=20)
    teaching.mark(clinic.session_id, 1, SegmentState.SHORTENED, Place(2, 3))
    clock.advance(minutes=15)
    teaching.go(clinic.session_id, Place(4, 0))
    assert teaching.mark_taught(clinic.session_id).message == "1 segment marked done."
    states = [segment.state for segment in seen().segments]
    assert states == [SegmentState.SHORTENED, SegmentState.DONE, SegmentState.PLANNED]


@pytest.mark.usefixtures("full")
def test_minutes_and_reasons_reach_the_notes(
    teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions = SessionService(unlocked, clock)
    sessions.start(clinic.session_id)
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=20)
    teaching.mark(clinic.session_id, 1, SegmentState.SHORTENED, Place(2, 3))
    teaching.mark(clinic.session_id, 2, SegmentState.SKIPPED, Place(3, 0), "Time ran out")
    clock.advance(minutes=40)
    sessions.end(clinic.session_id)
    clock.advance(hours=3)
    teaching.mark(clinic.session_id, 3, SegmentState.DONE, Place(4, 0))
    with unlocked.reading() as db:
        segments = session_facts(db, clinic.session_id, unlocked).lesson.segments
    assert [(each.spent, each.state, each.reason) for each in segments] == [
        (20, SegmentState.SHORTENED, ""),
        (0, SegmentState.SKIPPED, "Time ran out"),
        (40, SegmentState.DONE, ""),
    ]
    (text,) = {NoteService(unlocked, clock).group_part(clinic.session_id).segments}
    assert text == "Check-in (shortened, 20 of 30 min), Close (40 min)"


@pytest.mark.usefixtures("full")
def test_the_segment_that_runs_at_the_end_counts_to_the_end(
    teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    sessions = SessionService(unlocked, clock)
    sessions.start(clinic.session_id)
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=20)
    sessions.end(clinic.session_id)
    clock.advance(hours=5)
    with unlocked.reading() as db:
        assert session_facts(db, clinic.session_id, unlocked).lesson.segments[0].spent == 20


@pytest.mark.usefixtures("full")
def test_signed_notes_keep_what_was_taught(
    teaching: TeachingService, seen: Seen, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=5)
    sign(unlocked, clock, clinic.session_id)
    with pytest.raises(Refused):
        teaching.mark(clinic.session_id, 1, SegmentState.DONE, Place(2, 3))
    with pytest.raises(Refused):
        teaching.mark_taught(clinic.session_id)
    teaching.go(clinic.session_id, Place(2, 3))
    view = seen()
    assert view.signed
    assert (view.place, view.segments[0].seconds) == (Place(2, 3), 0)


def test_others_look_and_do_not_teach(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    teaching = TeachingService(as_staff(SUPERVISOR), clock)
    view = teaching.view(clinic.session_id)
    assert view is not None
    assert not view.editable
    calls: tuple[Callable[[], object], ...] = (
        lambda: teaching.go(clinic.session_id, Place(1, 1)),
        lambda: teaching.mark(clinic.session_id, 1, SegmentState.DONE, Place(2, 1)),
        lambda: teaching.mark_taught(clinic.session_id),
        lambda: teaching.pause(clinic.session_id),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_what_is_not_there_is_said(teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic) -> None:
    with pytest.raises(NotFound):
        teaching.view(uuid4())
    with pytest.raises(NotFound):
        teaching.mark(clinic.session_id, 9, SegmentState.DONE, Place(1, 1))
    with unlocked.transaction() as db:
        db.delete(db.get_one(Lesson, clinic.lesson_id))
    assert teaching.view(clinic.session_id) is None
    with pytest.raises(NotFound):
        teaching.go(clinic.session_id, Place(1, 1))


@pytest.mark.usefixtures("full")
def test_a_lesson_that_took_time_is_not_exchanged(
    teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=5)
    teaching.go(clinic.session_id, Place(0, 0))
    with pytest.raises(Refused):
        LessonService(unlocked, clock).choose(clinic.session_id, clinic.lesson_id)


def test_a_retired_lesson_is_not_offered(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    with unlocked.transaction() as db:
        db.get_one(Lesson, clinic.lesson_id).retired = True
    lessons = LessonService(unlocked, clock)
    assert lessons.lessons() == ()
    assert lessons.view(clinic.session_id) is None


@pytest.mark.usefixtures("full")
def test_the_break_of_the_lesson_is_a_break_of_the_session(
    teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    SessionService(unlocked, clock).start(clinic.session_id)
    began = clock()
    for position, minutes in ((1, 30), (2, 15), (3, 5)):
        teaching.go(clinic.session_id, Place(position, position))
        clock.advance(minutes=minutes)
    with unlocked.reading() as db:
        pauses = db.execute(select(SessionBreak.starts_at, SessionBreak.ends_at)).all()
    assert [tuple(pause) for pause in pauses] == [(began + timedelta(minutes=30), began + timedelta(minutes=45))]


@pytest.mark.usefixtures("full")
def test_a_lesson_before_the_session_begins_breaks_nothing(
    teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    teaching.go(clinic.session_id, Place(2, 3))
    with unlocked.reading() as db:
        assert db.scalars(select(SessionBreak.id)).all() == []


def test_an_older_lesson_says_by_its_title_what_is_a_break(
    teaching: TeachingService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    with unlocked.transaction() as db:
        segments = [{"title": "Check-in", "minutes": 20, "say": ""}, {"title": "Break", "minutes": 15, "say": ""}]
        db.get_one(Lesson, clinic.lesson_id).content = {**LESSON, "segments": segments}
    SessionService(unlocked, clock).start(clinic.session_id)
    teaching.go(clinic.session_id, Place(2, 2))
    clock.advance(minutes=10)
    SessionService(unlocked, clock).end(clinic.session_id)
    with unlocked.reading() as db:
        pause = db.scalars(select(SessionBreak)).one()
        assert pause.ends_at == clock().replace(second=0, microsecond=0)
