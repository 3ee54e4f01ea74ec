"""What stands beside a note: only what was known before it, read in a few statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from iop_desktop.models.notes import Note
from iop_desktop.models.people import Goal, InstrumentScore, Objective
from iop_desktop.rules.contacts import ContactDetails
from iop_desktop.rules.hours import Standing
from iop_desktop.rules.note_vocabulary import ContactKind, ContactMode, RiskCheck
from iop_desktop.rules.vocabulary import NoteFormat, NoteKind, NoteState, Risk
from iop_desktop.services.contacts import ContactService
from iop_desktop.services.errors import NotFound
from iop_desktop.services.note_context import NoteContextService
from iop_desktop.services.note_context_views import NoteContext, ScoreChange
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.writing import OWN_TEXTS, Desk
from tests.support.clock import MovableClock
from tests.support.statements import questions_of, statements_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


def read(desk: Desk, note_id: UUID) -> NoteContext:
    return NoteContextService(desk.unlocked, desk.clock).read(note_id)


def next_session(desk: Desk) -> tuple[UUID, ...]:
    """The notes of a session two days later, in the order of the clients."""
    day = TODAY + timedelta(days=2)
    desk.sessions.schedule(desk.clinic.group_id, factories.at(day, 12), factories.at(day, 15), None)
    desk.clock.set(factories.at(day, 12))
    desk.session_id = desk.sessions.today()[0].session_id
    desk.attendance.mark_rest_present(desk.session_id)
    return desk.note_ids()


def write_risk(desk: Desk, note_id: UUID, plan: str) -> None:
    view = desk.notes.open(note_id)
    saved = desk.notes.save(note_id, view.revision, replace(view.draft, risk=Risk.PRESENT, risk_plan=plan))
    desk.notes.mark_shown(note_id, saved.digest)


def test_a_new_member_has_a_plan_and_nothing_before(desk: Desk) -> None:
    desk.hold_session()
    context = read(desk, desk.note_ids()[0])
    assert (context.last, context.scores, context.risks) == (None, (), ())
    (goal,) = context.goals
    assert (goal.label, goal.goal_id) == ("Goal 1.1", str(desk.clinic.goal_ids[0]))
    assert goal.objectives == (("Uses one coping skill on three days a week.", None),)
    assert goal.problem == "Alcohol use puts work and family at risk."
    assert context.hours is not None
    assert (context.hours.minutes, context.hours.standing) == (180, Standing.BELOW)


def test_the_last_signed_note_and_its_risk_answer(desk: Desk) -> None:
    first = desk.write_all()
    write_risk(desk, first[1], "Called the crisis line\ntogether.")
    desk.sign(first)
    notes = next_session(desk)
    context = read(desk, notes[1])
    assert context.last is not None
    assert (context.last.on, context.last.kind, context.last.author) == (TODAY, NoteKind.PROGRESS, "Dana Whitfield")
    sections = dict(context.last.sections)
    assert context.last.words == (("Response", OWN_TEXTS[1][0]), ("Plan", OWN_TEXTS[1][1]))
    assert sections["Plan"] == (OWN_TEXTS[1][1],)
    assert [(risk.on, risk.answer, risk.plan) for risk in context.risks] == [
        (TODAY, str(Risk.PRESENT), "Called the crisis line together.")
    ]
    absent = read(desk, notes[3])
    assert absent.last is not None
    assert absent.last.kind is NoteKind.ABSENCE
    assert [risk.answer for risk in absent.risks] == [str(RiskCheck.NOT_REACHED)]


def test_a_note_knows_nothing_of_later_ones(desk: Desk) -> None:
    first = desk.write_all()
    desk.sign(first)
    next_session(desk)
    assert read(desk, first[0]).last is None


def test_a_note_in_error_is_no_last_note(desk: Desk) -> None:
    first = desk.write_all()
    desk.sign(first)
    notes = next_session(desk)
    assert read(desk, notes[0]).last is not None
    with desk.unlocked.transaction() as db:
        db.execute(update(Note).where(Note.id == first[0]).values(state=NoteState.IN_ERROR))
    assert read(desk, notes[0]).last is None


def test_scores_with_the_one_before_up_to_the_day(desk: Desk) -> None:
    desk.hold_session()
    client_id = desk.clinic.client_ids[0]
    taken = [("PHQ-9", 14, -20), ("PHQ-9", 9, -6), ("PHQ-9", 20, 3), ("GAD-7", 7, -2)]
    with desk.unlocked.transaction() as db:
        for instrument, score, days in taken:
            on = TODAY + timedelta(days=days)
            db.add(InstrumentScore(client_id=client_id, instrument=instrument, score=score, taken_on=on))
    assert read(desk, desk.note_ids()[0]).scores == (
        ScoreChange("GAD-7", 7, TODAY - timedelta(days=2), None, None),
        ScoreChange("PHQ-9", 9, TODAY - timedelta(days=6), 14, TODAY - timedelta(days=20)),
    )


def test_every_objective_of_a_goal_in_order(desk: Desk) -> None:
    desk.hold_session()
    with desk.unlocked.transaction() as db:
        goal = db.get_one(Goal, desk.clinic.goal_ids[0])
        db.add(Objective(goal_id=goal.id, number=2, text="Attends two meetings.", target_on=TODAY))
    (found,) = read(desk, desk.note_ids()[0]).goals
    assert [text for text, _ in found.objectives] == [
        "Uses one coping skill on three days a week.",
        "Attends two meetings.",
    ]


def test_a_contact_note_has_the_same_context_up_to_its_moment(desk: Desk) -> None:
    desk.sign(desk.write_all())
    begins = desk.clock() + timedelta(hours=1)
    desk.clock.set(begins + timedelta(minutes=20))
    details = ContactDetails(ContactKind.PHONE, ContactMode.AUDIO, begins, desk.clock(), NoteFormat.DAP)
    note_id = ContactService(desk.unlocked, desk.clock).create(desk.clinic.client_ids[0], details)
    context = read(desk, note_id)
    assert context.last is not None
    assert (context.last.on, context.day) == (TODAY, TODAY)
    assert [risk.answer for risk in context.risks] == [str(Risk.DENIED)]
    assert len(context.goals) == 1


def test_an_unknown_note_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        read(desk, uuid4())


def test_it_is_read_in_a_few_statements(desk: Desk) -> None:
    desk.sign(desk.write_all())
    note_id = next_session(desk)[0]
    with statements_of(desk.unlocked) as asked:
        read(desk, note_id)
    assert 0 < len(questions_of(asked)) <= 9
