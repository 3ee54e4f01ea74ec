"""A lesson by what somebody typed: the id of a shipped lesson, or its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iop_desktop.services.curriculum_files import (
    CurriculumFile,
    LessonFile,
    read_curriculum,
    read_lesson,
    shipped_curriculum,
)
from iop_desktop.services.curriculum_source import HEAD, LESSON, is_file
from iop_desktop.services.errors import NotFound
from iop_desktop.services.handouts import LessonSource


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson and where it comes from."""

    lesson: LessonFile
    source: LessonSource


def find_lesson(words: str) -> FoundLesson:
    """Look a lesson up. Raises NotFound, and CurriculumFileRefused for a folder that cannot be read."""
    folder = Path(words)
    if is_file(folder / LESSON):
        lesson = read_lesson(folder)
        head = folder.resolve().parent.parent
        return _found(read_curriculum(head) if is_file(head / HEAD) else None, lesson)
    course = shipped_curriculum()
    for lesson in course.lessons:
        if lesson.code == words:
            return _found(course, lesson)
    raise NotFound(f'There is no lesson "{words}". The command "curriculum list" names them; a folder works too.')


def _found(course: CurriculumFile | None, lesson: LessonFile) -> FoundLesson:
    if course is None:
        return FoundLesson(lesson, LessonSource("", "", "", "", lesson.title))
    titles = [module.title for module in course.modules if lesson.code in {each.code for each in module.lessons}]
    about = LessonSource(course.title, course.version, course.review, "".join(titles), lesson.title)
    return FoundLesson(lesson, about)
