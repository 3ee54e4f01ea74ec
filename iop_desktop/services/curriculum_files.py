"""Curricula as files: TOML and CommonMark of ``docs/curriculum-format.md`` become plain data."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from iop_desktop.paths import resource
from iop_desktop.rules.lesson import segment_minutes
from iop_desktop.services.curriculum_source import (
    HEAD,
    LESSON,
    PAPER_FILES,
    CurriculumFileRefused,
    Files,
    files_of_folder,
    files_of_lesson,
    has_unseen_signs,
    text_of_file,
)

SHIPPED = "iop-core"
FORMAT = 1
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FOLDER = re.compile(r"(\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
# How long each may be: what the vault keeps and a page can show.
_HEAD_TEXTS = {
    "code": 40,
    "title": 160,
    "version": 20,
    "language": 12,
    "author": 160,
    "licence": 80,
    "review": 1_000,
}
_MOST_NUMBER = 2**53
_LESSON_KEYS = (
    "title",
    "minutes",
    "summary",
    "tags",
    "interventions",
    "objectives",
    "materials",
    "questions",
    "practice",
    "cautions",
    "fidelity",
    "group_note",
    "sources",
    "facts",
    "segments",
)


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson as written by its author; ``content`` is the plain data a vault keeps, ``code`` its id."""

    code: str
    number: int
    content: Mapping[str, Any]
    unknown: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title, or the id when it has none."""
        return str(self.content.get("title") or self.code)

    @property
    def segment_minutes(self) -> tuple[int, ...]:
        """Minutes of each segment in order."""
        return segment_minutes(self.content)

    @property
    def minutes(self) -> int:
        """Length of all segments together."""
        return sum(self.segment_minutes)


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A part of the course."""

    number: int
    code: str
    title: str
    lessons: tuple[LessonFile, ...]


@dataclass(frozen=True, slots=True)
class CurriculumFile:
    """A whole course. ``review`` says who has to look at it before members do; ``missing`` names lost lessons."""

    code: str
    title: str
    version: str
    language: str
    author: str
    licence: str
    review: str
    review_by: date
    modules: tuple[ModuleFile, ...]
    missing: tuple[str, ...] = field(default=())

    @property
    def lessons(self) -> tuple[LessonFile, ...]:
        """All lessons in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


def shipped_curriculum(name: str = SHIPPED) -> CurriculumFile:
    """A course that comes with the program."""
    return read_curriculum(resource(f"curriculum/{name}"))


def read_curriculum(folder: Path) -> CurriculumFile:
    """Read a curriculum's folder. Raises CurriculumFileRefused with the file's name."""
    return curriculum_of(files_of_folder(folder))


def curriculum_of(files: Files) -> CurriculumFile:
    """The course in these files. Raises CurriculumFileRefused when the head or a lesson cannot be read at all."""
    head = _table(files, HEAD)
    if head.get("format") is True or head.get("format") != FORMAT:
        raise _refused(HEAD, f"format is not {FORMAT}, so another version of this program wrote it")
    for name, most in _HEAD_TEXTS.items():
        if not isinstance(head.get(name), str) or not head[name].strip():
            raise _refused(HEAD, f"{name} is missing")
        if len(head[name]) > most:
            raise _refused(HEAD, f"{name} has more than {most} characters")
    if not _CODE.fullmatch(head["code"]):
        raise _refused(HEAD, "code has other signs than small letters, digits and dashes")
    if not _VERSION.fullmatch(head["version"]):
        raise _refused(HEAD, "version has other signs than digits and points")
    if type(head.get("review_by")) is not date:
        raise _refused(HEAD, "review_by is no day")
    missing: list[str] = []
    modules = _modules(files, head.get("modules"), missing)
    texts = {name: head[name].strip() for name in _HEAD_TEXTS}
    return CurriculumFile(**texts, review_by=head["review_by"], modules=modules, missing=tuple(missing))


def read_lesson(folder: Path) -> LessonFile:
    """Read one lesson's folder; its id comes from the folders' names. Raises CurriculumFileRefused."""
    folder = folder.resolve()
    match = _FOLDER.fullmatch(folder.name)
    number = int(match[1]) if match else 1
    code = f"{folder.parent.name}-{number:02d}" if match else folder.name
    return _lesson(files_of_lesson(folder), "", code, number)


def _modules(files: Files, tables: object, missing: list[str]) -> tuple[ModuleFile, ...]:
    if not isinstance(tables, list) or not tables:
        raise _refused(HEAD, "modules are missing")
    modules = tuple(_module(files, table, number, missing) for number, table in enumerate(tables, 1))
    if len({module.code for module in modules}) != len(modules):
        raise _refused(HEAD, "two modules have the same code")
    return modules


def _module(files: Files, table: object, number: int, missing: list[str]) -> ModuleFile:
    if not isinstance(table, dict):
        raise _refused(HEAD, "modules is no list of tables")
    code, title, folders = table.get("code"), table.get("title"), table.get("lessons")
    if not isinstance(code, str) or not _CODE.fullmatch(code) or not isinstance(title, str) or not title.strip():
        raise _refused(HEAD, f"module {number} has no code or no title")
    if len(code) > 40 or len(title) > 160:
        raise _refused(HEAD, f"module {number} has a code or a title that is too long")
    if not isinstance(folders, list) or not folders:
        raise _refused(HEAD, f"module {code} has no lessons")
    lessons = []
    for place, folder in enumerate(folders, 1):
        match = _FOLDER.fullmatch(folder) if isinstance(folder, str) else None
        if match is None or int(match[1]) != place:
            raise _refused(HEAD, f"module {code}: lesson {place} is no folder that begins with {place:02d}-")
        path = f"{code}/{folder}/"
        if path + LESSON in files:
            lessons.append(_lesson(files, path, f"{code}-{place:02d}", place))
        else:
            missing.append(f"{code}-{place:02d}")
    return ModuleFile(number, code, title.strip(), tuple(lessons))


def _lesson(files: Files, path: str, code: str, number: int) -> LessonFile:
    table = _table(files, path + LESSON)
    content = {name: table[name] for name in _LESSON_KEYS if name in table}
    for name in PAPER_FILES:
        content[name.removesuffix(".md")] = text_of_file(files, path + name).strip() + "\n"
    return LessonFile(code, number, content, tuple(name for name in table if name not in _LESSON_KEYS))


def _table(files: Files, name: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text_of_file(files, name))
    except tomllib.TOMLDecodeError as error:
        raise _refused(name, f"it is no valid TOML ({error})") from None
    except (ValueError, RecursionError):
        raise _refused(name, "a number in it is too long, or its lists are too deep") from None
    if not _is_plain({key: value for key, value in table.items() if (name, key) != (HEAD, "review_by")}):
        raise _refused(name, "it holds a day, a time, a number that is too large, or a sign that nobody can see")
    return table


def _is_plain(value: object) -> bool:
    """Whether this is text, numbers, lists and tables, which is what a vault keeps of a lesson."""
    if isinstance(value, str):
        return not has_unseen_signs(value)
    if isinstance(value, int):
        return abs(value) < _MOST_NUMBER
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(each) for key, each in value.items())
    return isinstance(value, list) and all(map(_is_plain, value))


def _refused(name: str, why: str) -> CurriculumFileRefused:
    return CurriculumFileRefused(f"{name} cannot be used: {why}. Nothing was changed.")
