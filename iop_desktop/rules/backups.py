"""When a backup is due, when the clinic is warned, and how much room on the disk is too little."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

WARN_AFTER = timedelta(days=7)
STICK_EVERY = timedelta(days=7)
_CLOCK_MAY_DIFFER = timedelta(days=1)
_ROOM_FACTOR = 2


def is_overdue(verified_at: datetime | None, now: datetime) -> bool:
    """Whether people are warned: no verified backup yet, none for more than 7 days, or one that claims the future."""
    return _is_older(verified_at, now, WARN_AFTER)


def stick_is_due(carried_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to ask for the USB stick again."""
    return _is_older(carried_at, now, STICK_EVERY)


def is_due_today(verified_at: datetime | None, now: datetime, zone: tzinfo) -> bool:
    """Whether the backup of this day, by the clinic's calendar, is still missing."""
    return verified_at is None or verified_at.astimezone(zone).date() != now.astimezone(zone).date()


def days_between(earlier: datetime, now: datetime) -> int:
    """Whole days that have passed; 0 when the clock was set back."""
    return max(0, (now - earlier).days)


def is_short_of_room(free: int, vault_bytes: int) -> bool:
    """Whether fewer bytes are free than twice the size of the records: too few for a checked copy and the next step."""
    return free < _ROOM_FACTOR * vault_bytes


def clock_went_back(last_entry: datetime | None, now: datetime) -> bool:
    """Whether the newest entry of the audit chain lies in the future by more than clocks usually differ."""
    return last_entry is not None and last_entry - now > timedelta(minutes=10)


def _is_older(moment: datetime | None, now: datetime, limit: timedelta) -> bool:
    return moment is None or now - moment > limit or moment - now > _CLOCK_MAY_DIFFER
