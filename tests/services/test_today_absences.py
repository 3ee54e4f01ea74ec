"""The alert after three absences in a row."""

from __future__ import annotations

import pytest

from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteState
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import NeedKind
from iop_desktop.services.unlocked import Unlocked
from tests.factories import INTERN, SmallClinic
from tests.services.test_today import AWAY, add_note, everyone, held, needs
from tests.support.clock import MovableClock

EXCUSED = AttendanceStatus.EXCUSED


@pytest.fixture
def today(unlocked: Unlocked, clock: MovableClock) -> TodayService:
    return TodayService(unlocked, clock)


def test_three_in_a_row_raise_an_alert_until_the_latest_absence_note_is_signed(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    amara = clinic.client_ids[0]
    for number, days_ago in enumerate((15, 8), 2):
        held(unlocked, clinic, days_ago, everyone(clinic) | {amara: AWAY}, number)
    assert NeedKind.ABSENT not in needs(today)
    last = held(unlocked, clinic, 1, everyone(clinic) | {amara: AWAY}, 4)
    need = needs(today)[NeedKind.ABSENT]
    assert (need.title, need.detail, need.count, need.session_id) == (
        "Three absences in a row",
        "Amara Okonkwo: 3 absences",
        1,
        last,
    )
    assert NeedKind.OUTREACH not in needs(today)
    draft = add_note(unlocked, last, amara, clinic.staff[INTERN])
    assert NeedKind.ABSENT in needs(today)
    with unlocked.transaction() as db:
        db.get_one(Note, draft).state = NoteState.AWAITING_COSIGNATURE
    assert NeedKind.ABSENT not in needs(today)


def test_the_note_of_an_earlier_absence_is_not_enough(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    amara = clinic.client_ids[0]
    sessions = [held(unlocked, clinic, days, everyone(clinic) | {amara: AWAY}, days) for days in (15, 8, 2)]
    add_note(unlocked, sessions[1], amara, clinic.staff[INTERN], state=NoteState.COMPLETE)
    assert needs(today)[NeedKind.ABSENT].session_id == sessions[-1]


def test_an_excused_meeting_in_between_is_passed_over(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    amara, pepe, *_ = clinic.client_ids
    away = everyone(clinic) | {amara: AWAY, pepe: AWAY}
    latest_missed = [held(unlocked, clinic, days, away, days) for days in (22, 15, 8)][-1]
    held(unlocked, clinic, 1, everyone(clinic) | {amara: EXCUSED, pepe: AttendanceStatus.MAKE_UP}, 1 + 22)
    need = needs(today)[NeedKind.ABSENT]
    assert (need.count, need.session_id) == (1, latest_missed)
    assert need.detail.startswith("Amara Okonkwo")
