"""Who reads what of whom: every use case that returns something of a client, in the hands of each role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from iop_desktop.models.groups import Membership, Session
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.need_to_know import FINISHING, Colleague, Tie, may_see_chart
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteKind, Role
from iop_desktop.services import coverage
from iop_desktop.services.audit_views import AuditFilter
from iop_desktop.services.bundle import Services
from iop_desktop.services.circle import in_circle, names
from iop_desktop.services.client_views import ClientForm
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.room_facts import room_facts
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.two_groups import TwoGroups, phone_call, two_groups
from tests.support.statements import questions_of, statements_of

LATE = AttendanceStatus.LATE
ROLES = [frozenset(held) for number in (1, 2, 3) for held in combinations(Role, number)]
# They return no client: lessons, settings, keys, copies.
WITHOUT_CLIENTS = {
    *("breaks", "lessons", "teaching", "curriculum", "own_lessons", "imports", "coverage", "supervision", "staff"),
    *("audit", "schedule", "closures", "rule_packs", "note_layouts", "partners", "phrases", "backups"),
    *("kits", "notices", "second_factors", "invitations", "suspensions", "privacy", "staff_credentials"),
    *("credential_policy", "tokens", "own_passphrase", "record_check", "fidelity", "sessions", "kept_words"),
}
Call = Callable[[Services, TwoGroups], Any]

CHARTS: dict[str, Call] = {
    "clients.chart": lambda s, w: s.clients.chart(w.client_id),
    "amendments.of_client": lambda s, w: s.amendments.of_client(w.client_id),
    "amendments.request": lambda s, w: s.amendments.request(w.request_id),
    "amendments.notes_of": lambda s, w: s.amendments.notes_of(w.client_id),
    "threads.thread": lambda s, w: s.threads.thread(w.note_id),
    "addenda.possible": lambda s, w: s.addenda.possible(w.note_id),
    "records.versions": lambda s, w: s.records.versions(w.note_id),
    "records.record": lambda s, w: s.records.record(w.version_id),
    "records.pdf": lambda s, w: s.records.pdf(w.version_id),
    "records.preview": lambda s, w: s.records.preview(w.version_id, 0.2),
    "records.draft_preview": lambda s, w: s.records.draft_preview(w.draft_id, 0.2),
    "records.error_notice": lambda s, w: s.records.error_notice(w.note_id),
    "notes.list": lambda s, w: s.notes.list(w.clinic.session_id),
    "notes.group_part": lambda s, w: s.notes.group_part(w.clinic.session_id),
    "notes.open": lambda s, w: s.notes.open(w.draft_id),
    "notes.open a contact": lambda s, w: s.notes.open(w.contact_note),
    "note_context.read": lambda s, w: s.note_context.read(w.draft_id),
    "note_authors.author_of": lambda s, w: s.note_authors.author_of(w.draft_id),
    "words.names": lambda s, w: s.words.names(w.clinic.session_id),
    "signing.check": lambda s, w: s.signing.check(w.clinic.session_id),
    "handoff.view": lambda s, w: s.handoff.view(w.clinic.group_id),
    "handoff.pdf": lambda s, w: s.handoff.pdf(w.clinic.group_id),
}
ROSTERS: dict[str, Call] = {
    "attendance.room": lambda s, w: s.attendance.room(w.clinic.session_id),
    "history.member_log": lambda s, w: s.history.member_log(w.clinic.session_id, w.client_id),
    "papers.papers": lambda s, w: s.papers.papers(w.clinic.session_id),
    "papers.preview": lambda s, w: s.papers.preview(w.paper_id, 0.2),
    "split.propose": lambda s, w: s.split.propose(w.clinic.session_id),
    "make_up.away": lambda s, w: s.make_up.away(w.clinic.session_id),
    "walk_ins.candidates": lambda s, w: s.walk_ins.candidates(w.clinic.session_id),
}
CHANGES: dict[str, Call] = {
    "clients.call_also": lambda s, w: s.clients.call_also(w.client_id, "Mara"),
    "contacts.create": lambda s, w: s.contacts.create(w.client_id, phone_call(w.clock())),
    "addenda.begin": lambda s, w: s.addenda.begin(w.note_id, NoteKind.ADDENDUM),
    "note_authors.take_over": lambda s, w: s.note_authors.take_over(w.draft_id, 1),
    "notes.save": lambda s, w: s.notes.save(w.draft_id, 1, NoteDraft()),
    "make_up.packets": lambda s, w: s.make_up.packets(w.clinic.session_id),
    "make_up.save_for_note": lambda s, w: s.make_up.save_for_note(w.draft_id, Path("nowhere")),
    "papers.make": lambda s, w: s.papers.make_sign_in_sheet(w.clinic.session_id),
    "split.split": lambda s, w: s.split.split(w.clinic.session_id, w.clinic.staff[LICENSED], {w.client_id}),
    "attendance.mark": lambda s, w: s.attendance.mark(w.clinic.session_id, w.clinic.client_ids[1], LATE),
    "records.export": lambda s, w: s.records.export(w.clinic.session_id, Path("nowhere")),
    "records.export_note": lambda s, w: s.records.export_note(w.note_id, Path("nowhere")),
    "memberships.end": lambda s, w: s.memberships.end(w.clinic.group_id, w.client_id, w.today),
    "memberships.transfer": lambda s, w: s.memberships.transfer(w.clinic.group_id, w.client_id, w.other_group, w.today),
    "memberships.admit": lambda s, w: s.memberships.admit(w.other_group, w.client_id, w.today),
    "waiting.add": lambda s, w: s.waiting.add(w.other_group, w.client_id, "a place"),
}
CHANGES |= {"discharges.episodes": lambda s, w: s.discharges.episodes(w.client_id)}
LISTS: dict[str, Call] = {
    "clients.rows": lambda s, w: [row.client_id for row in s.clients.rows()],
    "clients.rows by number": lambda s, w: [row.client_id for row in s.clients.rows("mr-1001")],
    "groups.members": lambda s, w: [row.client_id for row in s.groups.members(w.clinic.group_id, w.today)],
    "groups.candidates": lambda s, w: [row.client_id for row in s.groups.candidates(w.other_group)],
    "memberships.roster_on": lambda s, w: [
        row.client_id for row in s.memberships.roster_on(w.clinic.group_id, w.today).rows
    ],
    "coverage.matrix": lambda s, w: [row.client_id for row in s.coverage.matrix(w.clinic.group_id).members],
    "today.watch": lambda s, w: [row.client_id for row in s.today.view().watch],
    "contacts.list": lambda s, w: [row.client_id for row in s.contacts.list().rows],
}


@pytest.fixture(scope="module")
def world(clinic_template: SmallClinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoGroups]:
    """Read by many tests and changed by none: what they try is refused."""
    made = two_groups(clinic_template, tmp_path_factory.mktemp("two") / "clinic")
    yield made
    made.clinic.vault.lock(made.unlocked)


@pytest.fixture
def own(clinic_template: SmallClinic, tmp_path: Path) -> Iterator[TwoGroups]:
    """Two groups of this test's own."""
    made = two_groups(clinic_template, tmp_path / "clinic")
    yield made
    made.clinic.vault.lock(made.unlocked)


