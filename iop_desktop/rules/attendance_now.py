"""Who is in the room at a moment."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.vocabulary import AttendanceStatus


class Whereabouts(StrEnum):
    """Where a member of the roster is while the group meets."""

    IN_THE_ROOM = "in"
    OUT = "out"
    LEFT = "left"
    AWAY = "away"
    NOT_MARKED = "unmarked"


def whereabouts(attendance: Attendance, now: datetime) -> Whereabouts:
    """Where the member is; a leaving that was written down ahead of its time has not happened yet."""
    if attendance.status is AttendanceStatus.UNMARKED:
        return Whereabouts.NOT_MARKED
    if not attendance.status.attended:
        return Whereabouts.AWAY
    if attendance.time_out is not None and attendance.time_out <= now:
        return Whereabouts.LEFT
    return Whereabouts.OUT if attendance.out_since else Whereabouts.IN_THE_ROOM
