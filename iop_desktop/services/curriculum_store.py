"""A course goes into the vault, or a newer version of it over the one that is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.lessons import Curriculum, Lesson, Module
from iop_desktop.rules.vocabulary import CurriculumOrigin
from iop_desktop.services.curriculum_files import CurriculumFile, LessonFile, ModuleFile
from iop_desktop.services.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a course comes from: ``publisher`` is the fingerprint of the key that signed it, or empty."""

    kind: CurriculumOrigin = CurriculumOrigin.SHIPPED
    publisher: str = ""
    pack_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the lessons of a course, by their codes. ``kept`` are those the clinic had edited.

    ``resting`` ones were retired before and stay so: only a person offers them again.
    """

    curriculum_id: UUID
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()


def add_curriculum(unlocked: Unlocked, course: CurriculumFile) -> tuple[UUID, ...]:
    """Put a shipped course into the vault and return the ids of its lessons in order.

    A course that is there in the same or another version is left as it is.
    """
    with unlocked.transaction() as db:
        known = db.scalars(select(Curriculum.id).where(Curriculum.code == course.code)).one_or_none()
        if known is None:
            known = store_curriculum(db, course, Origin()).curriculum_id
            unlocked.audit(db, "curriculum.added", known, {"version": course.version})
        return _lesson_ids(db, known)


def store_curriculum(db: Database, course: CurriculumFile, origin: Origin, take_new: Collection[str] = ()) -> Stored:
    """Insert the course, or put it over the version that is there, in the caller's transaction.

    A lesson with a known code gets the new content, unless the clinic has edited it and its code is not in
    ``take_new``. Lessons that the new version no longer has are retired. Deliveries keep what was given.
    """
    row = db.scalars(select(Curriculum).where(Curriculum.code == course.code)).one_or_none()
    if row is None:
        row = Curriculum(id=new_id(), code=course.code)
        db.add(row)
    row.title, row.version, row.language = course.title, course.version, course.language
    row.author, row.licence = course.author, course.licence
    row.review, row.review_by = course.review, course.review_by
    row.origin, row.publisher, row.pack_sha256 = origin.kind, origin.publisher, origin.pack_sha256
    db.flush()
    return _Storing(db, row.id, frozenset(take_new)).store(course)


class _Storing:
    """One course on its way into the vault."""

    def __init__(self, db: Database, curriculum_id: UUID, take_new: frozenset[str]) -> None:
        self._db, self._curriculum_id, self._take_new = db, curriculum_id, take_new
        self._lessons = {lesson.code: lesson for lesson in self._there()}
        self._done: dict[str, list[str]] = {"added": [], "replaced": [], "kept": [], "retired": [], "resting": []}

    def store(self, course: CurriculumFile) -> Stored:
        for module in course.modules:
            self._module(module)
        for code in self._lessons.keys() - {lesson.code for lesson in course.lessons}:
            self._retire(self._lessons[code])
        self._db.flush()
        return Stored(self._curriculum_id, **{name: tuple(codes) for name, codes in self._done.items()})

    def _there(self) -> list[Lesson]:
        rows = select(Lesson).join(Module, Module.id == Lesson.module_id)
        return list(self._db.scalars(rows.where(Module.curriculum_id == self._curriculum_id)))

    def _module(self, file: ModuleFile) -> None:
        of_course = select(Module).where(Module.curriculum_id == self._curriculum_id, Module.code == file.code)
        module = self._db.scalars(of_course).one_or_none()
        if module is None:
            module = Module(id=new_id(), curriculum_id=self._curriculum_id, code=file.code)
            self._db.add(module)
        module.number, module.title = file.number, file.title
        self._db.flush()
        for lesson in file.lessons:
            self._lesson(module.id, lesson)

    def _lesson(self, module_id: UUID, file: LessonFile) -> None:
        lesson = self._lessons.get(file.code)
        if lesson is None:
            self._db.add(
                Lesson(
                    module_id=module_id,
                    number=file.number,
                    title=file.title,
                    code=file.code,
                    content=dict(file.content),
                )
            )
            self._done["added"].append(file.code)
            return
        lesson.module_id, lesson.number = module_id, file.number
        if lesson.retired:
            self._done["resting"].append(file.code)
        if lesson.edited_at is not None and file.code not in self._take_new:
            self._done["kept"].append(file.code)
        elif lesson.content != file.content:
            lesson.title, lesson.content = file.title, dict(file.content)
            lesson.edited_at = lesson.edited_by = None
            self._done["replaced"].append(file.code)

    def _retire(self, lesson: Lesson) -> None:
        if not lesson.retired and lesson.edited_at is None:
            lesson.retired = True
            self._done["retired"].append(lesson.code)


def _lesson_ids(db: Database, curriculum_id: UUID) -> tuple[UUID, ...]:
    rows = (
        select(Lesson.id)
        .join(Module, Module.id == Lesson.module_id)
        .where(Module.curriculum_id == curriculum_id, Lesson.retired.is_(False))
        .order_by(Module.number, Lesson.number)
    )
    return tuple(db.scalars(rows))