@pytest.mark.parametrize("name", [*CHARTS, *ROSTERS, *CHANGES])
def test_the_facilitator_of_another_group_is_told_no(world: TwoGroups, name: str) -> None:
    call = (CHARTS | ROSTERS | CHANGES)[name]
    with pytest.raises((NotAllowed, NotFound)) as refused:
        call(world.services(LICENSED), world)
    assert refused.value.sentence.endswith(".")
    assert "Amara" not in refused.value.sentence


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_another_facilitator_leave_the_client_out(world: TwoGroups, name: str) -> None:
    assert world.client_id not in LISTS[name](world.services(LICENSED), world)


@pytest.mark.parametrize("login", [INTERN, SUPERVISOR])
@pytest.mark.parametrize("name", [*CHARTS, *ROSTERS])
def test_who_leads_the_group_and_who_supervises_reads_all_of_it(world: TwoGroups, name: str, login: str) -> None:
    (CHARTS | ROSTERS)[name](world.services(login), world)


@pytest.mark.parametrize("name", CHARTS)
def test_an_administrator_reads_no_chart(world: TwoGroups, name: str) -> None:
    with pytest.raises(NotAllowed):
        CHARTS[name](world.services(ADMINISTRATOR), world)


@pytest.mark.parametrize(
    "name", ["clients.rows", "clients.rows by number", "groups.members", "memberships.roster_on", "coverage.matrix"]
)
def test_an_administrator_sees_names_and_rosters(world: TwoGroups, name: str) -> None:
    assert world.client_id in LISTS[name](world.services(ADMINISTRATOR), world)
    assert world.services(ADMINISTRATOR).today.view().watch == ()


