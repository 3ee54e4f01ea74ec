"""Today says when there is no verified backup, or none for more than seven days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session as Database

from iop_desktop.rules.backups import days_between, is_overdue
from iop_desktop.rules.rights import Right
from iop_desktop.services import backup_settings
from iop_desktop.services.actor import Actor
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.wall_text import count_of

_NEVER = "Never backed up"
_CHOOSE = "Choose a folder in Settings, Backups"
_ASK = "Ask an administrator for a folder"
_MAKE = "Make one in Settings, Backups"


def backup_need(db: Database, actor: Actor, now: datetime) -> Need | None:
    """The row for an overdue backup; None when all is well."""
    last = backup_settings.last_of(db)
    if not is_overdue(last.at if last else None, now):
        return None
    has_folder = backup_settings.folder_of(db) is not None
    what_to_do = _MAKE if has_folder else _CHOOSE if actor.may(Right.CHOOSE_BACKUP_FOLDER) else _ASK
    if last is None:
        return Need(NeedKind.BACKUP, _NEVER, what_to_do, 0)
    days = count_of(days_between(last.at, now), "day")
    return Need(NeedKind.BACKUP, f"Last verified backup {days} ago", what_to_do, 0)
