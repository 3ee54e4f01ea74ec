"""The curriculum library: lessons to find, to read and to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.page_image import PageImage
from iop_desktop.models.lessons import Curriculum, Lesson, LessonFile, Module
from iop_desktop.rules.lesson import segment_minutes
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import CurriculumOrigin
from iop_desktop.services.curriculum_views import (
    FileRow,
    LessonJudgement,
    LessonPage,
    LessonRow,
    LessonTexts,
)
from iop_desktop.services.errors import NotFound
from iop_desktop.services.handouts import LessonSource, PaperKind, paper_pdf, papers_of
from iop_desktop.services.lesson_check import check_content
from iop_desktop.services.lesson_html import paper_html, plan_html, sources_html
from iop_desktop.services.lesson_order import in_order
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

NO_LESSON = "That lesson is not in these records. Nothing was changed."


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper on its way out: PDF for a file, pages for a printer."""

    name: str
    pdf: bytes
    pages: tuple[PageImage, ...] = ()


class CurriculumService:
    """Use cases of lessons in the library."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_LESSONS)
    def lessons(self, text: str = "", *, retired: bool = False) -> tuple[LessonRow, ...]:
        """Lessons in the order of their curricula; ``text`` keeps those with all its words in title, module or tags.

        Those that are no longer offered are left out, unless they are asked for too.
        """
        tags = Lesson.content["tags"]
        query = (
            select(
                Lesson.id,
                Lesson.code,
                Lesson.title,
                Module.title.label("module"),
                Curriculum.title.label("curriculum"),
                Curriculum.origin,
                Lesson.edited_at,
                Lesson.retired,
                tags.label("tags"),
            )
            .join(Module, Module.id == Lesson.module_id)
            .join(Curriculum, Curriculum.id == Module.curriculum_id)
            .where(Lesson.retired.in_((False, retired)))
            .order_by(*in_order())
        )
        words = text.casefold().split()
        with self._unlocked.reading() as db:
            return tuple(
                LessonRow(
                    row.id,
                    row.code,
                    row.title,
                    row.module,
                    row.curriculum,
                    row.edited_at is not None and row.origin is not CurriculumOrigin.CLINIC,
                    row.origin is CurriculumOrigin.CLINIC,
                    row.retired,
                )
                for row in db.execute(query)
                if _matches(f"{row.title} {row.module} {' '.join(row.tags or ())} {row.code}", words)
            )

    @needs(Right.READ_LESSONS)
    def lesson(self, lesson_id: UUID) -> LessonPage:
        """One lesson with its texts, papers and whether it is complete. Raises NotFound."""
        with self._unlocked.reading() as db:
            lesson, module, curriculum = _whole(db, lesson_id)
            files = db.execute(
                select(LessonFile.id, LessonFile.name, LessonFile.media_type)
                .where(LessonFile.lesson_id == lesson_id)
                .order_by(LessonFile.added_at, LessonFile.id)
            ).all()
            own = curriculum.origin is CurriculumOrigin.CLINIC
            return LessonPage(
                lesson_id=lesson.id,
                revision=lesson.revision,
                code=lesson.code,
                title=lesson.title,
                module=module.title,
                curriculum=curriculum.title,
                version=curriculum.version,
                review=curriculum.review,
                edited=lesson.edited_at is not None and not own,
                own=own,
                content=lesson.content,
                texts=texts_of_lesson(lesson.content),
                judgement=_judgement(lesson.content),
                papers=papers_of(lesson.content),
                files=tuple(FileRow(*row) for row in files),
                retired=lesson.retired,
            )

    @needs(Right.READ_LESSONS)
    def draft(self, content: Mapping[str, Any]) -> tuple[LessonJudgement, LessonTexts]:
        """A lesson that is being written: what is missing, and what it will look like."""
        return _judgement(content), texts_of_lesson(content)

    @needs(Right.READ_LESSONS)
    def paper(self, lesson_id: UUID, kind: PaperKind, *, large: bool = False, scale: float = 0.0) -> PrintedPaper:
        """A paper of a lesson as PDF, and as pages when a scale is given. Raises NotFound, NoPaper."""
        with self._unlocked.reading() as db:
            lesson, module, curriculum = _whole(db, lesson_id)
            source = LessonSource(curriculum.title, curriculum.version, curriculum.review, module.title, lesson.title)
            content, code = dict(lesson.content), lesson.code or "lesson"
        pdf = paper_pdf(content, source, kind, self._today(), large=large)
        name = f"{code}-{kind}{'-large-print' if large else ''}.pdf"
        return PrintedPaper(name, pdf, pages_of(pdf, scale) if scale else ())

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def texts_of_lesson(content: Mapping[str, Any]) -> LessonTexts:
    """A lesson as HTML."""
    papers = {name: paper_html(str(content.get(name) or "")) for name in ("handout", "worksheet", "reading")}
    return LessonTexts(plan=plan_html(content), sources=sources_html(content), **papers)


def _matches(text: str, words: list[str]) -> bool:
    found = text.casefold()
    return all(word in found for word in words)


def _whole(db: Database, lesson_id: UUID) -> tuple[Lesson, Module, Curriculum]:
    row = db.execute(
        select(Lesson, Module, Curriculum)
        .join(Module, Module.id == Lesson.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Lesson.id == lesson_id)
    ).one_or_none()
    if row is None:
        raise NotFound(NO_LESSON)
    return row[0], row[1], row[2]


def _judgement(content: Mapping[str, Any]) -> LessonJudgement:
    """What is missing in a lesson as it is being written, and how hard it is to read."""
    report = check_content("", content)
    findings = tuple(f"{found.field}: {found.text}" for found in report.findings)
    return LessonJudgement(report.grade, sum(segment_minutes(content)), findings)
