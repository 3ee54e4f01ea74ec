"""Who has had which lesson, on a real vault."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from iop_desktop.models.groups import AttendanceEvent, Group, Membership
from iop_desktop.models.lessons import Delivery, Lesson, Module
from iop_desktop.models.people import Goal
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.coverage import CoverageService, CoveredMember
from iop_desktop.services.curriculum_files import read_curriculum
from iop_desktop.services.curriculum_store import add_curriculum
from iop_desktop.services.errors import NotFound
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.curricula import LESSON, lesson, write_curriculum
from tests.factories import SmallClinic
from tests.support.clock import MovableClock

PRESENT, NO_SHOW, LATE = AttendanceStatus.PRESENT, AttendanceStatus.NO_SHOW, AttendanceStatus.LATE


@pytest.fixture
def coverage(unlocked: Unlocked, clock: MovableClock) -> CoverageService:
    return CoverageService(unlocked, clock)


@pytest.fixture
def walks(unlocked: Unlocked, tmp_path: Path) -> tuple[UUID, ...]:
    """Three lessons of a course that the group teaches."""
    lessons = (LESSON, lesson(title="Rest", tags=["routine"]), lesson(title="More rest", tags=["sober"]))
    return add_curriculum(unlocked, read_curriculum(write_curriculum(tmp_path / "walks", *lessons)))


def held(
    unlocked: Unlocked,
    clinic: SmallClinic,
    clock: MovableClock,
    days_ago: int,
    lesson_id: UUID,
    **marks: AttendanceStatus,
) -> UUID:
    """A session of the past with its lesson; marks by the member's number on the roster."""
    starts = clock() - timedelta(days=days_ago)
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        session_id = factories.add_session(db, group, 100 + days_ago, starts)
        statuses = {clinic.client_ids[int(name[1:])]: status for name, status in marks.items()}
        factories.mark(db, session_id, statuses, clinic.staff["dwhitfield"], starts)
        db.add(Delivery(session_id=session_id, lesson_id=lesson_id, title="x", content={}))
        db.flush()
    return session_id


def row(coverage: CoverageService, clinic: SmallClinic, number: int) -> CoveredMember:
    members = coverage.matrix(clinic.group_id).members
    return next(member for member in members if member.client_id == clinic.client_ids[number])


def test_the_matrix_has_members_by_lessons_of_the_largest_course(
    coverage: CoverageService, clinic: SmallClinic, walks: tuple[UUID, ...]
) -> None:
    matrix = coverage.matrix(clinic.group_id)
    assert [found.title for found in matrix.lessons] == ["A day outside", "Rest", "More rest"]
    assert {found.client_id for found in matrix.members} == set(clinic.client_ids)
    assert all(found.days == ((), (), ()) for found in matrix.members)


