"""Files of a curriculum or of one lesson, read from a folder within sane limits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from iop_desktop.services.errors import UserError

HEAD = "curriculum.toml"
LESSON = "lesson.toml"
PAPER_FILES = ("slides.md", "handout.md", "worksheet.md", "reading.md")
LESSON_FILES = (LESSON, *PAPER_FILES)
MOST_BYTES_A_FILE = 400_000
MOST_FILES = 2_000

# Path inside the curriculum, with slashes, and what stands in the file.
Files = Mapping[str, bytes]


class CurriculumFileRefused(UserError):
    """A curriculum file cannot be used as it is."""


def files_of_folder(folder: Path) -> dict[str, bytes]:
    """The files of a curriculum that belong to the format; others are passed over. Raises CurriculumFileRefused."""
    head = folder / HEAD
    if not head.is_file():
        raise CurriculumFileRefused(f"There is no {HEAD} in that folder, so it is no curriculum. Nothing was changed.")
    paths = [head, *sorted(path for name in LESSON_FILES for path in folder.glob(f"*/*/{name}"))]
    if len(paths) > MOST_FILES:
        raise CurriculumFileRefused("That folder holds more files than a curriculum can have. Nothing was changed.")
    return {path.relative_to(folder).as_posix(): _read(path) for path in paths}


def files_of_lesson(folder: Path) -> dict[str, bytes]:
    """The files of one lesson's folder, by name. Raises CurriculumFileRefused."""
    if not (folder / LESSON).is_file():
        raise CurriculumFileRefused(f"There is no {LESSON} in that folder, so it is no lesson. Nothing was changed.")
    return {name: _read(folder / name) for name in LESSON_FILES if (folder / name).is_file()}


def belongs(name: str) -> bool:
    """Whether a path inside a curriculum is one that the format knows: its head, or a file of a lesson."""
    path = PurePosixPath(name)
    if name != path.as_posix() or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        return False
    return name == HEAD or (len(path.parts) == 3 and path.name in LESSON_FILES)


def text_of_file(files: Files, name: str) -> str:
    """A file as text; empty when there is none. Raises CurriculumFileRefused when it is no UTF-8."""
    try:
        return files.get(name, b"").decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CurriculumFileRefused(f"{name} is no UTF-8 text. Nothing was changed; save it as UTF-8.") from None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES_A_FILE:
            raise CurriculumFileRefused(f"{path.name} is larger than a curriculum file can be. Nothing was changed.")
        return path.read_bytes()
    except OSError:
        raise CurriculumFileRefused(f"{path.name} cannot be read. Nothing was changed.") from None
