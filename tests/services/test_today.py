from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from iop_desktop.models.groups import Group, Membership
from iop_desktop.models.notes import GroupPart, Note, NoteVersion, Return, Signature
from iop_desktop.models.people import TreatmentPlan
from iop_desktop.rules.vocabulary import (
    Affect,
    AttendanceStatus,
    Meaning,
    NoteFormat,
    NoteKind,
    NoteState,
    Participation,
    Progress,
    Risk,
)
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_needs import _returned, _to_finish, _to_sign
from iop_desktop.services.today_notes import OwedNote
from iop_desktop.services.today_views import Need, NeedKind, SessionPhase, notes_owed
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic, at
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.statements import statements_of

TODAY = date(2026, 11, 24)
HERE, LATE, TELE, AWAY = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.TELEHEALTH,
    AttendanceStatus.NO_SHOW,
)


@pytest.fixture
def today(unlocked: Unlocked, clock: MovableClock) -> TodayService:
    return TodayService(unlocked, clock)


def held(
    unlocked: Unlocked, clinic: SmallClinic, days_ago: int, statuses: Mapping[UUID, AttendanceStatus], number: int
) -> UUID:
    """A session of the group that many days ago, with marks."""
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        starts_at = at(TODAY - timedelta(days=days_ago), 12)
        session_id = factories.add_session(db, group, number, starts_at)
        factories.mark(db, session_id, statuses, clinic.staff[INTERN], starts_at)
    return session_id


def add_note(unlocked: Unlocked, session_id: UUID, client_id: UUID, author_id: UUID, **values: Any) -> UUID:
    with unlocked.transaction() as db:
        note = Note(session_id=session_id, client_id=client_id, author_id=author_id, **({"draft": {}} | values))
        db.add(note)
        db.flush()
        return note.id


def add_version(unlocked: Unlocked, note_id: UUID, signer: UUID, signed_at: datetime, number: int = 1) -> UUID:
    with unlocked.transaction() as db:
        version = NoteVersion(
            note_id=note_id,
            number=number,
            kind=NoteKind.PROGRESS,
            record={},
            digest="0" * 64,
            needs_cosignature=True,
            created_at=signed_at,
        )
        db.add(version)
        db.flush()
        db.add(
            Signature(
                note_version_id=version.id,
                staff_id=signer,
                meaning=Meaning.AUTHOR,
                name="Dana Whitfield",
                credentials="",
                licence="",
                signed_at=signed_at,
                zone=factories.ZONE,
                digest="0" * 64,
                certificate_sha256="0" * 64,
                pdf=b"",
                pdf_sha256="0" * 64,
            )
        )
        return version.id


def needs(service: TodayService) -> dict[NeedKind, Need]:
    """What is owed besides a backup, which is always owed in this clinic."""
    return {need.kind: need for need in service.view().needs if need.kind is not NeedKind.BACKUP}


def everyone(clinic: SmallClinic, status: AttendanceStatus = HERE) -> dict[UUID, AttendanceStatus]:
    return dict.fromkeys(clinic.client_ids, status)


def complete_draft(goal_id: UUID) -> dict[str, Any]:
    return {
        "participation": Participation.ACTIVE,
        "affect": Affect.EVEN,
        "progress": Progress.SOME,
        "risk": Risk.DENIED,
        "goal_id": str(goal_id),
        "response": "Named two triggers.",
        "plan": "Practice twice before Friday.",
    }


def test_the_page_before_the_first_group(today: TodayService, clinic: SmallClinic, clock: MovableClock) -> None:
    clock.set(at(TODAY, 9, 15))
    page = today.view()
    assert page.greeting == "Good morning, Dana"
    assert page.day == TODAY
    assert page.summary == "Tuesday, November 24 · 1 group, 4 members"
    (group,) = page.groups
    assert (group.phase, group.minutes_to_start, group.members) == (SessionPhase.LATER, 165, 4)
    assert group.summary == "4 members"
    assert ([need.kind for need in page.needs], page.watch) == ([NeedKind.BACKUP], ())


