from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.groups import Group
from iop_desktop.models.notes import Note
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteKind, NoteState
from iop_desktop.services.client_views import ClientForm
from iop_desktop.services.clients import ClientService
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import INTERN, SmallClinic, at
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def clients(unlocked: Unlocked, clock: MovableClock) -> ClientService:
    return ClientService(unlocked, clock)


def form(clinic: SmallClinic, **changes: Any) -> ClientForm:
    values: dict[str, Any] = {
        "record_number": " MR-4000 ",
        "first_name": "Zoë",
        "last_name": "Nguyễn",
        "date_of_birth": date(1991, 7, 2),
        "program_id": clinic.adult_program,
        "admitted_on": TODAY,
        "preferred_name": "Zo",
    }
    return ClientForm(**(values | changes))


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("", ["Pepe Núñez", "Siobhán O'Hara", "Amara Okonkwo", "Rowan Pike", "Tenzin"]),
        ("nunez", ["Pepe Núñez"]),
        ("JOSÉ", ["Pepe Núñez"]),
        ("pepe nu", ["Pepe Núñez"]),
        ("o’hara", ["Siobhán O'Hara"]),
        ("mr-2001", ["Rowan Pike"]),
        ("amara nunez", []),
        ("%", []),
        ("_", []),
    ],
)
def test_searching(clients: ClientService, search: str, names: list[str]) -> None:
    assert [row.name for row in clients.rows(search)] == names


def test_rows_name_program_and_groups(clients: ClientService, clinic: SmallClinic) -> None:
    rows = {row.client_id: row for row in clients.rows()}
    assert rows[clinic.client_ids[0]].groups == "Morning IOP"
    assert (rows[clinic.teenager_id].program, rows[clinic.teenager_id].groups) == ("Adolescent IOP", "")
    assert len(clients.rows(limit=2)) == 2


def test_programs_tell_ages_and_hours(clients: ClientService) -> None:
    programs = {row.name: row for row in clients.programs()}
    assert programs["Adult IOP"].weekly_hours_minimum == 9
    assert (programs["Adolescent IOP"].minimum_age, programs["Adolescent IOP"].maximum_age) == (12, 17)


def test_a_new_client_is_found_by_every_name(clients: ClientService, clinic: SmallClinic) -> None:
    changes = clients.add(form(clinic))
    assert changes.message == "Zo Nguyễn was added."
    for search in ("zoe", "zo nguyen", "MR-4000"):
        (row,) = clients.rows(search)
        assert (row.record_number, row.program) == ("MR-4000", "Adult IOP")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"record_number": "MR-1001"}, ["taken"]),
        ({"first_name": "", "record_number": ""}, ["record-number", "first-name"]),
        ({"date_of_birth": date(2012, 1, 1)}, ["too-young"]),
        ({"date_of_birth": None}, ["no-birth-date"]),
    ],
)
def test_a_form_with_mistakes_adds_nobody(
    clients: ClientService, clinic: SmallClinic, changes: dict[str, Any], codes: list[str]
) -> None:
    assert codes_of(lambda: clients.add(form(clinic, **changes))) == codes
    assert len(clients.rows()) == 5


def test_unknown_ids_are_not_found(clients: ClientService, clinic: SmallClinic) -> None:
    with pytest.raises(NotFound):
        clients.chart(uuid4())
    with pytest.raises(NotFound):
        clients.add(form(clinic, program_id=uuid4()))


def test_a_chart_gathers_the_episode(clients: ClientService, clinic: SmallClinic, unlocked: Unlocked) -> None:
    client, me = clinic.client_ids[0], clinic.staff[INTERN]
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        last_week = factories.add_session(db, group, 2, at(TODAY - timedelta(days=7), 12))
        missed = factories.add_session(db, group, 3, at(TODAY - timedelta(days=5), 12))
        factories.mark(db, last_week, {client: AttendanceStatus.PRESENT}, me, at(TODAY, 9))
        factories.mark(db, missed, {client: AttendanceStatus.NO_SHOW}, me, at(TODAY, 9))
        factories.add_scores(db, client, "PHQ-9", {TODAY - timedelta(days=7): 14, TODAY: 9})
        db.add(Note(session_id=missed, client_id=client, author_id=me, state=NoteState.DRAFT, draft={}))
    chart = clients.chart(client)
    assert (chart.head.client.name, chart.head.age) == ("Amara Okonkwo", 38)
    assert chart.head.review_due_on == TODAY + timedelta(days=30)
    assert [(visit.status, visit.minutes) for visit in chart.visits] == [
        (AttendanceStatus.NO_SHOW, 0),
        (AttendanceStatus.PRESENT, 180),
    ]
    assert [week.hours for week in chart.weeks] == [0, 0, 0, 0, 0, 0, 3, 0]
    assert {week.minimum for week in chart.weeks} == {9}
    assert [point.score for point in chart.scores[0].points] == [14, 9]
    assert [(goal.label, len(goal.objectives)) for goal in chart.goals] == [("1.1", 1)]
    assert [(note.kind, note.author) for note in chart.notes] == [(NoteKind.ABSENCE, "Dana Whitfield")]


def test_a_chart_of_someone_without_plan_is_short(clients: ClientService, clinic: SmallClinic) -> None:
    chart = clients.chart(clinic.teenager_id)
    assert chart.head.review_due_on is None
    assert (chart.visits, chart.scores, chart.goals, chart.notes) == ((), (), (), ())
    assert {week.minimum for week in chart.weeks} == {6}


def test_looking_at_a_chart_is_written_down(clients: ClientService, clinic: SmallClinic, unlocked: Unlocked) -> None:
    clients.chart(clinic.teenager_id)
    with unlocked.reading() as db:
        last = json.loads(db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence.desc())).first() or "{}")
    assert (last["action"], last["subject_id"]) == ("chart.viewed", str(clinic.teenager_id))


def test_what_else_a_member_is_called_is_kept_and_undone(
    unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock
) -> None:
    clients, client_id = ClientService(unlocked, clock), clinic.client_ids[1]
    clients.call_also(client_id, "Pepe")
    changes = clients.call_also(client_id, "  Chispa ,, El\n Rayo ")
    assert clients.chart(client_id).head.nicknames == "Chispa, El Rayo"
    assert changes.undo is not None
    changes.undo.call()
    assert clients.chart(client_id).head.nicknames == "Pepe"
    assert clients.call_also(client_id, "Pepe").undo is None
    with pytest.raises(Refused):
        clients.call_also(client_id, "x" * 201)
    with pytest.raises(NotFound):
        clients.call_also(uuid4(), "Pepe")
    with unlocked.reading() as db:
        bodies = db.scalars(select(AuditEvent.body)).all()
    assert any("client.nicknames" in body for body in bodies)
    assert not any("Chispa" in body for body in bodies)
