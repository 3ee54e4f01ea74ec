"""A time typed as it stands on the wall clock, read for one session: across midnight and clock changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from iop_desktop.rules.attendance import EARLY_ARRIVAL, LATE_LEAVING, SessionSpan
from iop_desktop.rules.refusal import Refusal

_WRITTEN = re.compile(
    r"^\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?\s*$", re.IGNORECASE
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
    written = _WRITTEN.match(text)
    if written is None:
        return UNREADABLE
    hours = _hours(int(written[1]), (written[3] or "").lower())
    minute = int(written[2] or 0)
    if not hours or minute > 59:
        return UNREADABLE
    first_day = span.starts_at.astimezone(zone).date()
    walls = [
        _wall(first_day, days, hour, minute) for days in (-1, 0, 1) for hour in hours
    ]
    moments = [moment for wall in walls for moment in _moments(wall, zone)]
    if not moments:
        return NO_SUCH_TIME
    best = min(moments, key=lambda moment: (_distance(moment, span), moment))
    wall_best = min(
        walls,
        key=lambda wall: _distance(wall.replace(tzinfo=zone).astimezone(UTC), span),
    )
    if (
        not _moments(wall_best, zone)
        and _distance(best, span) > LATE_LEAVING + EARLY_ARRIVAL
    ):
        return NO_SUCH_TIME
    return best


def _hours(hour: int, half: str) -> tuple[int, ...]:
    if half:
        return (hour % 12 + (12 if half == "p" else 0),) if 1 <= hour <= 12 else ()
    if hour > 23:
        return ()
    return (
        (hour, hour + 12) if 1 <= hour <= 11 else (hour, 0) if hour == 12 else (hour,)
    )


def _wall(first_day: date, days: int, hour: int, minute: int) -> datetime:
    return datetime.combine(first_day + timedelta(days=days), time(hour, minute))


def _moments(wall: datetime, zone: tzinfo) -> list[datetime]:
    """Both readings of a repeated hour, one of an ordinary time, none of a skipped one."""
    readings = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        moment
        for moment in readings
        if moment.astimezone(zone).replace(tzinfo=None) == wall
    )


def _distance(moment: datetime, span: SessionSpan) -> timedelta:
    if moment < span.starts_at:
        return span.starts_at - moment
    return max(moment - span.ends_at, timedelta(0))