@pytest.mark.parametrize(
    ("hour", "greeting"), [(0, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (17, "Good evening")]
)
def test_greetings(today: TodayService, clock: MovableClock, hour: int, greeting: str) -> None:
    clock.set(at(TODAY, hour, 59))
    assert today.view().greeting == f"{greeting}, Dana"


def test_a_day_without_groups(today: TodayService, clock: MovableClock) -> None:
    clock.advance(days=1)
    page = today.view()
    assert page.summary == "Wednesday, November 25 · no groups today"
    assert (page.groups, page.hours) == ((), None)


def test_attendance_so_far_in_roster_order(today: TodayService, clinic: SmallClinic, unlocked: Unlocked) -> None:
    amara, pepe, siobhan, tenzin = clinic.client_ids
    with unlocked.transaction() as db:
        marks = {amara: HERE, pepe: LATE, tenzin: AWAY}
        factories.mark(db, clinic.session_id, marks, clinic.staff[INTERN], at(TODAY, 12, 10))
    (group,) = today.view().groups
    assert group.statuses == (AWAY, LATE, AttendanceStatus.UNMARKED, HERE)
    assert group.summary == "2 here (1 late) · 1 no-show · 1 not marked"
    assert siobhan in clinic.client_ids


def test_notes_are_owed_for_everyone_who_was_marked(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    session_id = held(unlocked, clinic, 1, everyone(clinic), 2)
    need = needs(today)[NeedKind.NOTES]
    assert (need.count, need.session_id) == (4, session_id)
    assert need.detail.startswith("Morning IOP, yesterday · due ")
    held(unlocked, clinic, 4, {clinic.client_ids[0]: HERE}, 3)
    need = needs(today)[NeedKind.NOTES]
    assert (need.count, need.detail.partition(" · ")[0]) == (5, "2 sessions, oldest Fri Nov 20")
    assert today.view().summary.endswith("5 notes to finish or sign")


def test_a_session_of_long_ago_without_notes_is_not_owed(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    session_id = held(unlocked, clinic, 15, everyone(clinic), 2)
    assert NeedKind.NOTES not in needs(today)
    add_note(unlocked, session_id, clinic.client_ids[0], clinic.staff[INTERN])
    assert needs(today)[NeedKind.NOTES].count == 1


def test_notes_of_a_session_that_still_runs_are_not_owed_yet(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    sessions = SessionService(unlocked, clock)
    sessions.start(clinic.session_id)
    with unlocked.transaction() as db:
        factories.mark(db, clinic.session_id, everyone(clinic), clinic.staff[INTERN], at(TODAY, 12))
    add_note(unlocked, clinic.session_id, clinic.client_ids[0], clinic.staff[INTERN])
    assert needs(today) == {}
    clock.advance(hours=2)
    sessions.end(clinic.session_id)
    assert needs(today)[NeedKind.NOTES].count == 4


def test_only_the_author_owes_a_note(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    held(as_staff(INTERN), clinic, 1, everyone(clinic), 2)
    for login in (LICENSED, SUPERVISOR, ADMINISTRATOR):
        assert NeedKind.NOTES not in needs(TodayService(as_staff(login), clock))


def test_complete_notes_that_were_shown_are_ready_to_sign(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    session_id = held(unlocked, clinic, 1, everyone(clinic), 2)
    with unlocked.transaction() as db:
        db.add(GroupPart(session_id=session_id, note_format=NoteFormat.DAP, topic="Urges", interventions="Taught."))
    for position, (client_id, goal_id) in enumerate(zip(clinic.client_ids, clinic.goal_ids, strict=True)):
        draft = complete_draft(goal_id) if position else {}
        shown = "" if position == 3 else "a" * 64
        add_note(unlocked, session_id, client_id, clinic.staff[INTERN], draft=draft, shown_digest=shown)
    found = needs(today)
    assert (found[NeedKind.SIGN].count, found[NeedKind.SIGN].session_id) == (2, session_id)
    assert found[NeedKind.SIGN].detail.startswith("2 notes ready · due ")
    assert found[NeedKind.NOTES].count == 2


def test_a_complete_note_is_not_ready_before_the_group_part_is_saved(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    session_id = held(unlocked, clinic, 1, {clinic.client_ids[0]: HERE}, 2)
    draft = complete_draft(clinic.goal_ids[0])
    add_note(unlocked, session_id, clinic.client_ids[0], clinic.staff[INTERN], draft=draft, shown_digest="a" * 64)
    assert needs(today).keys() == {NeedKind.NOTES}
    with unlocked.transaction() as db:
        db.add(GroupPart(session_id=session_id, note_format=NoteFormat.DAP, topic="Urges", interventions="Taught."))
    assert needs(today).keys() == {NeedKind.SIGN}


def test_a_returned_note_shows_what_the_supervisor_wrote(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    session_id = held(unlocked, clinic, 1, {clinic.client_ids[0]: HERE}, 2)
    me = clinic.staff[INTERN]
    note_id = add_note(unlocked, session_id, clinic.client_ids[0], me, state=NoteState.RETURNED)
    version_id = add_version(unlocked, note_id, me, at(TODAY, 8))
    with unlocked.transaction() as db:
        db.add(
            Return(
                note_version_id=version_id,
                supervisor_id=clinic.staff[SUPERVISOR],
                comment="Link the response\nto goal 2. " + "More words. " * 20,
                returned_at=at(TODAY, 9),
            )
        )
    need = needs(today)[NeedKind.RETURNED]
    assert (need.count, need.session_id) == (1, session_id)
    assert need.detail.startswith("“Link the response to goal 2.")
    assert need.detail.endswith("…”")
    assert NeedKind.NOTES not in needs(today)


def test_a_supervisor_sees_the_queue_and_how_old_it_is(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(INTERN)
    session_id = held(unlocked, clinic, 3, everyone(clinic), 2)
    me = clinic.staff[INTERN]
    for days_ago, client_id in zip((3, 1), clinic.client_ids[:2], strict=True):
        note_id = add_note(unlocked, session_id, client_id, me, state=NoteState.AWAITING_COSIGNATURE)
        add_version(unlocked, note_id, me, at(TODAY - timedelta(days=days_ago), 16))
    assert NeedKind.COSIGN not in needs(TodayService(unlocked, clock))
    need = needs(TodayService(as_staff(SUPERVISOR), clock))[NeedKind.COSIGN]
    assert (need.count, need.detail) == (2, "The oldest has waited 3 days")


def test_plan_reviews_of_my_members_within_a_week(today: TodayService, clinic: SmallClinic, unlocked: Unlocked) -> None:
    with unlocked.transaction() as db:
        plans = db.scalars(select(TreatmentPlan)).all()
        for plan, days in zip(plans, (1, 7, 8, 30), strict=True):
            plan.review_due_on = TODAY + timedelta(days=days)
    need = needs(today)[NeedKind.REVIEW]
    assert need.count == 2
    assert need.detail.endswith("due tomorrow")
    with unlocked.transaction() as db:
        db.scalars(select(TreatmentPlan)).all()[0].review_due_on = TODAY - timedelta(days=3)
    assert needs(today)[NeedKind.REVIEW].detail.endswith("overdue since Sat Nov 21")


def test_no_shows_are_called_until_their_absence_note_is_signed(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    amara, pepe, *_ = clinic.client_ids
    held(unlocked, clinic, 5, everyone(clinic) | {amara: AWAY}, 2)
    last = held(unlocked, clinic, 1, everyone(clinic) | {amara: AWAY, pepe: AWAY}, 3)
    need = needs(today)[NeedKind.OUTREACH]
    assert (need.count, need.detail, need.session_id) == (2, "Amara Okonkwo first: 2 absences", last)
    assert [(row.name, row.kind, row.detail) for row in today.view().watch] == [
        ("Amara Okonkwo", "call", "2 absences in a row")
    ]
    add_note(unlocked, last, amara, clinic.staff[INTERN], state=NoteState.AWAITING_COSIGNATURE)
    need = needs(today)[NeedKind.OUTREACH]
    assert (need.count, need.detail) == (1, "Pepe Núñez: 1 absence")


@pytest.mark.parametrize(
    ("instrument", "scores", "kind", "detail"),
    [
        ("PHQ-9", {20: 12, 7: 9, 0: 14}, "score", "PHQ-9 9 → 14"),
        ("PHQ-9", {7: 9, 0: 13}, None, ""),
        ("craving", {7: 4, 1: 6}, "craving", "Craving 4 → 6"),
        ("Craving", {7: 4, 1: 5}, None, ""),
        ("Craving", {30: 1, 14: 9}, None, ""),
        ("PHQ-9", {0: 27}, None, ""),
        ("GAD-7", {7: 1, 0: 20}, None, ""),
        ("PHQ-9", {7: 20, 0: 5}, None, ""),
    ],
)
def test_rising_scores_are_watched(
    today: TodayService,
    clinic: SmallClinic,
    unlocked: Unlocked,
    instrument: str,
    scores: dict[int, int],
    kind: str | None,
    detail: str,
) -> None:
    with unlocked.transaction() as db:
        days = {TODAY - timedelta(days=days): score for days, score in scores.items()}
        factories.add_scores(db, clinic.client_ids[1], instrument, days)
    rows = [(row.client_id, row.kind, row.detail) for row in today.view().watch]
    assert rows == ([(clinic.client_ids[1], kind, detail)] if kind else [])


def test_a_first_week_is_watched_by_who_leads_the_group_and_who_supervises_them(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    unlocked = as_staff(INTERN)
    with unlocked.transaction() as db:
        new = factories.add_client(db, clinic.adult_program, TODAY, "MR-5", "Noor", "Haddad")
        factories.add_membership(db, clinic.group_id, new, TODAY - timedelta(days=6))
        other = factories.add_group(db, clinic.adult_program, clinic.staff[LICENSED], code="PM", name="Evening")
        newer = factories.add_client(db, clinic.adult_program, TODAY, "MR-6", "Lena", "Fischer")
        factories.add_membership(db, other.id, newer, TODAY)
    assert [row.name for row in TodayService(unlocked, clock).view().watch] == ["Noor Haddad"]
    supervisor = TodayService(as_staff(SUPERVISOR), clock).view()
    assert {row.name for row in supervisor.watch} == {"Noor Haddad"}
    assert TodayService(as_staff(factories.ADMINISTRATOR), clock).view().watch == ()


def test_hours_this_week_begin_on_sunday_and_stop_now(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    amara, pepe, *_ = clinic.client_ids
    held(unlocked, clinic, 3, everyone(clinic), 2)
    held(unlocked, clinic, 2, {amara: HERE, pepe: AWAY}, 3)
    SessionService(unlocked, clock).start(clinic.session_id)
    with unlocked.transaction() as db:
        factories.mark(db, clinic.session_id, {amara: HERE}, clinic.staff[INTERN], at(TODAY, 12))
    clock.advance(minutes=90)
    hours = today.view().hours
    assert hours is not None
    assert (hours.group_name, hours.minimum, hours.below) == ("Morning IOP", 9, 4)
    assert [(bar.name, bar.hours) for bar in hours.members] == [
        ("Pepe", 0),
        ("Siobhán", 0),
        ("Tenzin", 0),
        ("Amara", 4.5),
    ]


def test_who_came_late_has_hours_from_then_on(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    amara, pepe, *_ = clinic.client_ids
    SessionService(unlocked, clock).start(clinic.session_id)
    with unlocked.transaction() as db:
        factories.mark(db, clinic.session_id, {amara: LATE, pepe: TELE}, clinic.staff[INTERN], at(TODAY, 13))
    clock.advance(minutes=90)
    hours = today.view().hours
    assert hours is not None
    assert {bar.name: bar.hours for bar in hours.members if bar.hours} == {"Amara": 0.5, "Pepe": 1.5}


def test_hours_are_no_warning_while_the_week_can_still_reach_the_minimum(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    hours = today.view().hours
    assert hours is not None
    assert hours.urgent
    with unlocked.transaction() as db:
        group = db.get_one(Group, clinic.group_id)
        for number in (1, 2):
            factories.add_session(db, group, number + 1, at(TODAY + timedelta(days=number), 12), held=False)
    hours = today.view().hours
    assert hours is not None
    assert hours.below
    assert not hours.urgent
    clock.advance(hours=3)
    hours = today.view().hours
    assert hours is not None
    assert hours.urgent


def test_a_returned_note_that_is_ready_counts_once() -> None:
    owed = [OwedNote(uuid4(), "Morning IOP", TODAY, ready=True, returned=True, comment="Say more")]
    needs = [need for need in (_to_sign(owed, TODAY), _returned(owed)) if need is not None]
    assert notes_owed(needs) == 1


def test_what_is_due_first_and_what_is_late_is_said() -> None:
    owed = [
        OwedNote(uuid4(), "Morning IOP", TODAY, True, False, due_on=TODAY + timedelta(days=days)) for days in (2, 1)
    ]
    assert said(_to_sign(owed, TODAY)) == "2 notes ready · due tomorrow"
    assert said(_to_finish([replace(note, ready=False) for note in owed], TODAY)) == (
        "2 sessions, oldest today · due tomorrow"
    )
    late = [replace(owed[0], late=True), owed[1], OwedNote(uuid4(), "Morning IOP", TODAY, True, False)]
    assert said(_to_sign(late, TODAY)) == "3 notes ready · 1 late"
    assert said(_to_sign(late[2:], TODAY)) == "1 note ready"


def said(need: Need | None) -> str:
    assert need is not None
    return need.detail


def test_bars_of_people_with_the_same_first_name_can_be_told_apart(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    with unlocked.transaction() as db:
        other = factories.add_client(db, clinic.adult_program, TODAY, "MR-5", "Amara", "Diallo")
        factories.add_membership(db, clinic.group_id, other, TODAY)
    hours = today.view().hours
    assert hours is not None
    assert {bar.name for bar in hours.members} == {"Amara D.", "Amara O.", "Pepe", "Siobhán", "Tenzin"}


def grow(unlocked: Unlocked, clinic: SmallClinic) -> None:
    """Three groups, 40 more clients, eight weeks of three sessions a week with attendance and scores."""
    me = clinic.staff[INTERN]
    with unlocked.transaction() as db:
        codes = ("ONE", "TWO", "TRE")
        groups = [factories.add_group(db, clinic.adult_program, me, code=code, name=f"Group {code}") for code in codes]
        for number in range(40):
            client = factories.add_client(db, clinic.adult_program, TODAY, f"C-{number}", f"First{number}", "Last")
            factories.add_plan(db, client, TODAY, review_in_days=number)
            factories.add_membership(db, groups[number % 3].id, client, TODAY - timedelta(days=60))
            scores = {TODAY - timedelta(days=7 * week): number * (8 - week) % 20 for week in range(8)}
            factories.add_scores(db, client, "PHQ-9", scores)
            factories.add_scores(db, client, "Craving", scores)
        for group in groups:
            members = db.scalars(select(Membership.client_id).where(Membership.group_id == group.id))
            marks = dict.fromkeys(members, HERE)
            for count in range(24):
                starts_at = at(TODAY - timedelta(days=56 - count * 7 // 3), 9)
                session_id = factories.add_session(db, group, count + 1, starts_at)
                factories.mark(db, session_id, marks, me, starts_at)
                for client_id in marks:
                    draft = {"response": "Words of a note. " * 40}
                    state = NoteState.COMPLETE if count < 23 else NoteState.DRAFT
                    db.add(Note(session_id=session_id, client_id=client_id, author_id=me, state=state, draft=draft))


def test_the_page_is_read_with_the_same_statements_for_a_full_clinic(
    today: TodayService, clinic: SmallClinic, unlocked: Unlocked
) -> None:
    with statements_of(unlocked) as small:
        today.view()
    grow(unlocked, clinic)
    with statements_of(unlocked) as full:
        page = today.view()
    assert needs(today)[NeedKind.NOTES].count == 40
    assert page.watch
    assert len(full) <= len(small) + 4
    assert len(full) <= 26
