"""Lessons that a clinic writes itself: new ones, edited ones, papers of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.page_image import PageImage
from iop_desktop.models.base import new_id
from iop_desktop.models.lessons import Curriculum, Lesson, LessonFile, Module
from iop_desktop.rules.lesson_shape import minutes_of, tables_of, text_of
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import CurriculumOrigin
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.curriculum import NO_LESSON
from iop_desktop.services.curriculum_source import MOST_BYTES_A_FILE, has_unseen_signs
from iop_desktop.services.errors import NotFound, Stale, UserError
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

OWN_CODE, OWN_MODULE = "clinic", "own"
OWN_TITLE, OWN_MODULE_TITLE = "Our clinic's lessons", "Our own lessons"
OWN_REVIEW = "For review by the clinic's clinical director before it is used with members."
MOST_BYTES = 20_000_000
PDF, MARKDOWN = "application/pdf", "text/markdown"
_TOO_MUCH_TEXT = "That text is longer than a paper can be (400 kB). Nothing was changed; divide it."
_NO_PDF = "That PDF cannot be read. Nothing was changed."
_TOO_LARGE = "That file is larger than 20 MB. Nothing was changed."
_TOPICS = frozenset({Topic.LESSONS})
_NO_SEGMENTS = "Each segment of a lesson needs a title and its minutes. Nothing was saved."
_STALE = (
    "Somebody else changed this lesson in the meantime. Your text is still here; copy what you need and open it again."
)


class FileRefused(UserError):
    """A file of the clinic's own cannot be taken in."""


class OwnLessonService:
    """Use cases of writing lessons."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.EDIT_LESSONS)
    def create(self, title: str) -> UUID:
        """A new lesson of the clinic's own, nearly empty. Returns its id. Raises FileRefused for a missing title."""
        return self._create(title, _blank(_required(title)))

    @needs(Right.EDIT_LESSONS)
    def save(self, lesson_id: UUID, revision: int, content: Mapping[str, Any]) -> Changes:
        """Keep a lesson as it was written here. Raises NotFound, Stale, FileRefused for what cannot be given."""
        title = _required(str(content.get("title") or ""))
        _require_segments(content)
        with self._unlocked.transaction() as db:
            lesson = db.get(Lesson, lesson_id)
            if lesson is None:
                raise NotFound(NO_LESSON)
            if lesson.revision != revision:
                raise Stale(_STALE)
            lesson.title, lesson.content = title[:160], dict(content)
            lesson.edited_at, lesson.edited_by = self._clock(), self._unlocked.actor.staff_id
            self._unlocked.audit(db, "lesson.edited", lesson_id, {"code": lesson.code})
        return Changes(_TOPICS, "The lesson is saved. Sessions that had it keep what was given.")

    @needs(Right.OFFER_LESSONS)
    def retire(self, lesson_id: UUID) -> Changes:
        """No longer offer a lesson; what was given of it stays. Raises NotFound, NotAllowed."""
        self._set_retired(lesson_id, retired=True)
        undo = Undo("Undo", partial(self.offer_again, lesson_id))
        return Changes(_TOPICS, "The lesson is no longer offered. What was given of it stays.", undo)

    @needs(Right.OFFER_LESSONS)
    def offer_again(self, lesson_id: UUID) -> Changes:
        """Offer a retired lesson again. Raises NotFound, NotAllowed."""
        self._set_retired(lesson_id, retired=False)
        return Changes(_TOPICS, "The lesson is offered again.", Undo("Undo", partial(self.retire, lesson_id)))

    def _set_retired(self, lesson_id: UUID, *, retired: bool) -> None:
        with self._unlocked.transaction() as db:
            lesson = db.get(Lesson, lesson_id)
            if lesson is None:
                raise NotFound(NO_LESSON)
            lesson.retired = retired
            what = "lesson.retired" if retired else "lesson.offered_again"
            self._unlocked.audit(db, what, lesson_id, {"code": lesson.code})

    @needs(Right.EDIT_LESSONS)
    def add_file(self, name: str, content: bytes, lesson_id: UUID | None = None) -> tuple[UUID, Changes]:
        """Take in the clinic's own PDF or Markdown: for a lesson, or as a new lesson of its own.

        Returns the lesson's id. Raises FileRefused, NotFound.
        """
        stem, markdown = _judged(name, content)
        if lesson_id is None:
            written = {"handout": markdown} if markdown else {}
            lesson_id = self._create(_title_of(markdown) or stem, {**_blank(stem), **written})
            if markdown:
                return lesson_id, Changes(_TOPICS, "The text came in as the handout of a new lesson.")
        with self._unlocked.transaction() as db:
            if db.get(Lesson, lesson_id) is None:
                raise NotFound(NO_LESSON)
            file = LessonFile(
                id=new_id(),
                lesson_id=lesson_id,
                name=stem[:160],
                media_type=MARKDOWN if markdown else PDF,
                content=content,
                sha256=sha256(content).hexdigest(),
                added_at=self._clock(),
            )
            db.add(file)
            db.flush()
            self._unlocked.audit(db, "lesson.file_added", lesson_id, {"file": str(file.id)})
        return lesson_id, Changes(_TOPICS, "The file was added to the lesson.")

    @needs(Right.EDIT_LESSONS)
    def add_file_at(self, path: Path, lesson_id: UUID | None = None) -> tuple[UUID, Changes]:
        """The same for a file on the disk. Raises FileRefused, NotFound."""
        try:
            if path.stat().st_size > MOST_BYTES:
                raise FileRefused(_TOO_LARGE)
            content = path.read_bytes()
        except OSError:
            raise FileRefused("That file cannot be read. Nothing was changed.") from None
        return self.add_file(path.name, content, lesson_id)

    @needs(Right.READ_LESSONS)
    def file_pages(self, file_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The pages of the clinic's own PDF. Raises NotFound, FileRefused."""
        with self._unlocked.reading() as db:
            file = db.get(LessonFile, file_id)
            if file is None:
                raise NotFound(NO_LESSON)
            content = file.content
        return _pages(content, scale)

    def _create(self, title: str, content: Mapping[str, Any]) -> UUID:
        with self._unlocked.transaction() as db:
            module = _own_module(db)
            number = (db.scalar(select(func.max(Lesson.number)).where(Lesson.module_id == module.id)) or 0) + 1
            lesson = Lesson(
                id=new_id(),
                module_id=module.id,
                number=number,
                title=title[:160],
                code=f"{OWN_MODULE}-{number:02d}",
                content={**content, "title": title[:160]},
                edited_at=self._clock(),
                edited_by=self._unlocked.actor.staff_id,
            )
            db.add(lesson)
            db.flush()
            self._unlocked.audit(db, "lesson.created", lesson.id, {"code": lesson.code})
            return lesson.id


def _own_module(db: Database) -> Module:
    """Where lessons of the clinic's own stand; made with the first of them."""
    found = db.scalars(
        select(Module)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Curriculum.code == OWN_CODE, Module.code == OWN_MODULE)
    ).one_or_none()
    if found is not None:
        return found
    curriculum = Curriculum(
        id=new_id(),
        code=OWN_CODE,
        title=OWN_TITLE,
        version="",
        review=OWN_REVIEW,
        origin=CurriculumOrigin.CLINIC,
    )
    db.add(curriculum)
    db.flush()
    module = Module(id=new_id(), curriculum_id=curriculum.id, number=1, title=OWN_MODULE_TITLE, code=OWN_MODULE)
    db.add(module)
    db.flush()
    return module


