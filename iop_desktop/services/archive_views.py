"""What one sees before and after an archive is made, and what is found in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ArchiveForm:
    """``program_id`` None means every program. ``keeper`` keeps the key, apart from the archive."""

    program_id: UUID | None
    name: str
    authority: str
    until: date
    keeper: str


@dataclass(frozen=True, slots=True)
class ArchiveOutline:
    """What would be archived, and what is not finished yet."""

    clients: int
    in_treatment: int
    unsigned_notes: int


@dataclass(frozen=True, slots=True)
class MadeArchive:
    """The archive and the sheets. ``code`` opens it and is kept nowhere."""

    path: Path
    label_path: Path
    code: str = field(repr=False)
    key_sheet: bytes = field(repr=False)
    counts: Mapping[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class ArchiveFound:
    """What an archive says of itself and whether it is whole."""

    label: str
    clinic: str
    made_at: datetime
    counts: Mapping[str, int]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every file is there and unchanged."""
        return not self.problems
