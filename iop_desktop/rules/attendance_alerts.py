"""When missing the group again and again is worth an alert.

| attendance                                           | in the row of absences |
|------------------------------------------------------|------------------------|
| no-show                                              | counts                 |
| cancelled by the client, no reason given             | counts                 |
| cancelled by the client with a reason, excused       | passed over            |
| cancelled by the program, not marked                 | passed over            |
| there in any way: late, left early, video, make-up   | ends the row           |
"""

from __future__ import annotations

from collections.abc import Iterable

from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.vocabulary import AttendanceStatus

ALERT_AFTER = 3


def is_unexcused(attendance: Attendance) -> bool:
    """Whether the member stayed away without a reason that counts."""
    if attendance.status is AttendanceStatus.CANCELLED_BY_CLIENT:
        return not attendance.why
    return attendance.status is AttendanceStatus.NO_SHOW


def absences_in_a_row(latest_first: Iterable[Attendance]) -> int:
    """How many of the latest meetings the member missed unexcused, up to the last one the member came to."""
    count = 0
    for attendance in latest_first:
        if attendance.status.attended:
            break
        count += is_unexcused(attendance)
    return count


def raises_alert(latest_first: Iterable[Attendance]) -> bool:
    """Whether the member missed so many meetings in a row that somebody must act."""
    return absences_in_a_row(latest_first) >= ALERT_AFTER
