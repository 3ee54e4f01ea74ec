"""Room on the disk of the records: a warning in time, and a reserve for when it is too late."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models import ballast
from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.errors import VaultFull
from iop_desktop.rules.backups import clock_went_back, is_short_of_room

_LOOKED_AT = 50
_SHORT = (
    "The disk is nearly full: less is free than twice the size of the records. Nothing is lost; please free some "
    "space, because backups and updates need it."
)
_RELEASED = (
    "The disk is full, so the last change could not be kept; everything before it is safe. A reserve of 64 MB was "
    "set free just now: try again, finish what you are doing, and then free some space."
)
_CLOCK_BACK = (
    "This computer's clock stands before the last entry in the records. Nothing is lost, but times written now would "
    "be wrong: set the clock right."
)


def room_notice(folder: Path) -> str:
    """The sentence for a disk that is nearly full; empty when there is room."""
    try:
        short = is_short_of_room(ballast.free_bytes(folder), ballast.vault_bytes(folder))
    except OSError:
        return ""
    return _SHORT if short else ""


def clock_notice(db: Database, now: datetime) -> str:
    """The sentence for a clock that was set back behind the newest entry of the audit chain; else empty."""
    return _CLOCK_BACK if clock_went_back(newest_moment(db), now) else ""


def newest_moment(db: Database) -> datetime | None:
    """The latest time that the records have seen, however this computer's clock stands."""
    # More than the last one: locking with the wrong time leaves an entry with the wrong time.
    times = select(func.json_extract(AuditEvent.body, "$.at")).order_by(AuditEvent.sequence.desc()).limit(_LOOKED_AT)
    newest = max(db.scalars(times), default="")
    return datetime.fromisoformat(newest) if newest else None


def keep_reserve(folder: Path) -> bool:
    """Put the reserve aside; off the window's thread. Whether it is there."""
    return ballast.ensure(folder)


def full_disk(folder: Path, error: VaultFull) -> VaultFull:
    """Set the reserve free, if it was there still, and say so."""
    return VaultFull(_RELEASED) if ballast.release(folder) else error
