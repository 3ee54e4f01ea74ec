"""The lesson of the day on a real vault."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from iop_desktop.models.groups import Group
from iop_desktop.models.lessons import Curriculum, DeliveredSegment, Lesson, Module
from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import NoteState, SegmentState
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import LESSON, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

DONE, SHORTENED, SKIPPED, PLANNED = (
    SegmentState.DONE,
    SegmentState.SHORTENED,
    SegmentState.SKIPPED,
    SegmentState.PLANNED,
)


@pytest.fixture
def lessons(unlocked: Unlocked, clock: MovableClock) -> LessonService:
    return LessonService(unlocked, clock)


def states(lessons: LessonService, session_id: UUID) -> list[SegmentState]:
    view = lessons.view(session_id)
    assert view is not None
    return [segment.state for segment in view.segments]


def delivered(unlocked: Unlocked) -> int:
    with unlocked.reading() as db:
        return len(db.scalars(select(DeliveredSegment)).all())


def another_lesson(unlocked: Unlocked, clinic: SmallClinic) -> UUID:
    with unlocked.transaction() as db:
        first = db.get_one(Lesson, clinic.lesson_id)
        lesson = Lesson(module_id=first.module_id, number=2, title="Early signs", content={"segments": []})
        db.add(lesson)
        db.flush()
        return lesson.id


def test_a_supervisor_gives_no_lesson_of_others(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> None:
    service = LessonService(as_staff(SUPERVISOR), clock)
    with pytest.raises(NotAllowed):
        service.mark_segment(clinic.session_id, 1, DONE)
    with pytest.raises(NotAllowed):
        service.choose(clinic.session_id, clinic.lesson_id)


def test_the_next_lesson_is_shown_before_it_is_given(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    view = lessons.view(clinic.session_id)
    assert view is not None
    assert (view.title, view.module_title, view.curriculum_title) == ("Urge surfing", "Cravings", "Basics")
    assert (view.minutes, len(view.segments)) == (180, 4)
    assert list(view.objectives) == LESSON["objectives"]
    assert states(lessons, clinic.session_id) == [PLANNED] * 4
    assert delivered(unlocked) == 0


def test_the_first_segment_marked_gives_the_lesson(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    lessons.mark_segment(clinic.session_id, 2, SHORTENED)
    lessons.mark_segment(clinic.session_id, 1, DONE)
    lessons.mark_segment(clinic.session_id, 4, SKIPPED)
    assert states(lessons, clinic.session_id) == [DONE, SHORTENED, PLANNED, SKIPPED]
    assert delivered(unlocked) == 4


def test_undo_of_a_segment(lessons: LessonService, clinic: SmallClinic) -> None:
    lessons.mark_segment(clinic.session_id, 1, DONE)
    changes = lessons.mark_segment(clinic.session_id, 1, SKIPPED)
    assert changes.undo is not None
    changes.undo.call()
    assert states(lessons, clinic.session_id)[0] is DONE


def test_later_edits_of_the_curriculum_do_not_reach_back(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    lessons.choose(clinic.session_id, clinic.lesson_id)
    before = lessons.view(clinic.session_id)
    with unlocked.transaction() as db:
        db.get_one(Lesson, clinic.lesson_id).content = {"segments": []}
    assert lessons.view(clinic.session_id) == before


def test_another_lesson_can_be_chosen_until_one_has_begun(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    other = another_lesson(unlocked, clinic)
    assert lessons.lessons() == ((clinic.lesson_id, "Urge surfing"), (other, "Early signs"))
    lessons.choose(clinic.session_id, other)
    assert delivered(unlocked) == 0
    lessons.choose(clinic.session_id, clinic.lesson_id)
    lessons.mark_segment(clinic.session_id, 1, DONE)
    with pytest.raises(Refused):
        lessons.choose(clinic.session_id, other)
    lessons.mark_segment(clinic.session_id, 1, PLANNED)
    lessons.choose(clinic.session_id, other)
    view = lessons.view(clinic.session_id)
    assert view is not None
    assert view.title == "Early signs"


def test_the_next_session_goes_on_where_the_last_one_ended(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    another_lesson(unlocked, clinic)
    lessons.mark_segment(clinic.session_id, 1, DONE)
    begins = clock() + timedelta(days=1)
    sessions = SessionService(unlocked, clock)
    sessions.schedule(clinic.group_id, begins, begins + timedelta(hours=3), None)
    clock.set(begins)
    view = lessons.view(sessions.today()[0].session_id)
    assert view is not None
    assert view.title == "Early signs"


def test_the_lesson_stays_under_a_signature(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    NoteService(unlocked, clock).list(clinic.session_id)
    with unlocked.transaction() as db:
        db.execute(update(Note).values(state=NoteState.COMPLETE))
    with pytest.raises(Refused):
        lessons.mark_segment(clinic.session_id, 1, DONE)
    with pytest.raises(Refused):
        lessons.choose(clinic.session_id, clinic.lesson_id)
    assert delivered(unlocked) == 0


def test_unknown_things_are_refused_and_change_nothing(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    with pytest.raises(NotFound):
        lessons.mark_segment(clinic.session_id, 9, DONE)
    with pytest.raises(NotFound):
        lessons.choose(clinic.session_id, uuid4())
    with pytest.raises(NotFound):
        lessons.view(uuid4())
    assert delivered(unlocked) == 0


def test_without_a_curriculum_there_is_no_lesson(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    with unlocked.transaction() as db:
        db.delete(db.get_one(Lesson, clinic.lesson_id))
    assert lessons.view(clinic.session_id) is None
    assert lessons.lessons() == ()
    with pytest.raises(NotFound):
        lessons.mark_segment(clinic.session_id, 1, DONE)


def test_a_group_with_a_curriculum_of_its_own_goes_through_that_one(
    lessons: LessonService, unlocked: Unlocked, clinic: SmallClinic
) -> None:
    with unlocked.transaction() as db:
        own = Curriculum(code="own", title="Our own course", version="1")
        db.add(own)
        db.flush()
        module = Module(curriculum_id=own.id, number=1, title="Garden")
        db.add(module)
        db.flush()
        db.add(Lesson(module_id=module.id, number=1, title="Planting", content={"segments": []}))
        db.execute(update(Group).values(curriculum_id=own.id))
    view = lessons.view(clinic.session_id)
    assert view is not None
    assert view.title == "Planting"
