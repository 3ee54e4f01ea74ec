"""The clinic's limits, days waiting against them, and when an intern is to be observed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iop_desktop.rules.returns import HEADER, Remark
from iop_desktop.rules.supervision import SupervisionLimits
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.fidelity import FidelityService
from iop_desktop.services.supervision import SupervisionService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


@pytest.fixture
def supervisor(clinic: SmallClinic, unlocked: Unlocked, as_staff: AsStaff, clock: MovableClock) -> Desk:
    """The supervisor, with the intern's four signed notes."""
    author = Desk(clinic, unlocked, clock)
    author.sign(author.write_all())
    return Desk(clinic, as_staff(factories.SUPERVISOR), clock)


def test_days_waiting_against_the_clinics_limit(supervisor: Desk) -> None:
    supervisor.clock.advance(days=4)
    assert {row.overdue for row in supervisor.cosigning.queue()} == {False}
    service = SupervisionService(supervisor.unlocked, supervisor.clock)
    assert service.limits() == SupervisionLimits()
    service.set_limits(SupervisionLimits(3, 14))
    assert service.limits() == SupervisionLimits(3, 14)
    assert {(row.limit_days, row.overdue) for row in supervisor.cosigning.queue()} == {(3, True)}
    with pytest.raises(Refused):
        service.set_limits(SupervisionLimits(0, 14))


def test_a_facilitator_sets_no_limits(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> None:
    service = SupervisionService(unlocked, clock)
    assert not service.may_set
    with pytest.raises(NotAllowed):
        service.set_limits(SupervisionLimits(3, 14))


def test_the_latest_rating_by_a_supervisor_is_the_observation(supervisor: Desk) -> None:
    version = supervisor.cosigning.queue()[0].version_id
    observed = supervisor.cosigning.view(version).observed
    assert observed is not None
    assert (observed.last_on, observed.due_on) == (None, date(2026, 11, 24))
    FidelityService(supervisor.unlocked, supervisor.clock).rate(supervisor.session_id, (3, 3, 4, 2, 4))
    supervisor.clock.advance(days=31)
    observed = supervisor.cosigning.view(version).observed
    assert observed is not None
    assert (observed.last_on, observed.due_on, observed.overdue) == (date(2026, 11, 24), date(2026, 12, 24), True)


def test_a_return_carries_remarks_on_passages(supervisor: Desk, as_staff: AsStaff) -> None:
    row = supervisor.cosigning.queue()[0]
    assert codes_of(
        lambda: supervisor.cosigning.return_note(
            row.version_id, "See below.", [Remark("Plan", "never written", "Why?")]
        )
    ) == ["passage"]
    remarks = [
        Remark("Data: this member", "Named payday\nas a trigger", " Which amount? "),
        Remark(HEADER, "Room 2", "It was room 3."),
    ]
    supervisor.cosigning.return_note(row.version_id, "See below.", remarks)
    author = Desk(supervisor.clinic, as_staff(factories.INTERN), supervisor.clock)
    view = author.notes.open(row.note_id)
    assert [(each.field, each.passage, each.comment) for each in view.remarks] == [
        ("response", "Named payday as a trigger", "Which amount?"),
        ("", "Room 2", "It was room 3."),
    ]
    (listed,) = [each for each in author.notes.list(author.session_id).rows if each.note_id == row.note_id]
    assert listed.unchanged
    author.notes.save(row.note_id, view.revision, replace(view.draft, plan="Another plan."))
    (listed,) = [each for each in author.notes.list(author.session_id).rows if each.note_id == row.note_id]
    assert not listed.unchanged
