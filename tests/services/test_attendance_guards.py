"""What attendance refuses, what it flags, and how fast it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from iop_desktop.models.errors import VaultClosed
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.roster_desk import EXCUSED, LATE, NO_SHOW, PRESENT, Desk
from tests.support.clock import MovableClock


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


def test_attendance_under_a_signature_is_refused_in_every_way(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    desk.mark(1, LATE)
    desk.sign_note_of(0)
    client_id, before = desk.clinic.client_ids[0], desk.row(0)
    assert before.note_is_signed
    undo = desk.mark(2, PRESENT).undo
    attempts: list[Callable[[], Changes]] = [
        lambda: desk.mark(0, NO_SHOW),
        lambda: desk.service.set_times(desk.session_id, client_id, "12:30", ""),
        lambda: desk.service.set_reason(desk.session_id, client_id, "Court"),
        lambda: desk.service.observe(desk.session_id, client_id, "Calm"),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusals[0].code == "signed"
    assert undo is not None
    undo.call()
    desk.service.undo(desk.session_id)
    with pytest.raises(Refused) as refused:
        desk.service.undo(desk.session_id)
    assert refused.value.refusals[0].code == "signed"
    assert desk.row(0) == before
    desk.service.mark_rest_present(desk.session_id)
    assert desk.row(0) == before


def test_strangers_cannot_be_marked(desk: Desk) -> None:
    for client_id in (desk.clinic.teenager_id, uuid4()):
        with pytest.raises(NotFound):
            desk.service.mark(desk.session_id, client_id, PRESENT)
    for unknown in (desk.service.room, desk.service.mark_rest_present):
        with pytest.raises(NotFound):
            unknown(uuid4())


def test_who_left_the_group_later_stays_on_the_roster_of_the_session(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    with desk.unlocked.transaction() as db:
        ended = desk.clock().date() - timedelta(days=3)
        db.execute(text("UPDATE membership SET last_on = :day"), {"day": ended.isoformat()})
    assert [row.status for row in desk.service.room(desk.session_id).rows] == [PRESENT]


def test_flags(desk: Desk) -> None:
    today = desk.clock().date()
    first, second = desk.clinic.client_ids[:2]
    with desk.unlocked.transaction() as db:
        factories.add_scores(db, first, "PHQ-9", {today - timedelta(days=14): 8, today - timedelta(days=1): 14})
        factories.add_scores(db, second, "PHQ-9", {today - timedelta(days=14): 8, today - timedelta(days=1): 12})
        factories.add_scores(db, second, "Craving", {today - timedelta(days=2): 3, today: 5})
        db.execute(text("UPDATE treatment_plan SET review_due_on = :day"), {"day": today.isoformat()})
        db.execute(text("UPDATE membership SET first_on = :day"), {"day": (today - timedelta(days=2)).isoformat()})
    kinds = {number: {flag.kind for flag in desk.row(number).flags} for number in range(3)}
    assert kinds == {0: {"new", "review", "score"}, 1: {"new", "review", "craving"}, 2: {"new", "review"}}


def test_a_no_show_is_flagged_in_the_next_session(desk: Desk) -> None:
    desk.mark(0, NO_SHOW)
    desk.mark(1, EXCUSED)
    tomorrow = desk.clock() + timedelta(days=1)
    sessions = SessionService(desk.unlocked, desk.clock)
    sessions.schedule(desk.clinic.group_id, tomorrow, tomorrow + timedelta(hours=3), None)
    desk.clock.set(tomorrow)
    rows = desk.service.room(sessions.today()[0].session_id).rows
    called: set[UUID] = {row.client_id for row in rows if any(flag.kind == "call" for flag in row.flags)}
    assert called == {desk.clinic.client_ids[0]}


def test_a_locked_vault_refuses(desk: Desk) -> None:
    desk.clinic.vault.lock(desk.unlocked)
    with pytest.raises(VaultClosed):
        desk.mark(0, PRESENT)


def test_a_mark_is_cheap(desk: Desk) -> None:
    desk.mark(0, PRESENT)
    spent = []
    for _ in range(30):
        began = time.process_time()
        desk.mark(0, LATE)
        spent.append(time.process_time() - began)
    assert sorted(spent)[len(spent) // 2] < 0.015
