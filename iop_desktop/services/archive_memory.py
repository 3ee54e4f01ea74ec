"""When the last archive was made, in a row of the settings."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting

_NAME = "archive/last"


def remember_archive(db: Database, now: datetime) -> None:
    """Remember that an archive was made."""
    db.merge(Setting(name=_NAME, value=now.astimezone(UTC).isoformat()))


def last_archive(db: Database) -> datetime | None:
    """When the last archive was made; None when there was none."""
    setting = db.get(Setting, _NAME)
    return datetime.fromisoformat(setting.value) if setting is not None else None
