"""Clients' requests to amend their record."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from iop_desktop.rules.break_glass import GlassKind
from iop_desktop.rules.note_vocabulary import AmendmentStep, DenialGround
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.amendment_views import RequestForm, RequestRow, StepForm
from iop_desktop.services.break_glass import BreakGlassService
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.glass_views import GlassForm
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import NeedKind
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def supervisor(clinic: SmallClinic, unlocked: Unlocked, as_staff: AsStaff, clock: MovableClock) -> Desk:
    """The supervisor, with the intern's four signed notes."""
    author = Desk(clinic, unlocked, clock)
    author.sign(author.write_all())
    return Desk(clinic, as_staff(factories.SUPERVISOR), clock)


def logged(desk: Desk, *, about_note: bool = True) -> RequestRow:
    client_id = desk.clinic.client_ids[0]
    note_id = desk.note_ids()[0] if about_note else None
    desk.amendments.log(RequestForm(client_id, "I was not late.", TODAY, note_id))
    return desk.amendments.of_client(client_id)[0]


def step(desk: Desk, row: RequestRow, kind: AmendmentStep, text: str = "Because.", **more: object) -> UUID | None:
    return desk.amendments.take_step(row.request_id, StepForm(kind, TODAY, text, **more))  # type: ignore[arg-type]  # the names stand in the table above


def test_a_request_is_logged_with_its_clock(supervisor: Desk) -> None:
    row = logged(supervisor)
    assert (row.asked, row.note_title) == ("I was not late.", "Progress note of November 24, 2026")
    assert row.standing.due_on == TODAY + timedelta(days=60)
    assert row.possible == (AmendmentStep.EXTENDED, AmendmentStep.ACCEPTED, AmendmentStep.DENIED)
    assert [key for key, _ in supervisor.amendments.notes_of(row.client_id)] == [row.note_id]


def test_what_cannot_be_logged(supervisor: Desk) -> None:
    first, second = supervisor.clinic.client_ids[:2]
    assert codes_of(
        lambda: supervisor.amendments.log(RequestForm(second, " ", TODAY + timedelta(days=1), supervisor.note_ids()[0]))
    ) == ["asked", "future", "note"]
    with pytest.raises(NotFound):
        supervisor.amendments.log(RequestForm(uuid4(), "x", TODAY))
    assert supervisor.amendments.of_client(first) == ()


def test_accepting_begins_the_addendum_and_links_it(supervisor: Desk) -> None:
    row = logged(supervisor)
    added = step(supervisor, row, AmendmentStep.ACCEPTED, "")
    assert added is not None
    view = supervisor.addenda.open(added)
    assert (view.parent_id, view.linked) == (row.note_id, True)
    assert dict(view.record.header)["Client's request"] == "Accepted; received on November 24, 2026"
    with pytest.raises(Refused):
        supervisor.addenda.discard(added)
    after = supervisor.amendments.request(row.request_id)
    assert (after.addendum_id, after.steps[0].addendum_state, after.possible) == (added, NoteState.DRAFT, ())


def test_a_request_that_names_no_note_gets_one_when_it_is_accepted(supervisor: Desk) -> None:
    row = logged(supervisor, about_note=False)
    assert codes_of(lambda: step(supervisor, row, AmendmentStep.ACCEPTED)) == ["note"]
    assert codes_of(lambda: step(supervisor, row, AmendmentStep.ACCEPTED, note_id=supervisor.note_ids()[1])) == ["note"]
    assert step(supervisor, row, AmendmentStep.ACCEPTED, note_id=supervisor.note_ids()[0]) is not None
    assert supervisor.threads.thread(supervisor.note_ids()[0]).entries[-1].title == "Request accepted"


