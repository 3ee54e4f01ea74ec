"""What the clinic remembers of its backups, in rows of the settings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.clinic import Setting
from iop_desktop.models.notes import GroupPart, Note
from iop_desktop.services.backup_views import LastBackup

_FOLDER, _LAST, _STICK, _DRILL = "backup/folder", "backup/last", "backup/stick", "backup/drill"
# Coming, going and backing up change nothing that a new backup would have to hold.
_QUIET = (
    "vault.unlocked",
    "vault.locked",
    "backup.made",
    "backup.drilled",
    "backup.folder_chosen",
    "unlock.failed",
    "vault.key_file_put_back",
)


def folder_of(db: Database) -> Path | None:
    """The clinic's folder for backups."""
    text = _get(db, _FOLDER)
    return Path(text) if text else None


def set_folder(db: Database, folder: Path) -> None:
    """Remember the clinic's folder."""
    db.merge(Setting(name=_FOLDER, value=str(folder)))


def last_of(db: Database) -> LastBackup | None:
    """The last verified backup, wherever it went."""
    text = _get(db, _LAST)
    return LastBackup.from_text(text) if text else None


def set_last(db: Database, last: LastBackup) -> None:
    """Remember a verified backup."""
    db.merge(Setting(name=_LAST, value=last.to_text()))


def stick_at(db: Database) -> datetime | None:
    """When a backup last went to a place other than the clinic's folder."""
    return _moment(_get(db, _STICK))


def set_stick(db: Database, now: datetime) -> None:
    """Remember that a backup went elsewhere."""
    db.merge(Setting(name=_STICK, value=now.astimezone(UTC).isoformat()))


def drill_at(db: Database) -> datetime | None:
    """When the last restore drill was passed."""
    return _moment(_get(db, _DRILL))


def set_drill(db: Database, now: datetime) -> None:
    """Remember a drill that was passed."""
    db.merge(Setting(name=_DRILL, value=now.astimezone(UTC).isoformat()))


def drafts_mark(db: Database) -> int:
    """A number that grows with every change of a draft, because drafts are not in the audit chain."""
    tables = (Note, GroupPart)
    return sum(db.scalar(select(func.coalesce(func.sum(table.revision), 0))) or 0 for table in tables)


def has_changed(db: Database) -> bool:
    """Whether anything worth keeping happened since the last verified backup."""
    last = last_of(db)
    if last is None or drafts_mark(db) != last.drafts:
        return True
    length = db.scalar(select(AuditHead.sequence)) or 0
    if length < last.head:
        return True
    action = func.json_extract(AuditEvent.body, "$.action")
    loud = select(AuditEvent.sequence).where(AuditEvent.sequence > last.head, action.not_in(_QUIET)).limit(1)
    return db.scalar(loud) is not None


def _get(db: Database, name: str) -> str:
    row = db.get(Setting, name)
    return row.value if row is not None else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
