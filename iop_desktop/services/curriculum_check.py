"""What ``curriculum check`` says about a folder, one lesson's folder, or a sealed pack."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from iop_desktop.rules.day_names import long_date
from iop_desktop.services.curriculum_files import CurriculumFile, read_curriculum, read_lesson
from iop_desktop.services.curriculum_pack import read_pack
from iop_desktop.services.curriculum_source import HEAD, LESSON, CurriculumFileRefused, is_file
from iop_desktop.services.lesson_check import check_curriculum, check_lesson
from iop_desktop.services.publisher_key import in_groups

_UNSIGNED = "Nobody signed this pack, so nobody can say who wrote it. An administrator can still accept it on import."


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """``about`` says what it is; ``findings`` what is wrong, one sentence each."""

    about: tuple[str, ...]
    findings: tuple[str, ...]


def check_place(place: Path) -> PlaceReport:
    """Check a folder or a pack. Raises CurriculumFileRefused or PackRefused when it cannot be read at all."""
    is_folder = False
    if is_file(place):
        return _pack(place)
    if is_file(place / HEAD):
        course = read_curriculum(place)
        return PlaceReport(about_course(course), check_curriculum(course))
    if is_file(place / LESSON):
        return _lesson(place)
    with contextlib.suppress(OSError, ValueError):
        is_folder = place.is_dir()
    if is_folder:
        raise CurriculumFileRefused(f"There is no {HEAD} in that folder, so it is no curriculum. Nothing was changed.")
    raise CurriculumFileRefused("There is no such file or folder. Nothing was changed.")


def _lesson(place: Path) -> PlaceReport:
    lesson = read_lesson(place)
    report = check_lesson(lesson)
    about = f"{lesson.code}: {lesson.title}, {lesson.minutes} minutes, {report.slides} slides, grade {report.grade}."
    return PlaceReport((about,), report.sentences)


def _pack(place: Path) -> PlaceReport:
    opened = read_pack(place)
    about, findings = about_course(opened.course), check_curriculum(opened.course)
    if not opened.is_signed:
        return PlaceReport(about, (_UNSIGNED, *findings))
    return PlaceReport((*about, f"Signed with the key {in_groups(opened.fingerprint)}."), findings)


def about_course(course: CurriculumFile) -> tuple[str, ...]:
    """What a course is, in three lines."""
    return (
        f"{course.title} ({course.code}), version {course.version}, {course.language}: {len(course.lessons)} lessons.",
        f"By {course.author}. Licence: {course.licence}.",
        f"{course.review} To be read again by {long_date(course.review_by)}.",
    )