def test_a_lesson_is_proposed_by_the_goals_of_ones_own_clients(world: TwoGroups) -> None:
    session_id = world.clinic.session_id
    with world.unlocked.reading() as db:
        room = room_facts(db, session_id, world.clinic.staff[INTERN], world.unlocked.zone)
        goals = {
            login: [need.goals for need in coverage._needs(db, room, world.hands(login))]
            for login in (INTERN, SUPERVISOR, LICENSED, ADMINISTRATOR)
        }
    assert any(goals[INTERN]) and goals[SUPERVISOR] == goals[INTERN]
    assert not any(goals[LICENSED]) and not any(goals[ADMINISTRATOR])
    assert len(goals[LICENSED]) == len(goals[INTERN])


def test_the_queue_holds_the_notes_of_supervised_people(world: TwoGroups) -> None:
    services = world.services(SUPERVISOR)
    assert [row.version_id for row in services.cosigning.queue()] == [world.version_id]
    assert services.cosigning.view(world.version_id).client_name == "Amara Okonkwo"
    assert world.services(LICENSED).cosigning.queue() == ()


def test_a_supervisor_reads_nothing_of_people_supervised_by_nobody(world: TwoGroups) -> None:
    services = world.services(SUPERVISOR)
    assert world.other_client not in [row.client_id for row in services.clients.rows()]
    with pytest.raises(NotAllowed):
        services.clients.chart(world.other_client)
    with pytest.raises(NotAllowed):
        services.handoff.view(world.other_group)


def test_the_audit_log_names_to_a_supervisor_only_clients_of_the_circle(own: TwoGroups) -> None:
    own.services(LICENSED).clients.chart(own.other_client)
    own.services(INTERN).clients.chart(own.client_id)
    services = own.services(SUPERVISOR)
    about = {row.about for row in services.audit_log.page(AuditFilter()).rows}
    assert "Amara Okonkwo" in about
    assert not any("Fischer" in each for each in about)
    assert own.other_client not in [key for key, _ in services.audit_log.clients()]
    with pytest.raises(NotAllowed):
        services.audit_log.page(AuditFilter(client=own.other_client))
    everybody = own.services(ADMINISTRATOR).audit_log
    assert any("Fischer" in row.about for row in everybody.page(AuditFilter()).rows)


def test_a_membership_that_ended_keeps_the_chart_open_for_the_time_of_finishing(own: TwoGroups) -> None:
    with own.unlocked.transaction() as db:
        membership = db.scalars(select(Membership).where(Membership.client_id == own.client_id)).one()
        membership.last_on = own.today
    own.clock.advance(days=FINISHING.days)
    own.services(INTERN).clients.chart(own.client_id)
    own.clock.advance(days=1)
    with pytest.raises(NotAllowed):
        own.services(INTERN).clients.chart(own.client_id)
    assert own.services(INTERN).notes.open(own.note_id).note_id == own.note_id


