"""The clinic's own layouts on a real vault."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Setting
from iop_desktop.rules.note_formats import DEFAULT_LAYOUTS, Element, LayoutPart
from iop_desktop.rules.vocabulary import NoteFormat
from iop_desktop.services.changes import Topic
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.note_layouts import NoteLayoutService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock

OWN = (
    LayoutPart(" What\nwe saw ", (Element.PRESENTATION, Element.SAID, Element.RESPONSE)),
    LayoutPart("What we did", (Element.GROUP,)),
    LayoutPart("Where it leads", (Element.GOAL, Element.PROGRESS, Element.ASSESSMENT, Element.RISK, Element.PLAN)),
)


def in_force(service: NoteLayoutService, note_format: NoteFormat) -> tuple[list[str], bool]:
    found = next(each for each in service.layouts() if each.note_format is note_format)
    return [part.title for part in found.layout.parts], found.own


@pytest.fixture
def supervisor(as_staff: AsStaff) -> Unlocked:
    return as_staff(factories.SUPERVISOR)


def test_the_defaults_are_in_force_until_somebody_changes_them(supervisor: Unlocked) -> None:
    found = NoteLayoutService(supervisor).layouts()
    assert {each.note_format: each.layout for each in found} == DEFAULT_LAYOUTS
    assert not any(each.own for each in found)


def test_a_layout_is_kept_and_given_back(supervisor: Unlocked) -> None:
    service = NoteLayoutService(supervisor)
    changes = service.save(NoteFormat.DAP, OWN)
    assert changes.topics == {Topic.NOTES}
    assert in_force(service, NoteFormat.DAP) == (["What we saw", "What we did", "Where it leads"], True)
    assert in_force(service, NoteFormat.BIRP)[1] is False
    service.save(NoteFormat.DAP, (*OWN[1:], OWN[0]))
    assert in_force(service, NoteFormat.DAP)[0] == ["What we did", "Where it leads", "What we saw"]
    service.reset(NoteFormat.DAP)
    service.reset(NoteFormat.DAP)
    assert in_force(service, NoteFormat.DAP) == ([part.title for part in DEFAULT_LAYOUTS[NoteFormat.DAP].parts], False)
    with supervisor.reading() as db:
        bodies = [body for body in db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence)) if ".dap" in body]
    assert ["note_layout.saved" in body for body in bodies] == [True, True, False]
    assert "note_layout.reset" in bodies[2]
    assert "response" in bodies[0]
    assert not any("What we" in body for body in bodies)


def test_a_required_element_cannot_be_dropped(supervisor: Unlocked) -> None:
    service = NoteLayoutService(supervisor)
    with pytest.raises(Refused) as refused:
        service.save(NoteFormat.DAP, OWN[1:])
    assert [refusal.field for refusal in refused.value.refusals] == ["presentation", "said", "response"]
    assert in_force(service, NoteFormat.DAP)[1] is False


def test_a_facilitator_looks_and_changes_nothing(unlocked: Unlocked) -> None:
    service = NoteLayoutService(unlocked)
    assert not service.may_choose
    with pytest.raises(NotAllowed):
        service.save(NoteFormat.DAP, OWN)
    with pytest.raises(NotAllowed):
        service.reset(NoteFormat.DAP)
    assert len(service.layouts()) == len(NoteFormat)


def test_an_administrator_may(as_staff: AsStaff) -> None:
    assert NoteLayoutService(as_staff(factories.ADMINISTRATOR)).may_choose


@pytest.mark.parametrize("value", ["", "not json", "[]", "3", '[{"title": "Only", "elements": ["plan"]}]'])
def test_a_kept_layout_that_cannot_stand_gives_way_to_the_default(supervisor: Unlocked, value: str) -> None:
    with supervisor.transaction() as db:
        db.add(Setting(name="note_layout.soap", value=value))
    assert in_force(NoteLayoutService(supervisor), NoteFormat.SOAP) == (
        [part.title for part in DEFAULT_LAYOUTS[NoteFormat.SOAP].parts],
        False,
    )


def test_new_records_have_the_new_layout_and_signed_ones_stay(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    first, second, *_ = desk.write_all()
    desk.sign([first])
    NoteLayoutService(as_staff(factories.SUPERVISOR)).save(NoteFormat.DAP, OWN)
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    signed = desk.records.record(desk.version_ids(first)[0])
    assert signed.sections[0][0] == "Data: the group"
    assert desk.notes.open(second).record.sections[0][0] == "What we saw"
    outcome = desk.sign([second])
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["not-shown"]
    assert desk.records.verify(desk.version_ids(first)[0]) == ("The supervisor's co-signature is missing.",)
