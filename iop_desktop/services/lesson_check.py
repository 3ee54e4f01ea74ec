"""Whether a lesson is complete: its structure, slides, papers, reading grade and words, each finding with its file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from iop_desktop.documents.markdown import (
    Block,
    Box,
    Foreign,
    Grid,
    Heading,
    Items,
    Lines,
    Scale,
    every,
    passages,
    plain,
    read_blocks,
)
from iop_desktop.paths import resource
from iop_desktop.rules.banned_words import Banned, find_banned
from iop_desktop.rules.lesson import refusals_of_lesson
from iop_desktop.rules.lesson_papers import (
    PAPERS,
    SLIDES_FILE,
    PaperFacts,
    refusals_of_grade,
    refusals_of_papers,
)
from iop_desktop.rules.lesson_shape import LESSON_FILE, refuse, tables_of, text_of, texts_of
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.slides import read_slides, refusals_of_slides
from iop_desktop.services.curriculum_files import CurriculumFile, LessonFile
from iop_desktop.services.reading_grade import grade_of, sentences


@dataclass(frozen=True, slots=True)
class LessonReport:
    """What was found about one lesson. ``grade`` is the reading grade of all that members hear or read."""

    code: str
    slides: int
    grade: float
    findings: tuple[Refusal, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing or wrong."""
        return not self.findings

    @property
    def sentences(self) -> tuple[str, ...]:
        """The findings with the lesson and the file they are about."""
        return tuple(f"{self.code}, {found.field}: {found.text}" for found in self.findings)


def check_curriculum(course: CurriculumFile) -> tuple[str, ...]:
    """All findings of a course as sentences, in its order."""
    missing = [f"{code}, {LESSON_FILE}: it is listed in curriculum.toml but missing." for code in course.missing]
    return (*missing, *(sentence for lesson in course.lessons for sentence in check_lesson(lesson).sentences))


def check_lesson(lesson: LessonFile) -> LessonReport:
    """Check one lesson from a file."""
    report = check_content(lesson.code, lesson.content)
    unknown = tuple(refuse("unknown", f"{name} is no field of a lesson.") for name in lesson.unknown)
    return LessonReport(report.code, report.slides, report.grade, (*unknown, *report.findings))


def check_content(code: str, content: Mapping[str, Any]) -> LessonReport:
    """Check a lesson as plain data."""
    slide_text = text_of(content, "slides")
    slides = read_slides(slide_text)
    papers = {name: read_blocks(text_of(content, name)) for name in PAPERS}
    grade = grade_of(_heard_and_read(content, papers))
    found = [
        *refusals_of_lesson(content, len(slides)),
        *(Refusal(each.code, _lowered(each.text), SLIDES_FILE) for each in refusals_of_slides(slide_text)),
        *refusals_of_papers({name: _facts(blocks) for name, blocks in papers.items()}),
        *refusals_of_grade("", grade),
    ]
    for name, blocks in papers.items():
        found.extend(refusals_of_grade(f"{name}.md", grade_of(passages(blocks))))
    found.extend(_banned(content))
    return LessonReport(code, len(slides), grade, tuple(found))


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _heard_and_read(content: Mapping[str, Any], papers: Mapping[str, tuple[Block, ...]]) -> Iterator[str]:
    for segment in tables_of(content, "segments"):
        yield from passages(read_blocks(text_of(segment, "say")))
        yield from texts_of(segment, "ask")
    yield from texts_of(content, "questions")
    yield text_of(content, "practice")
    for slide in read_slides(text_of(content, "slides")):
        yield from (slide.title, *slide.lines)
        yield from (text for column in slide.columns for text in (column.heading, *column.points))
    for blocks in papers.values():
        yield from passages(blocks)


def _facts(blocks: tuple[Block, ...]) -> PaperFacts:
    levels = tuple(block.level for block in blocks if isinstance(block, Heading))
    return PaperFacts(
        words=sum(len(line.split()) for line in sentences(passages(blocks))),
        heading_levels=levels,
        fill_ins=sum(_fill_ins(block) for block in every(blocks)),
        foreign=tuple(dict.fromkeys(block.what for block in every(blocks) if isinstance(block, Foreign))),
        begins_with_title=bool(blocks) and isinstance(blocks[0], Heading) and blocks[0].level == 1,
    )


def _fill_ins(block: Block) -> int:
    if isinstance(block, Lines | Box | Scale):
        return 1
    if isinstance(block, Items):
        return sum(item.box for item in block.items)
    if isinstance(block, Grid):
        return sum(not plain(cell).strip() for row in block.rows for cell in row)
    return 0


@lru_cache(maxsize=1)
def banned_words() -> tuple[tuple[Banned, ...], tuple[str, ...]]:
    """The list that comes with the program: what is banned, and longer phrases that are allowed."""
    table = tomllib.loads(resource("curriculum/banned.toml").read_text(encoding="utf-8"))
    banned = tuple(
        Banned(entry["why"], tuple(entry.get("phrases", ())), tuple(entry.get("exact", ())))
        for entry in table["banned"]
    )
    return banned, tuple(table["allowed"])


def _banned(content: Mapping[str, Any]) -> Iterator[Refusal]:
    """Banned words anywhere but in the sources, whose titles are what they are."""
    banned, allowed = banned_words()
    written = {key: value for key, value in content.items() if key not in ("sources", *PAPERS, "slides")}
    texts = {LESSON_FILE: "\n\n".join(_strings(written))}
    texts |= {f"{name}.md": text_of(content, name) for name in ("slides", *PAPERS)}
    for file, text in texts.items():
        for found in find_banned(text, banned, allowed):
            yield refuse("banned", f'"{found.phrase}" may not stand here. {found.why}', file)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
