"""Ratings of how a lesson was given, on a real vault."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from iop_desktop.models.lessons import Lesson
from iop_desktop.rules.fidelity import GENERAL_ITEMS
from iop_desktop.rules.teaching import Place
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.fidelity import FidelityService
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.teaching import TeachingService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, LESSON, LICENSED, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

OWN, OTHERS = (4, 4, 3, 4, 4), (3, 2, 3, 3, 4)


@pytest.fixture
def taught(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> Unlocked:
    """The intern gave two segments and skipped the third; the last one still runs."""
    teaching = TeachingService(unlocked, clock)
    teaching.go(clinic.session_id, Place(1, 1))
    clock.advance(minutes=30)
    teaching.mark(clinic.session_id, 1, SegmentState.DONE, Place(2, 2))
    clock.advance(minutes=20)
    teaching.mark(clinic.session_id, 2, SegmentState.SHORTENED, Place(3, 3))
    teaching.mark(clinic.session_id, 3, SegmentState.SKIPPED, Place(4, 4), "Time ran out")
    clock.advance(minutes=10)
    return unlocked


def test_the_record_says_what_was_planned_and_what_became_of_it(
    taught: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    record = FidelityService(taught, clock).record(clinic.session_id)
    assert record is not None
    count = record.count
    assert (count.planned, count.done, count.shortened, count.skipped, count.open) == (4, 1, 1, 1, 1)
    assert (count.minutes_planned, count.minutes_spent) == (180, 60)
    assert [(each.spent, each.reason) for each in record.segments] == [
        (30, ""),
        (20, ""),
        (0, "Time ran out"),
        (10, ""),
    ]
    assert record.items == GENERAL_ITEMS
    assert (record.own_scores, record.supervisor_scores) == ((), ())
    assert (record.may_rate_own, record.may_rate_as_supervisor) == (True, False)


def test_a_lesson_has_its_own_items(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    with unlocked.transaction() as db:
        db.get_one(Lesson, clinic.lesson_id).content = {**LESSON, "fidelity": list("abcde")}
    LessonService(unlocked, clock).choose(clinic.session_id, clinic.lesson_id)
    record = FidelityService(unlocked, clock).record(clinic.session_id)
    assert record is not None
    assert record.items == tuple("abcde")


def test_own_and_supervisors_ratings_stand_side_by_side(
    taught: Unlocked, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff
) -> None:
    FidelityService(taught, clock).rate(clinic.session_id, (0, 0, 0, 0, 0))
    clock.advance(minutes=1)
    FidelityService(taught, clock).rate(clinic.session_id, OWN)
    note_id = NoteService(taught, clock).list(clinic.session_id).rows[0].note_id
    supervising = FidelityService(as_staff(SUPERVISOR), clock)
    supervising.rate(clinic.session_id, OTHERS)
    record = supervising.record_of_note(note_id)
    assert record is not None
    assert (record.own_scores, record.supervisor_scores) == (OWN, OTHERS)
    assert (record.may_rate_own, record.may_rate_as_supervisor) == (False, True)
    (point,) = supervising.history(clinic.staff[INTERN])
    assert (point.own, point.supervisor, point.title) == (3.8, 3.0, record.title)


def test_history_is_in_order_and_leaves_out_what_nobody_rated(
    taught: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    fidelity, sessions = FidelityService(taught, clock), SessionService(taught, clock)
    fidelity.rate(clinic.session_id, OWN)
    start = clock() + timedelta(days=2)
    for days in (0, 1):
        begin = start + timedelta(days=days)
        sessions.schedule(clinic.group_id, begin, begin + timedelta(hours=3), clinic.lesson_id)
    clock.set(start)
    later = sessions.today()[0].session_id
    fidelity.rate(later, OTHERS)
    assert [point.own for point in fidelity.history(clinic.staff[INTERN])] == [3.8, 3.0]
    assert len(fidelity.history(clinic.staff[INTERN], limit=1)) == 1


def test_only_facilitators_and_supervisors_rate(
    taught: Unlocked, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff
) -> None:
    assert taught
    fidelity = FidelityService(as_staff(ADMINISTRATOR), clock)
    with pytest.raises(NotAllowed):
        fidelity.rate(clinic.session_id, OWN)
    with pytest.raises(NotAllowed):
        fidelity.history(clinic.staff[INTERN])
    assert FidelityService(as_staff(LICENSED), clock).record(clinic.session_id) is not None


def test_ratings_are_seen_by_facilitators_and_supervisors_alone(
    taught: Unlocked, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff
) -> None:
    FidelityService(taught, clock).rate(clinic.session_id, OWN)
    seen = {}
    for login in (INTERN, LICENSED, SUPERVISOR, ADMINISTRATOR):
        record = FidelityService(as_staff(login), clock).record(clinic.session_id)
        assert record is not None
        seen[login] = record.own_scores
    assert seen == {INTERN: OWN, LICENSED: OWN, SUPERVISOR: OWN, ADMINISTRATOR: ()}


def test_incomplete_scores_and_lessons_not_begun_are_refused(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    fidelity = FidelityService(unlocked, clock)
    with pytest.raises(Refused):
        fidelity.rate(clinic.session_id, (1, 2, 3))
    with pytest.raises(NotFound):
        fidelity.rate(clinic.session_id, OWN)
    with pytest.raises(NotFound):
        fidelity.record(uuid4())
    with pytest.raises(NotFound):
        fidelity.record_of_note(uuid4())
    assert fidelity.record(clinic.session_id) is None
    assert fidelity.history(clinic.staff[INTERN]) == ()