def _blank(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "minutes": 60,
        "segments": [
            {"title": "Check-in", "kind": "check-in", "minutes": 15, "say": ""},
            {"title": title[:60], "kind": "teach", "minutes": 30, "say": ""},
            {"title": "Close", "kind": "close", "minutes": 15, "say": ""},
        ],
    }


def _required(title: str) -> str:
    if not title.strip():
        raise FileRefused("A lesson needs a title. Nothing was changed.")
    return title.strip()


def _require_segments(content: Mapping[str, Any]) -> None:
    """A lesson may wait to be completed, but a session that gives it has to know its segments."""
    segments = content.get("segments")
    known = tables_of(content, "segments")
    whole = isinstance(segments, list | tuple) and len(known) == len(segments)
    if not whole or not all(text_of(each, "title") and minutes_of(each) for each in known):
        raise FileRefused(_NO_SEGMENTS)


def _judged(name: str, content: bytes) -> tuple[str, str]:
    """The file's name without its ending and, for Markdown, its text. Raises FileRefused."""
    stem, _, ending = name.rpartition(".")
    stem = " ".join(stem.split()) or "Paper"
    if len(content) > MOST_BYTES:
        raise FileRefused(_TOO_LARGE)
    if ending.casefold() == "pdf" and content.startswith(b"%PDF-"):
        if _pages(content, 0.1):
            return stem, ""
        raise FileRefused(_NO_PDF)
    if ending.casefold() in ("md", "markdown", "txt"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise FileRefused("That file is no UTF-8 text. Nothing was changed; save it as UTF-8.") from None
        if len(content) > MOST_BYTES_A_FILE:
            raise FileRefused(_TOO_MUCH_TEXT)
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        if text.strip() and not has_unseen_signs(text):
            return stem, text
    raise FileRefused("That is no PDF or Markdown file that can be read. Nothing was changed.")


def _title_of(markdown: str) -> str:
    first = markdown.lstrip().split("\n", 1)[0]
    return first.removeprefix("# ").strip() if first.startswith("# ") else ""


def _pages(content: bytes, scale: float) -> tuple[PageImage, ...]:
    try:
        return pages_of(content, scale)
    except ValueError:
        raise FileRefused(_NO_PDF) from None
