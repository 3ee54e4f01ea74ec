"""A time typed as it stands on the wall clock, read for one session: across midnight and clock changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.refusal import Refusal

_WRITTEN = re.compile(
    r"\s*([0-9]{1,2})(?:[:.h ]?([0-9]{2}))?\s*(?:([ap])\.?(?:m\.?)?)?\s*",
    re.IGNORECASE,
)
UNREADABLE = Refusal("unreadable", "Write a time like 9:05 or 1:30 pm.", "time")
NO_SUCH_TIME = Refusal(
    "no-such-time",
    "The clocks skip that time on this day. Write the time before or after.",
    "time",
)


def read_wall_time(text: str, span: SessionSpan, zone: tzinfo) -> datetime | Refusal:
    """The UTC moment meant by ``text`` in a session; the candidate nearest the session is taken.

    A bare hour and minute may mean morning or afternoon, today or (after midnight) tomorrow, and in the hour
    that a clock change repeats, the first or the second time round.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return UNREADABLE
    hours = _hours(int(written[1]), (written[3] or "").lower())
    minute = int(written[2] or 0)
    if not hours or minute > 59:
        return UNREADABLE
    first_day = span.starts_at.astimezone(zone).date()
    readings = [
        reading
        for days in (-1, 0, 1)
        for hour in hours
        for reading in _readings(_wall(first_day, days, hour, minute), zone)
    ]
    nearest = min(readings, key=lambda reading: (_distance(reading.moment, span), reading.moment))
    return nearest.moment if nearest.exists else NO_SUCH_TIME


@dataclass(frozen=True, slots=True)
class _Reading:
    """One moment a written time may mean; a time that the clocks skip does not exist."""

    moment: datetime
    exists: bool


def _hours(hour: int, half: str) -> tuple[int, ...]:
    if half:
        return (hour % 12 + (12 if half == "p" else 0),) if 1 <= hour <= 12 else ()
    if hour > 23:
        return ()
    if hour == 12:
        return (12, 0)
    return (hour, hour + 12) if 1 <= hour <= 11 else (hour,)


def _wall(first_day: date, days: int, hour: int, minute: int) -> datetime:
    return datetime.combine(first_day + timedelta(days=days), time(hour, minute))


def _readings(wall: datetime, zone: tzinfo) -> list[_Reading]:
    """Both readings of a repeated hour, one of an ordinary time, none that exists of a skipped one."""
    moments = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return [_Reading(moment, moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall) for moment in moments]


def _distance(moment: datetime, span: SessionSpan) -> timedelta:
    if moment < span.starts_at:
        return span.starts_at - moment
    return max(moment - span.ends_at, timedelta(0))
