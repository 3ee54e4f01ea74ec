"""Curricula as files: a folder of TOML becomes a course in the vault."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.lessons import Curriculum, Lesson, Module
from iop_desktop.paths import resource
from iop_desktop.services.errors import UserError
from iop_desktop.services.unlocked import Unlocked


class CurriculumFileRefused(UserError):
    """A curriculum file cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A timed part of a lesson: what is done and what the facilitator may say."""

    title: str
    minutes: int
    say: str


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson as written by its author; ``interventions`` is wording for the group part of a note."""

    number: int
    title: str
    objectives: tuple[str, ...]
    interventions: str
    sources: tuple[str, ...]
    segments: tuple[SegmentFile, ...]

    @property
    def minutes(self) -> int:
        """Length of all segments together."""
        return sum(segment.minutes for segment in self.segments)

    def content(self) -> dict[str, Any]:
        """Plain data as a lesson keeps it in the vault."""
        return {
            "objectives": list(self.objectives),
            "group_note": self.interventions,
            "sources": list(self.sources),
            "segments": [{"title": part.title, "minutes": part.minutes, "say": part.say} for part in self.segments],
        }


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A part of the course."""

    number: int
    title: str
    lessons: tuple[LessonFile, ...]


@dataclass(frozen=True, slots=True)
class CurriculumFile:
    """A whole course. ``review`` says who has to look at it before members do."""

    code: str
    title: str
    version: str
    review: str
    modules: tuple[ModuleFile, ...]

    @property
    def lessons(self) -> tuple[LessonFile, ...]:
        """All lessons in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


def shipped_curriculum(name: str = "foundations") -> CurriculumFile:
    """A course that comes with the program."""
    return read_curriculum(resource(f"curriculum/{name}"))


def read_curriculum(folder: Path) -> CurriculumFile:
    """Read ``curriculum.toml`` and the module files it lists. Raises CurriculumFileRefused with the file's name."""
    head = _table(folder / "curriculum.toml")
    try:
        modules = tuple(_module(folder / name) for name in head["modules"])
        return CurriculumFile(head["code"], head["title"], head["version"], head.get("review", ""), modules)
    except (KeyError, TypeError):
        raise _refused("curriculum.toml") from None


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _refused(path.name) from None


def _refused(name: str) -> CurriculumFileRefused:
    return CurriculumFileRefused(
        f"The curriculum file {name} cannot be read. Nothing was changed; ask its author for a new copy."
    )


def _module(path: Path) -> ModuleFile:
    table = _table(path)
    try:
        return ModuleFile(table["number"], table["title"], tuple(_lesson(part) for part in table["lessons"]))
    except (KeyError, TypeError):
        raise _refused(path.name) from None


def _lesson(table: dict[str, Any]) -> LessonFile:
    return LessonFile(
        number=table["number"],
        title=table["title"],
        objectives=tuple(table["objectives"]),
        interventions=table["interventions"],
        sources=tuple(table["sources"]),
        segments=tuple(SegmentFile(part["title"], part["minutes"], part["say"]) for part in table["segments"]),
    )


def add_curriculum(unlocked: Unlocked, course: CurriculumFile) -> tuple[UUID, ...]:
    """Put a course into the vault and return the ids of its lessons in order.

    A course that is there in the same or another version is left as it is: its lessons stand in signed notes.
    """
    with unlocked.transaction() as db:
        known = db.scalars(select(Curriculum.id).where(Curriculum.code == course.code)).one_or_none()
        if known is not None:
            return _lesson_ids(db, known)
        curriculum_id = _insert(db, course)
        unlocked.audit(db, "curriculum.added", curriculum_id, {"version": course.version})
        return _lesson_ids(db, curriculum_id)


def _insert(db: Database, course: CurriculumFile) -> UUID:
    curriculum = Curriculum(id=new_id(), code=course.code, title=course.title, version=course.version)
    db.add(curriculum)
    db.flush()
    for module_file in course.modules:
        module = Module(id=new_id(), curriculum_id=curriculum.id, number=module_file.number, title=module_file.title)
        db.add(module)
        db.flush()
        db.add_all(
            Lesson(module_id=module.id, number=lesson.number, title=lesson.title, content=lesson.content())
            for lesson in module_file.lessons
        )
    db.flush()
    return curriculum.id


def _lesson_ids(db: Database, curriculum_id: UUID) -> tuple[UUID, ...]:
    rows = (
        select(Lesson.id)
        .join(Module, Module.id == Lesson.module_id)
        .where(Module.curriculum_id == curriculum_id)
        .order_by(Module.number, Lesson.number)
    )
    return tuple(db.scalars(rows))
