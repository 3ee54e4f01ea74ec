"""What the curriculum page shows and hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from iop_desktop.rules.vocabulary import CurriculumOrigin
from iop_desktop.services.handouts import PaperKind


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list; ``edited`` says that the clinic changed it."""

    lesson_id: UUID
    code: str
    title: str
    module: str
    curriculum: str
    edited: bool
    own: bool
    retired: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """A paper of the clinic's own that belongs to a lesson."""

    file_id: UUID
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class LessonJudgement:
    """Whether a lesson is complete, live while it is written: findings as sentences and the reading grade."""

    grade: float
    minutes: int
    findings: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class LessonTexts:
    """A lesson as HTML, part by part."""

    plan: str
    handout: str
    worksheet: str
    reading: str
    sources: str


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson with everything that is shown of it."""

    lesson_id: UUID
    revision: int
    code: str
    title: str
    module: str
    curriculum: str
    version: str
    review: str
    edited: bool
    own: bool
    content: Mapping[str, Any] = field(repr=False)
    texts: LessonTexts = field(repr=False)
    judgement: LessonJudgement
    papers: tuple[PaperKind, ...]
    files: tuple[FileRow, ...]
    retired: bool = False


@dataclass(frozen=True, slots=True)
class CurriculumOffer:
    """A course that could be added, or a newer version of one that is there."""

    code: str
    title: str
    version: str
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What an import would do. ``publisher`` is the accepted author's name, empty when nobody accepted the key yet.

    ``needs_acceptance`` says that an administrator has to accept an unknown author or a missing signature.
    """

    code: str
    title: str
    version: str
    author: str
    licence: str
    language: str
    review: str
    review_by: date
    lessons: int
    origin: CurriculumOrigin
    fingerprint: str
    publisher: str
    needs_acceptance: bool
    replaces: str
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    edited: tuple[str, ...]
    retired: tuple[str, ...]
    findings: tuple[str, ...]
