"""Absences in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.rules.attendance import Attendance
from iop_desktop.rules.attendance_alerts import absences_in_a_row, raises_alert
from iop_desktop.rules.vocabulary import ATTENDED, ExcuseReason
from iop_desktop.rules.vocabulary import AttendanceStatus as Status

X, E, P = Attendance(Status.NO_SHOW), Attendance(Status.EXCUSED), Attendance(Status.PRESENT)
CANCELLED = Attendance(Status.CANCELLED_BY_CLIENT)
SICK = Attendance(Status.CANCELLED_BY_CLIENT, excuse=ExcuseReason.ILLNESS)
SAID_WHY = Attendance(Status.CANCELLED_BY_CLIENT, reason="Car broke down")
CLOSED, NOT_MARKED = Attendance(Status.CANCELLED_BY_PROGRAM), Attendance()


@pytest.mark.parametrize(
    ("latest_first", "count", "alert"),
    [
        ([], 0, False),
        ([P, X, X, X], 0, False),
        ([X], 1, False),
        ([X, X, P, X], 2, False),
        ([X, X, X], 3, True),
        ([X, E, X, E, X, P], 3, True),
        ([E, E, E], 0, False),
        ([X, CANCELLED, X], 3, True),
        ([X, SICK, X, SAID_WHY, P], 2, False),
        ([NOT_MARKED, X, CLOSED, X, X], 3, True),
        ([X, X, Attendance(Status.MAKE_UP), X], 2, False),
        ([X, X, X, X, X], 5, True),
    ],
)
def test_table(latest_first: list[Attendance], count: int, alert: bool) -> None:
    assert (absences_in_a_row(latest_first), raises_alert(latest_first)) == (count, alert)


@given(st.lists(st.sampled_from([X, E, SICK, CLOSED, NOT_MARKED])), st.sampled_from(sorted(ATTENDED)))
def test_coming_once_in_any_way_ends_the_row(before: list[Attendance], status: Status) -> None:
    assert absences_in_a_row([Attendance(status), *before]) == 0
    assert absences_in_a_row([*before, Attendance(status), X, X, X]) == sum(each is X for each in before)