def test_a_denial_with_what_may_follow_and_its_letter(supervisor: Desk) -> None:
    row = logged(supervisor)
    with pytest.raises(NotFound):
        supervisor.amendments.letter_of_denial(row.request_id)
    step(supervisor, row, AmendmentStep.EXTENDED)
    assert codes_of(lambda: step(supervisor, row, AmendmentStep.DENIED)) == ["ground"]
    step(supervisor, row, AmendmentStep.DENIED, "The sheet shows it.", ground=DenialGround.ACCURATE_AND_COMPLETE)
    assert supervisor.amendments.request(row.request_id).possible == (AmendmentStep.DISAGREEMENT,)
    step(supervisor, row, AmendmentStep.DISAGREEMENT, "I was there at noon.")
    step(supervisor, row, AmendmentStep.REBUTTAL, "The sheet is signed.")
    after = supervisor.amendments.request(row.request_id)
    assert [each.step for each in after.steps] == [kind for kind in AmendmentStep if kind is not AmendmentStep.ACCEPTED]
    assert after.steps[1].words == "Request denied: the record is accurate and complete"
    assert (after.denied, after.possible, after.standing.extended) == (True, (), True)
    assert supervisor.amendments.letter_of_denial(row.request_id).startswith(b"%PDF-1.7")


def test_a_facilitator_logs_but_does_not_answer(supervisor: Desk, as_staff: AsStaff) -> None:
    author = Desk(supervisor.clinic, as_staff(factories.INTERN), supervisor.clock)
    row = logged(author)
    assert (row.possible, row.recorded_by) == ((), "Dana Whitfield")
    with pytest.raises(NotAllowed):
        step(author, row, AmendmentStep.EXTENDED)


def test_an_administrator_answers_but_does_not_write_the_addendum(supervisor: Desk, as_staff: AsStaff) -> None:
    logged(supervisor)
    administrator = Desk(supervisor.clinic, as_staff(factories.ADMINISTRATOR), supervisor.clock)
    with pytest.raises(NotAllowed):
        administrator.amendments.of_client(supervisor.clinic.client_ids[0])
    asked = GlassForm(GlassKind.CLIENT_REQUEST, "Answering the client's request of this week")
    BreakGlassService(administrator.unlocked, supervisor.clock).open(supervisor.clinic.client_ids[0], asked)
    (row,) = administrator.amendments.of_client(supervisor.clinic.client_ids[0])
    assert row.possible == (AmendmentStep.EXTENDED, AmendmentStep.DENIED)
    with pytest.raises(NotAllowed):
        step(administrator, row, AmendmentStep.ACCEPTED)


def test_today_says_when_a_request_is_due(supervisor: Desk, as_staff: AsStaff) -> None:
    def needs(desk: Desk) -> list[str]:
        found = TodayService(desk.unlocked, desk.clock).view().needs
        return [need.detail for need in found if need.kind is NeedKind.AMENDMENT]

    logged(supervisor)
    assert needs(supervisor) == []
    supervisor.clock.advance(days=50)
    assert needs(supervisor) == ["Amara Okonkwo, due Sat Jan 23"]
    supervisor.clock.advance(days=11)
    assert needs(supervisor) == ["Amara Okonkwo, overdue by 1 day"]
    assert needs(Desk(supervisor.clinic, as_staff(factories.INTERN), supervisor.clock)) == []


def test_today_leads_to_what_was_begun(supervisor: Desk) -> None:
    added = supervisor.addenda.begin(supervisor.note_ids()[0], NoteKind.ADDENDUM)
    (need,) = [
        need
        for need in TodayService(supervisor.unlocked, supervisor.clock).view().needs
        if need.kind is NeedKind.ADDENDA
    ]
    assert (need.note_id, need.count, need.detail) == (added, 1, "Addendum for Amara Okonkwo, not signed yet")


def test_unknown_requests(supervisor: Desk) -> None:
    with pytest.raises(NotFound):
        supervisor.amendments.request(uuid4())
    with pytest.raises(NotFound):
        supervisor.amendments.take_step(uuid4(), StepForm(AmendmentStep.EXTENDED, TODAY, "x"))
