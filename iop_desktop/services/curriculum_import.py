"""Courses come in: the shipped one, and packs of other authors; who signed them is looked at first."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.lessons import Curriculum, Lesson, Module, Publisher
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import CurriculumOrigin
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.curriculum_files import SHIPPED, CurriculumFile, shipped_curriculum
from iop_desktop.services.curriculum_pack import OpenedPack, PackRefused, read_pack
from iop_desktop.services.curriculum_store import Origin, Stored, store_curriculum
from iop_desktop.services.curriculum_views import CurriculumOffer, PackPreview
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.lesson_check import check_curriculum
from iop_desktop.services.own_lessons import OWN_CODE
from iop_desktop.services.publisher_key import in_groups
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.LESSONS})
_ACCEPT_FIRST = (
    "Nobody here has accepted the author of this curriculum yet. Only an administrator can accept it. "
    "Nothing was changed."
)
_RESERVED = frozenset({SHIPPED, OWN_CODE})
_CODE_TAKEN = (
    "This pack carries the name of a curriculum from another author, so it is not put over it. Nothing was changed."
)


class CurriculumImportService:
    """Use cases of adding and renewing curricula."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_LESSONS)
    def offer(self) -> CurriculumOffer | None:
        """The shipped course, when it is not here or older here; None when there is nothing to add."""
        course = shipped_curriculum()
        with self._unlocked.reading() as db:
            version = db.scalars(select(Curriculum.version).where(Curriculum.code == course.code)).one_or_none()
        if version is not None and _order(version) >= _order(course.version):
            return None
        return CurriculumOffer(course.code, course.title, course.version, version or "")

    @needs(Right.ADD_CURRICULA)
    def add_shipped(self, take_new: Collection[str] = ()) -> Changes:
        """Add the shipped course, or put its newer version over the one here. Raises NotAllowed."""
        return self._store(shipped_curriculum(), Origin(), take_new, {})

    @needs(Right.READ_LESSONS)
    def preview(self, path: Path) -> PackPreview:
        """What a pack is, who signed it and what an import would do. Raises PackRefused."""
        pack = read_pack(path)
        with self._unlocked.reading() as db:
            self._require_same_author(db, pack)
            publisher = _publisher(db, pack)
            return _preview(db, pack, publisher.name if publisher else "")

    @needs(Right.ADD_CURRICULA)
    def run(self, path: Path, *, accept: bool = False, take_new: Collection[str] = ()) -> Changes:
        """Import a pack. ``accept`` is an administrator's word for an unknown author or a missing signature.

        Lessons the clinic has edited stay as they are, unless their codes are in ``take_new``.
        Raises PackRefused, NotAllowed.
        """
        pack = read_pack(path)
        if check_curriculum(pack.course):
            raise PackRefused("Lessons of this pack are not complete. Nothing was changed; ask its author for a copy.")
        with self._unlocked.reading() as db:
            known = _publisher(db, pack) is not None
            self._require_same_author(db, pack)
        if not known and not (accept and self._unlocked.actor.may(Right.TRUST_PUBLISHERS)):
            raise NotAllowed(_ACCEPT_FIRST)
        origin = Origin(CurriculumOrigin.IMPORTED, pack.fingerprint, pack.sha256)
        return self._store(pack.course, origin, take_new, {"accepted": not known}, pack)

    @staticmethod
    def _require_same_author(db: Database, pack: OpenedPack) -> None:
        """A pack may renew a course only when it comes from where that course came from."""
        if pack.course.code in _RESERVED:
            raise PackRefused(_CODE_TAKEN)
        row = db.scalars(select(Curriculum).where(Curriculum.code == pack.course.code)).one_or_none()
        if row is None:
            return
        if row.origin is not CurriculumOrigin.IMPORTED or row.publisher != pack.fingerprint:
            raise PackRefused(_CODE_TAKEN)

    def _store(
        self,
        course: CurriculumFile,
        origin: Origin,
        take_new: Collection[str],
        detail: dict[str, Json],
        pack: OpenedPack | None = None,
    ) -> Changes:
        with self._unlocked.transaction() as db:
            if pack is not None and pack.is_signed:
                self._accept(db, pack)
            stored = store_curriculum(db, course, origin, take_new)
            told: dict[str, Json] = {"version": course.version, "publisher": origin.publisher, **detail}
            self._unlocked.audit(db, "curriculum.imported", stored.curriculum_id, told)
        return Changes(_TOPICS, _message(course, stored))

    def _accept(self, db: Database, pack: OpenedPack) -> None:
        """Remember an author whom an administrator accepts by this import."""
        if _publisher(db, pack) is not None:
            return
        publisher = Publisher(
            fingerprint=pack.fingerprint,
            name=pack.course.author[:160],
            public_key=pack.public_key,
            accepted_by=self._unlocked.actor.staff_id,
            accepted_at=self._clock(),
        )
        db.add(publisher)
        db.flush()
        self._unlocked.audit(db, "publisher.accepted", publisher.id, {"fingerprint": pack.fingerprint})


def _publisher(db: Database, pack: OpenedPack) -> Publisher | None:
    if not pack.is_signed:
        return None
    return db.scalars(select(Publisher).where(Publisher.fingerprint == pack.fingerprint)).one_or_none()


def _preview(db: Database, pack: OpenedPack, publisher: str) -> PackPreview:
    course = pack.course
    row = db.scalars(select(Curriculum).where(Curriculum.code == course.code)).one_or_none()
    here = _lessons_here(db, course.code)
    coming = {lesson.code: lesson.content for lesson in course.lessons}
    known = coming.keys() & here.keys()
    edited = {code for code in known if here[code].edited_at is not None}
    return PackPreview(
        code=course.code,
        title=course.title,
        version=course.version,
        author=course.author,
        licence=course.licence,
        language=course.language,
        review=course.review,
        review_by=course.review_by,
        lessons=len(course.lessons),
        origin=CurriculumOrigin.IMPORTED,
        fingerprint=in_groups(pack.fingerprint),
        publisher=publisher,
        needs_acceptance=not publisher,
        replaces=row.version if row else "",
        added=tuple(code for code in coming if code not in here),
        replaced=tuple(code for code in coming if code in known - edited and here[code].content != coming[code]),
        edited=tuple(code for code in coming if code in edited),
        retired=tuple(code for code in here if code not in coming and not here[code].retired),
        findings=check_curriculum(course),
    )


def _lessons_here(db: Database, code: str) -> dict[str, Lesson]:
    rows = select(Lesson).join(Module, Module.id == Lesson.module_id)
    of_course = rows.join(Curriculum, Curriculum.id == Module.curriculum_id).where(Curriculum.code == code)
    return {lesson.code: lesson for lesson in db.scalars(of_course)}


def _order(version: str) -> tuple[int, ...]:
    """Versions by their numbers: 1.10 comes after 1.9; what is no number counts as 0."""
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def _message(course: CurriculumFile, stored: Stored) -> str:
    words = [f"{course.title}, version {course.version}: {len(stored.added)} lessons added"]
    if stored.replaced:
        words.append(f"{len(stored.replaced)} renewed")
    if stored.kept:
        words.append(f"{len(stored.kept)} that you edited kept")
    if stored.retired:
        words.append(f"{len(stored.retired)} no longer offered")
    if stored.resting:
        words.append(f"{len(stored.resting)} still retired")
    return f"{', '.join(words)}."
