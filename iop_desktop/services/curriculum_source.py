"""Files of a curriculum or of one lesson, read from a folder within sane limits."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from iop_desktop.services.errors import UserError

HEAD = "curriculum.toml"
LESSON = "lesson.toml"
PAPER_FILES = ("slides.md", "handout.md", "worksheet.md", "reading.md")
LESSON_FILES = (LESSON, *PAPER_FILES)
MOST_BYTES_A_FILE = 400_000
MOST_FILES = 2_000
_FOLDER_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Path inside the curriculum, with slashes, and what stands in the file.
Files = Mapping[str, bytes]


class CurriculumFileRefused(UserError):
    """A curriculum file cannot be used as it is."""


def files_of_folder(folder: Path) -> dict[str, bytes]:
    """The files of a curriculum that belong to the format; others are passed over. Raises CurriculumFileRefused."""
    head = folder / HEAD
    if not is_file(head):
        raise CurriculumFileRefused(f"There is no {HEAD} in that folder, so it is no curriculum. Nothing was changed.")
    paths = [head, *sorted(path for name in LESSON_FILES for path in folder.glob(f"*/*/{name}"))]
    if len(paths) > MOST_FILES:
        raise CurriculumFileRefused("That folder holds more files than a curriculum can have. Nothing was changed.")
    return {path.relative_to(folder).as_posix(): _read(path, folder) for path in paths}


def files_of_lesson(folder: Path) -> dict[str, bytes]:
    """The files of one lesson's folder, by name. Raises CurriculumFileRefused."""
    if not is_file(folder / LESSON):
        raise CurriculumFileRefused(f"There is no {LESSON} in that folder, so it is no lesson. Nothing was changed.")
    return {name: _read(folder / name, folder) for name in LESSON_FILES if is_file(folder / name)}


def is_file(path: Path) -> bool:
    """Whether a file stands there; no name, however long or odd, is an error."""
    with contextlib.suppress(OSError, ValueError):
        return path.is_file()
    return False


def belongs(name: str) -> bool:
    """Whether a path inside a curriculum is one that the format knows: its head, or a file of a lesson."""
    *folders, file = name.split("/")
    if not folders:
        return name == HEAD
    return len(folders) == 2 and file in LESSON_FILES and all(map(_FOLDER_NAME.fullmatch, folders))


def text_of_file(files: Files, name: str) -> str:
    """A file as text; empty when there is none. Raises CurriculumFileRefused when it is no UTF-8."""
    try:
        text = files.get(name, b"").decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CurriculumFileRefused(f"{name} is no UTF-8 text. Nothing was changed; save it as UTF-8.") from None
    if has_unseen_signs(text):
        raise CurriculumFileRefused(f"{name} holds a sign that nobody can see or print. Nothing was changed.")
    return text


def has_unseen_signs(text: str) -> bool:
    """Whether control characters other than line ends and tabs stand in a text: they can steer a terminal."""
    return _UNSEEN.search(text) is not None


def _read(path: Path, folder: Path) -> bytes:
    """A link must not bring a file from elsewhere on the author's computer into a pack."""
    try:
        if not is_file(path) or not path.resolve().is_relative_to(folder.resolve()):
            raise CurriculumFileRefused(f"{path.name} is no file of that folder. Nothing was changed.")
        if path.stat().st_size > MOST_BYTES_A_FILE:
            raise CurriculumFileRefused(f"{path.name} is larger than a curriculum file can be. Nothing was changed.")
        return path.read_bytes()
    except OSError:
        raise CurriculumFileRefused(f"{path.name} cannot be read. Nothing was changed.") from None
