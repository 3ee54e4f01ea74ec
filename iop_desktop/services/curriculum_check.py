"""What ``curriculum check`` says about a folder, one lesson's folder, or a sealed pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iop_desktop.services.curriculum_files import CurriculumFile, read_curriculum, read_lesson
from iop_desktop.services.curriculum_source import HEAD, LESSON, CurriculumFileRefused
from iop_desktop.services.lesson_check import check_curriculum, check_lesson


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """``about`` says what it is; ``findings`` what is wrong, one sentence each."""

    about: tuple[str, ...]
    findings: tuple[str, ...]


def check_place(place: Path) -> PlaceReport:
    """Check a folder or a pack. Raises CurriculumFileRefused when it cannot be read at all."""
    if (place / HEAD).is_file():
        return _course(read_curriculum(place))
    if (place / LESSON).is_file():
        lesson = read_lesson(place)
        report = check_lesson(lesson)
        return PlaceReport(
            (
                f"{lesson.code}: {lesson.title}, {lesson.minutes} minutes, {report.slides} slides, grade {report.grade}.",
            ),
            report.sentences,
        )
    raise CurriculumFileRefused(f"There is no {HEAD} in that folder, so it is no curriculum. Nothing was changed.")


def _course(course: CurriculumFile) -> PlaceReport:
    return PlaceReport(about_course(course), check_curriculum(course))


def about_course(course: CurriculumFile) -> tuple[str, ...]:
    """What a course is, in three lines."""
    return (
        f"{course.title} ({course.code}), version {course.version}, {course.language}: {len(course.lessons)} lessons.",
        f"By {course.author}. Licence: {course.licence}.",
        f"{course.review} To be read again by {course.review_by:%B} {course.review_by.day}, {course.review_by.year}.",
    )
