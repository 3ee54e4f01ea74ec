"""What is shown of backups."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last verified backup. ``head`` is the length of the audit chain, ``drafts`` a mark of what is not in it."""

    at: datetime
    file: str
    head: int
    drafts: int

    def to_text(self) -> str:
        """As the clinic's setting keeps it."""
        return json.dumps(
            {"at": self.at.astimezone(UTC).isoformat(), "file": self.file, "head": self.head, "drafts": self.drafts}
        )

    @classmethod
    def from_text(cls, text: str) -> LastBackup:
        """Inverse of ``to_text``."""
        value = json.loads(text)
        return cls(datetime.fromisoformat(value["at"]), value["file"], value["head"], value["drafts"])


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup in the clinic's folder."""

    made_at: datetime
    path: Path
    file_bytes: int


@dataclass(frozen=True, slots=True)
class BackupOverview:
    """How things stand. ``folder`` is None until one is chosen; ``found`` says that it can be reached now."""

    folder: Path | None
    found: bool
    same_disk: bool
    last: LastBackup | None
    overdue: bool
    stick_at: datetime | None
    stick_due: bool
    drill_at: datetime | None
    rows: tuple[BackupRow, ...]
    vault_bytes: int
    free_bytes: int
    short_of_room: bool
    may_choose: bool


@dataclass(frozen=True, slots=True)
class House:
    """What the program did by itself: the daily backup, if one was due, and what it has to say."""

    made: bool
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A verified backup that was just made."""

    path: Path
    made_at: datetime
    file_bytes: int
    counts: tuple[tuple[str, int], ...]
    tables: int
    rows: int
    audit_entries: int
    audit_mac: str
    sha256: str
    removed: int