def test_a_case_is_seen_by_the_counselor_who_is_named(own: TwoGroups) -> None:
    with own.unlocked.transaction() as db:
        admission = db.scalars(select(Admission).where(Admission.client_id == own.client_id)).one()
        admission.counselor_id = own.clinic.staff[LICENSED]
    assert own.services(LICENSED).clients.chart(own.client_id).outside is None
    with pytest.raises(NotAllowed):
        own.services(LICENSED).clients.chart(own.clinic.client_ids[1])


def test_a_counselor_is_named_by_who_leads_the_clinic_and_taken_back(own: TwoGroups) -> None:
    administrator = own.services(ADMINISTRATOR).cases
    case = administrator.case(own.client_id)
    assert case.counselor_id is None
    assert {name for _, name in case.choices} == {"Dana Whitfield", "Jo Ortiz", "Maren Okafor"}
    administrator.name(own.client_id, own.clinic.staff[LICENSED])
    own.services(LICENSED).clients.chart(own.client_id)
    assert own.services(SUPERVISOR).cases.case(own.client_id).counselor_id == own.clinic.staff[LICENSED]
    own.services(SUPERVISOR).cases.name(own.client_id, None)
    with pytest.raises(NotAllowed):
        own.services(LICENSED).clients.chart(own.client_id)


def test_nobody_names_a_counselor_out_of_reach(own: TwoGroups) -> None:
    licensed = own.clinic.staff[LICENSED]
    with pytest.raises(NotAllowed):
        own.services(LICENSED).cases.name(own.client_id, licensed)
    with pytest.raises(NotAllowed):
        own.services(SUPERVISOR).cases.name(own.other_client, own.clinic.staff[SUPERVISOR])
    with pytest.raises(Refused):
        own.services(ADMINISTRATOR).cases.name(own.client_id, own.clinic.staff[ADMINISTRATOR])
    with pytest.raises(NotFound):
        own.services(ADMINISTRATOR).cases.case(own.note_id)
    with own.unlocked.transaction() as db:
        db.scalars(select(Admission).where(Admission.client_id == own.client_id)).one().discharged_on = (
            own.today - timedelta(days=1)
        )
    with pytest.raises(Refused):
        own.services(ADMINISTRATOR).cases.case(own.client_id)


def test_a_session_led_for_somebody_else_opens_the_charts_of_its_day(own: TwoGroups) -> None:
    begins = own.clock() + timedelta(hours=1)
    own.services(INTERN).sessions.schedule(own.clinic.group_id, begins, begins + timedelta(hours=2), None)
    with own.unlocked.transaction() as db:
        planned = db.scalars(select(Session).where(Session.starts_at == begins)).one()
        planned.facilitator_id = own.clinic.staff[LICENSED]
    services = own.services(LICENSED)
    services.clients.chart(own.client_id)
    services.handoff.view(own.clinic.group_id)
    own.clock.advance(days=FINISHING.days + 1)
    with pytest.raises(NotAllowed):
        services.clients.chart(own.client_id)


def test_who_stands_in_opens_the_roster_on_its_day_and_the_charts_once_something_was_recorded(own: TwoGroups) -> None:
    begins = own.clock() + timedelta(hours=1)
    own.services(INTERN).sessions.schedule(own.clinic.group_id, begins, begins + timedelta(hours=2), None)
    services = own.services(LICENSED)
    session_id = next(head.session_id for head in services.sessions.today() if head.starts_at == begins)
    assert own.client_id in [row.client_id for row in services.attendance.room(session_id).rows]
    with pytest.raises(NotAllowed):
        services.clients.chart(own.client_id)
    services.attendance.mark(session_id, own.client_id, AttendanceStatus.EXCUSED)
    services.clients.chart(own.client_id)
    services.handoff.view(own.clinic.group_id)
    what = [row.what for row in own.services(ADMINISTRATOR).audit_log.page(AuditFilter()).rows]
    assert "Opened the roster of another's session to stand in" in what


