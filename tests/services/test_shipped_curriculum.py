"""The course that comes with the program: every lesson is complete, as long as a group, and in plain words."""

from __future__ import annotations

import pytest

from iop_desktop.rules.lesson_papers import GRADE_LIMIT
from iop_desktop.services.curriculum_files import LessonFile, shipped_curriculum
from iop_desktop.services.lesson_check import check_lesson

COURSE = shipped_curriculum()
MODULES = {
    "early-recovery": 8,
    "relapse-prevention": 16,
    "emotion-regulation": 8,
    "family": 6,
    "health": 6,
    "life": 4,
}
EVERY_LESSON = pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.code)


def test_the_course_has_all_its_lessons() -> None:
    assert COURSE.missing == ()
    assert {module.code: len(module.lessons) for module in COURSE.modules} == MODULES
    assert len({lesson.title for lesson in COURSE.lessons}) == len(COURSE.lessons) == 48
    assert "clinical director" in COURSE.review


@EVERY_LESSON
def test_a_lesson_is_complete_and_says_nothing_it_may_not(lesson: LessonFile) -> None:
    assert check_lesson(lesson).sentences == ()


@EVERY_LESSON
def test_a_lesson_fills_three_hours_with_one_break(lesson: LessonFile) -> None:
    assert sum(lesson.segment_minutes) == lesson.content["minutes"] == 180
    kinds = [segment["kind"] for segment in lesson.content["segments"]]
    assert kinds.count("break") == 1
    assert (kinds[0], kinds[-1]) == ("check-in", "close")


@EVERY_LESSON
def test_a_lesson_can_be_read_by_most_people(lesson: LessonFile) -> None:
    assert 0 < check_lesson(lesson).grade <= GRADE_LIMIT


def test_no_two_lessons_share_a_reading() -> None:
    openings = [str(lesson.content["reading"]).split("\n\n")[1][:60] for lesson in COURSE.lessons]
    assert len(set(openings)) == len(openings)