def test_who_attended_has_had_the_lesson(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    held(unlocked, clinic, clock, 9, walks[0], _0=PRESENT, _1=LATE, _2=NO_SHOW)
    held(unlocked, clinic, clock, 4, walks[0], _0=PRESENT)
    held(unlocked, clinic, clock, 2, walks[2], _2=PRESENT)
    first, second, third, fourth = (row(coverage, clinic, number) for number in range(4))
    days = [(clock() - timedelta(days=ago)).date() for ago in (9, 4)]
    assert first.days == (tuple(days), (), ())
    assert second.days == ((days[0],), (), ())
    assert [member.had for member in (first, second, third, fourth)] == [1, 1, 1, 0]
    assert [found.given for found in coverage.matrix(clinic.group_id).lessons] == [2, 0, 1]


def test_a_mark_that_was_taken_back_does_not_count(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    LessonService(unlocked, clock).choose(clinic.session_id, walks[0])
    attendance = AttendanceService(unlocked, clock)
    changes = attendance.mark(clinic.session_id, clinic.client_ids[0], PRESENT)
    assert row(coverage, clinic, 0).had == 1
    assert changes.undo is not None
    attendance.mark(clinic.session_id, clinic.client_ids[1], PRESENT)
    attendance.mark(clinic.session_id, clinic.client_ids[1], NO_SHOW)
    assert row(coverage, clinic, 1).had == 0
    attendance.undo(clinic.session_id)
    assert row(coverage, clinic, 1).had == 1


def test_the_groups_own_curriculum_comes_first(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, walks: tuple[UUID, ...]
) -> None:
    with unlocked.transaction() as db:
        module = db.execute(select(Module).where(Module.title == "Cravings")).scalar_one()
        db.execute(update(Group).values(curriculum_id=module.curriculum_id))
    assert [found.title for found in coverage.matrix(clinic.group_id).lessons] == ["Urge surfing"]


def test_lessons_had_in_another_group_count(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    held(unlocked, clinic, clock, 9, walks[1], _0=PRESENT)
    with unlocked.transaction() as db:
        other = factories.add_group(db, clinic.adult_program, clinic.staff["dwhitfield"], code="EVE", name="Evening")
        factories.add_membership(db, other.id, clinic.client_ids[0], clock().date() - timedelta(days=1))
        other_id = other.id
    (member,) = coverage.matrix(other_id).members
    assert member.had == 1
    assert [found.given for found in coverage.matrix(other_id).lessons] == [0, 0, 0]
    assert {name for _, name in coverage.groups()} == {"Evening", "Morning IOP"}


def test_the_suggestion_counts_who_is_here_and_whose_goals_fit(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    held(unlocked, clinic, clock, 9, walks[0], _0=PRESENT, _1=PRESENT, _2=PRESENT, _3=PRESENT)
    best = coverage.suggest(clinic.session_id)[0]
    assert (best.title, best.sentence) == (
        "Rest",
        "4 of 4 have not had it; fits the goals of 4; new for this group.",
    )
    held(unlocked, clinic, clock, 8, walks[1], _0=PRESENT, _1=PRESENT, _2=PRESENT)
    attendance = AttendanceService(unlocked, clock)
    for number in (0, 1):
        attendance.mark(clinic.session_id, clinic.client_ids[number], PRESENT)
    best = coverage.suggest(clinic.session_id)[0]
    assert best.sentence == "2 of 2 have not had it; fits the goals of 2; new for this group."
    assert best.title == "More rest"


def test_the_lesson_of_the_session_itself_is_not_held_against_it(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    LessonService(unlocked, clock).choose(clinic.session_id, walks[1])
    AttendanceService(unlocked, clock).mark(clinic.session_id, clinic.client_ids[0], PRESENT)
    assert "1 of 1 have not had it" in next(
        each.sentence for each in coverage.suggest(clinic.session_id) if each.lesson_id == walks[1]
    )


def test_choices_begin_with_what_serves_best(
    coverage: CoverageService, clinic: SmallClinic, walks: tuple[UUID, ...]
) -> None:
    choices = coverage.choices(clinic.session_id)
    assert len(choices) == 3 + 4
    assert "have not had it" in choices[0][1]
    assert [title for _, title in choices[3:]] == ["Urge surfing", "A day outside", "Rest", "More rest"]


def test_goals_that_have_ended_and_empty_groups(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    with unlocked.transaction() as db:
        db.execute(update(Goal).values(ended_on=clock().date() - timedelta(days=3)))
    assert all(each.fits == 0 for each in coverage.suggest(clinic.session_id))
    with unlocked.transaction() as db:
        db.execute(delete(AttendanceEvent))
        db.execute(delete(Membership))
    assert coverage.matrix(clinic.group_id).members == ()
    assert coverage.suggest(clinic.session_id)[0].present == 0


def test_what_is_not_there(coverage: CoverageService, unlocked: Unlocked, clock: MovableClock) -> None:
    with pytest.raises(NotFound):
        coverage.matrix(uuid4())
    with pytest.raises(NotFound):
        coverage.suggest(uuid4())
    assert SessionService(unlocked, clock).today()


def test_a_retired_lesson_that_was_given_stays_in_sight(
    coverage: CoverageService, unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock, walks: tuple[UUID, ...]
) -> None:
    held(unlocked, clinic, clock, 7, walks[0], m0=PRESENT)
    with unlocked.transaction() as db:
        for lesson_id in walks[:2]:
            db.get_one(Lesson, lesson_id).retired = True
        course = db.get_one(Module, db.get_one(Lesson, walks[0]).module_id).curriculum_id
    matrix = coverage.matrix(clinic.group_id, course)
    assert [found.title for found in matrix.lessons] == ["A day outside", "More rest"]
    assert sorted(member.had for member in matrix.members)[-2:] == [0, 1]
    offered = {lesson_id for lesson_id, _ in coverage.choices(clinic.session_id)}
    assert not offered & set(walks[:2])