def test_a_new_client_is_the_case_of_who_added_them(own: TwoGroups) -> None:
    form = ClientForm(
        record_number="MR-4000",
        first_name="Zoë",
        last_name="Nguyễn",
        date_of_birth=date(1991, 7, 2),
        program_id=own.clinic.adult_program,
        admitted_on=own.today,
    )
    own.services(LICENSED).clients.add(form)
    (found,) = own.services(LICENSED).clients.rows("mr-4000")
    own.services(LICENSED).clients.chart(found.client_id)
    with pytest.raises(NotAllowed):
        own.services(INTERN).clients.chart(found.client_id)


def test_a_roster_counts_whom_it_does_not_name(world: TwoGroups) -> None:
    roster = world.services(LICENSED).memberships.roster_on(world.clinic.group_id, world.today)
    assert (roster.rows, roster.members) == ((), 4)


def test_lists_are_narrowed_in_one_statement(world: TwoGroups) -> None:
    """A facilitator's list takes as many statements as an administrator's, who sees all names."""
    asked = []
    for login in (ADMINISTRATOR, LICENSED):
        with statements_of(world.unlocked) as statements:
            world.services(login).clients.rows()
        asked.append(len(questions_of(statements)))
    assert asked[0] == asked[1]


def test_lists_look_for_a_few_sessions_and_memberships_not_for_all(world: TwoGroups) -> None:
    """Ten years of sessions and memberships are never walked through."""
    for login in (INTERN, SUPERVISOR):
        with world.hands(login).reading() as db:
            query = select(Client.id).where(names(db, world.hands(login)))
            compiled = query.compile(db.get_bind(), compile_kwargs={"literal_binds": True})
            plan = [str(row[3]) for row in db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
        assert plan
        assert [
            step for step in plan if step.startswith(("SCAN membership", "SCAN group_session", "SCAN attend"))
        ] == []


def test_every_service_is_named_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "need-to-know.md").read_text(encoding="utf-8")
    told = set(re.findall(r"[`, ]([a-z_]+)[.`]", text))
    assert {field.name for field in fields(Services)} - told - WITHOUT_CLIENTS == set()
    assert {field.name for field in fields(Services)} >= WITHOUT_CLIENTS


WALKS = ("SCAN membership", "SCAN group_session", "SCAN attendance_event")
DAYS = (None, -40, -31, -30, -1, 0, 5)


@pytest.mark.parametrize("kind", ["membership", "case"])
def test_the_database_answers_as_the_rule_does(own: TwoGroups, kind: str) -> None:
    """One client, tied to the intern until each of these days, seen by each person in each set of roles."""
    intern = Colleague(own.clinic.staff[INTERN], own.clinic.staff[SUPERVISOR], needs_cosignature=True)
    client_id = own.clinic.client_ids[3]
    with own.unlocked.transaction() as db:
        membership = db.scalars(select(Membership).where(Membership.client_id == client_id)).one()
        admission = db.scalars(select(Admission).where(Admission.client_id == client_id)).one()
        if kind == "case":
            admission.counselor_id = intern.staff_id
        membership.first_on = own.today - timedelta(days=90)
        membership.last_on = own.today - timedelta(days=80)
    for days in DAYS:
        until = None if days is None else own.today + timedelta(days=days)
        with own.unlocked.transaction() as db:
            if kind == "case":
                db.get_one(Admission, admission.id).discharged_on = until
            else:
                db.get_one(Membership, membership.id).last_on = until
        for login in (INTERN, LICENSED, SUPERVISOR, ADMINISTRATOR):
            for roles in ROLES:
                asked = own.hands(login)
                asked.actor = replace(asked.actor, roles=roles)
                with asked.reading() as db:
                    found = in_circle(db, asked, client_id)
                expected = may_see_chart(asked.actor.staff_id, roles, [Tie(intern, until)], own.today)
                assert found is expected, (login, roles, days)
