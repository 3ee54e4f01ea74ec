from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.groups import Group
from iop_desktop.models.lessons import Delivery
from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import AttendanceStatus, ExcuseReason, NoteState, Risk, SegmentState
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.errors import NotFound
from iop_desktop.services.handoff import Handoff, HandoffService
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.notes import NoteService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.split import SplitService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.documents.samples import pages_text
from tests.factories import SmallClinic, at
from tests.support.clock import MovableClock

TODAY = date(2026, 11, 24)
PRACTICE = "Watch one mild urge for five minutes each day."


@pytest.fixture
def handoff(unlocked: Unlocked, clock: MovableClock) -> HandoffService:
    return HandoffService(unlocked, clock)


@pytest.fixture
def held(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> SmallClinic:
    """The group met at noon; one member was away, one risk was observed, one note returned, one says risk."""
    attendance, lessons = AttendanceService(unlocked, clock), LessonService(unlocked, clock)
    session_id, (amara, pepe, siobhan, tenzin) = clinic.session_id, clinic.client_ids
    lessons.choose(session_id, clinic.lesson_id)
    for client_id in (amara, pepe, tenzin):
        attendance.mark(session_id, client_id, AttendanceStatus.PRESENT)
    attendance.mark(session_id, siobhan, AttendanceStatus.EXCUSED)
    attendance.set_reason(session_id, siobhan, "Court")
    attendance.observe(session_id, pepe, "Risk: talked about not wanting to go on")
    lessons.mark_segment(session_id, 1, SegmentState.DONE)
    lessons.mark_segment(session_id, 2, SegmentState.SKIPPED)
    clock.advance(hours=3)
    SessionService(unlocked, clock).end(session_id)
    NoteService(unlocked, clock).list(session_id)
    with unlocked.transaction() as db:
        delivery = db.scalars(select(Delivery)).one()
        delivery.content = {**delivery.content, "practice": PRACTICE}
        notes = {note.client_id: note for note in db.scalars(select(Note))}
        notes[tenzin].state = NoteState.RETURNED
        notes[amara].draft = {**notes[amara].draft, "risk": Risk.PRESENT.value}
        factories.add_session(db, db.get_one(Group, clinic.group_id), 2, at(TODAY + timedelta(days=2), 9), held=False)
        newcomer = factories.add_client(db, clinic.adult_program, TODAY, "MR-7000", "Noor", "Haddad")
        factories.add_membership(db, clinic.group_id, newcomer, TODAY + timedelta(days=1))
    return clinic


def lines(found: Handoff) -> dict[str, tuple[str, ...]]:
    return {person.name: person.lines for person in found.people}


def test_a_substitute_sees_the_last_session_and_whom_to_look_after(handoff: HandoffService, held: SmallClinic) -> None:
    found = handoff.view(held.group_id)
    assert found.next_session == "Next session: Thu Nov 26, 9:00 AM"
    assert found.last_session == "Today 12:00 PM, led by Dana Whitfield, MSW Intern, 3 of 4 came"
    assert (found.lesson, found.practice) == ("Urge surfing", PRACTICE)
    assert found.segments[:3] == (("Check-in", "done"), ("Teaching", "skipped"), ("Practice", "not reached"))
    told = lines(found)
    assert told["Amara Okonkwo"] == ("Risk was present in the last session: read the note",)
    assert told["Pepe Núñez"] == ("Last session: Risk: talked about not wanting to go on",)
    assert told["Siobhán O'Hara"] == ("Excused last time, Court",)
    assert told["Tenzin"] == ("The note of Nov 24 was returned",)
    assert told["Noor Haddad"] == ("First week in the group",)


def test_on_paper_nobody_stands_with_a_last_name(
    handoff: HandoffService, held: SmallClinic, unlocked: Unlocked
) -> None:
    text = " ".join(" ".join(pages_text(handoff.pdf(held.group_id))).split())
    for words in ("Amara O.:", "Pepe N.:", "Siobhán O.:", "Tenzin:", "Noor H.:", PRACTICE, "42 CFR part 2 prohibits"):
        assert words in text
    for name in ("Okonkwo", "Núñez", "O'Hara", "Haddad"):
        assert name not in text
    with unlocked.reading() as db:
        assert "handoff.printed" not in "".join(db.scalars(select(AuditEvent.body)))


def test_both_rooms_of_a_group_that_was_split_are_looked_after(
    handoff: HandoffService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    attendance, (amara, pepe, siobhan, _) = AttendanceService(unlocked, clock), clinic.client_ids
    attendance.mark(clinic.session_id, amara, AttendanceStatus.PRESENT)
    attendance.observe(clinic.session_id, amara, "Risk: not safe at home")
    attendance.mark(clinic.session_id, pepe, AttendanceStatus.EXCUSED)
    attendance.excuse(clinic.session_id, pepe, ExcuseReason.COURT)
    SplitService(unlocked, clock).split(clinic.session_id, clinic.staff[factories.LICENSED], {amara, siobhan})
    clock.advance(hours=4)
    found = handoff.view(clinic.group_id)
    # Nobody pressed End: the plan of the session is over, and so is the session.
    assert found.last_session == "Today 12:00 PM, led by Dana Whitfield, MSW Intern and Jo Ortiz, LCSW, 1 of 4 came"
    assert lines(found)["Amara Okonkwo"] == ("Last session: Risk: not safe at home",)
    assert lines(found)["Pepe Núñez"] == ("Excused last time, Court",)


def test_that_a_page_was_printed_is_kept(handoff: HandoffService, held: SmallClinic, unlocked: Unlocked) -> None:
    (page,) = handoff.print_pages(held.group_id, 0.5)
    assert (page.width, page.height) == (306, 396)
    with unlocked.reading() as db:
        last = json.loads(db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence.desc())).first() or "{}")
    assert (last["action"], UUID(last["subject_id"])) == ("handoff.printed", held.group_id)


def test_a_group_that_has_not_met_yet(handoff: HandoffService, clinic: SmallClinic, unlocked: Unlocked) -> None:
    found = handoff.view(clinic.group_id)
    assert (found.last_session, found.lesson, found.practice, found.segments) == ("", "", "", ())
    assert found.next_session == "Next session: Today 12:00 PM"
    assert "Nobody in particular" in " ".join(pages_text(handoff.pdf(clinic.group_id)))
    with unlocked.transaction() as db:
        empty = factories.add_group(
            db, clinic.adult_program, clinic.staff[factories.INTERN], code="NEW", name="New group"
        ).id
    assert handoff.view(empty).next_session == "No session is planned"
    with pytest.raises(NotFound):
        handoff.view(uuid4())
