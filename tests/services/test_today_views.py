from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus, NoteFormat
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.today import attendance_summary, phase_of
from iop_desktop.services.today_views import SessionPhase
from tests import factories
from tests.factories import at
from tests.services.test_today import AWAY, HERE, LATE, TELE, TODAY

CANCELLED = (AttendanceStatus.CANCELLED_BY_CLIENT, AttendanceStatus.CANCELLED_BY_PROGRAM)


@pytest.mark.parametrize(
    ("statuses", "summary"),
    [
        ([], "0 members"),
        ([AttendanceStatus.UNMARKED], "1 member"),
        (
            [HERE] * 8 + [LATE, TELE, AttendanceStatus.EXCUSED, AWAY],
            "10 here (1 late, 1 video) · 1 excused · 1 no-show",
        ),
        ([AttendanceStatus.LEFT_EARLY, HERE], "2 here (1 left early)"),
        ([AWAY, AWAY], "0 here · 2 no-shows"),
        (
            [AttendanceStatus.TELEHEALTH_AUDIO, AttendanceStatus.MAKE_UP, *CANCELLED],
            "2 here (1 audio, 1 make-up) · 2 cancelled",
        ),
    ],
)
def test_summaries(statuses: list[AttendanceStatus], summary: str) -> None:
    assert attendance_summary(statuses) == summary


@pytest.mark.parametrize(
    ("started", "ended", "now", "phase"),
    [
        (None, None, -31, SessionPhase.LATER),
        (None, None, -30, SessionPhase.SOON),
        (None, None, 10, SessionPhase.SOON),
        (None, None, 180, SessionPhase.FINISHED),
        (0, None, 10, SessionPhase.RUNNING),
        (0, None, 240, SessionPhase.RUNNING),
        (0, None, 241, SessionPhase.FINISHED),
        (0, 90, 100, SessionPhase.FINISHED),
    ],
)
def test_phases(started: int | None, ended: int | None, now: int, phase: SessionPhase) -> None:
    noon = at(TODAY, 12)

    def moment(minutes: int | None) -> datetime | None:
        return None if minutes is None else noon + timedelta(minutes=minutes)

    head = SessionHead(
        session_id=UUID(int=1),
        group_id=UUID(int=2),
        group_name="",
        group_code="",
        program_name="",
        number=1,
        starts_at=noon,
        ends_at=noon + timedelta(hours=3),
        started_at=moment(started),
        ended_at=moment(ended),
        place="",
        facilitator="",
        cofacilitator="",
        lesson_title="",
        note_format=NoteFormat.DAP,
        zone=ZoneInfo(factories.ZONE),
        is_mine=True,
    )
    assert phase_of(head, noon + timedelta(minutes=now)) is phase
