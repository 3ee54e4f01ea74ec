"""The people of the demo clinic: clients with admissions, groups, treatment plans and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Group, Membership, WaitingEntry
from iop_desktop.models.people import (
    Admission,
    Client,
    Goal,
    InstrumentScore,
    Objective,
    Problem,
    TreatmentPlan,
)
from iop_desktop.rules.names import search_text
from iop_desktop.rules.recurrence import Recurrence
from iop_desktop.services.demo_calendar import SESSION_LENGTH, DemoCalendar, birth_date
from iop_desktop.services.demo_content import DemoContent, DemoGroup, DemoMember
from iop_desktop.services.program_defaults import new_program
from iop_desktop.services.unlocked import Unlocked

_FIRST_NUMBER = 1001
_REVIEW_DAYS = 30
_SCORES_APART = 14
_LAST_SCORE_AGO = 2
_WAITS_DAYS = 6
_RULE_PACKS = ("medicare-iop", "wisconsin")


@dataclass(frozen=True, slots=True)
class Placed:
    """A member of a group as stored: id, first day in the group, ids of the goals in the order of the plan."""

    client_id: UUID
    member: DemoMember
    first_on: date
    goal_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedGroup:
    """A group as stored, with its members in the order of the file."""

    group_id: UUID
    group: DemoGroup
    facilitator_id: UUID
    cofacilitator_id: UUID | None
    members: tuple[Placed, ...]


def add_people(unlocked: Unlocked, content: DemoContent, calendar: DemoCalendar) -> tuple[PlacedGroup, ...]:
    """Put programs, clients, plans, scores and groups into the vault as one step."""
    with unlocked.transaction() as db:
        programs = _programs(db, content)
        staff = dict(db.execute(select(Staff.login, Staff.id)).all())
        numbers = iter(range(_FIRST_NUMBER, _FIRST_NUMBER + 1000))
        placed = []
        for group in content.groups:
            members = tuple(
                _add_member(db, member, next(numbers), programs[group.program], calendar, index)
                for index, member in enumerate(group.members)
            )
            placed.append(_add_group(db, group, programs[group.program], staff, members, calendar))
        adult = programs[content.programs[0].name]
        others = [_add_member(db, member, next(numbers), adult, calendar, 0) for member in content.unassigned]
        _let_wait(db, placed[0].group_id, others, calendar)
        unlocked.audit(db, "demo.people", detail={"groups": len(placed)})
    return tuple(placed)


def _programs(db: Database, content: DemoContent) -> dict[str, UUID]:
    """The set-up has made the first program; the others are added here."""
    known = dict(db.execute(select(Program.name, Program.id)).all())
    for program in content.programs:
        if program.name not in known:
            row = new_program(program.name, program.population)
            db.add(row)
            db.flush()
            known[program.name] = row.id
    for row in db.scalars(select(Program)):
        row.rule_packs = list(_RULE_PACKS)
    db.flush()
    return known


def _let_wait(db: Database, group_id: UUID, others: list[Placed], calendar: DemoCalendar) -> None:
    """One of those without a group waits for a place in the first group."""
    staying = [each for each in others if each.member.discharged_days_ago is None]
    reason = "The group is full; mornings fit the work shifts"
    db.add_all(
        WaitingEntry(
            group_id=group_id, client_id=each.client_id, position=1, reason=reason, since=calendar.ago(_WAITS_DAYS)
        )
        for each in staying[:1]
    )
    db.flush()


def _add_group(
    db: Database,
    group: DemoGroup,
    program_id: UUID,
    staff: Mapping[str, UUID],
    members: tuple[Placed, ...],
    calendar: DemoCalendar,
) -> PlacedGroup:
    begins = calendar.start_on(calendar.today, group.offset_minutes).astimezone(calendar.zone)
    row = Group(
        id=new_id(),
        code=group.code,
        name=group.name,
        program_id=program_id,
        kind=group.kind,
        facilitator_id=staff[group.facilitator],
        cofacilitator_id=staff.get(group.cofacilitator),
        place=group.place,
        capacity=group.capacity,
        note_format=group.note_format,
        recurrence=Recurrence(calendar.weekdays).rule,
        first_on=calendar.began_on,
        meets_at=f"{begins:%H:%M}",
        minutes=int(SESSION_LENGTH.total_seconds() // 60),
    )
    db.add(row)
    db.flush()
    db.add_all(
        Membership(group_id=row.id, client_id=placed.client_id, first_on=placed.first_on, last_on=None)
        for placed in members
    )
    db.flush()
    return PlacedGroup(row.id, group, row.facilitator_id, row.cofacilitator_id, members)


def _add_member(
    db: Database, member: DemoMember, number: int, program_id: UUID, calendar: DemoCalendar, index: int
) -> Placed:
    client = _client(member, number, calendar)
    db.add(client)
    db.flush()
    admission = _admission(client.id, member, program_id, calendar, index)
    db.add(admission)
    db.flush()
    goal_ids = _add_plan(db, admission, member, calendar) if member.problems else ()
    _add_scores(db, client.id, admission.admitted_on, member, calendar)
    return Placed(client.id, member, admission.admitted_on, goal_ids)


def _client(member: DemoMember, number: int, calendar: DemoCalendar) -> Client:
    record_number = f"LRC-{number}"
    return Client(
        id=new_id(),
        record_number=record_number,
        first_name=member.first,
        last_name=member.last,
        preferred_name=member.preferred,
        pronouns=member.pronouns,
        search_name=search_text(member.first, member.last, member.preferred, record_number),
        date_of_birth=birth_date(calendar.today, member.age, member.birthday),
    )


def _admission(client_id: UUID, member: DemoMember, program_id: UUID, calendar: DemoCalendar, index: int) -> Admission:
    """Admitted in the first days of the clinic, not all at once, unless the file says when."""
    begun = calendar.began_on + timedelta(days=2 * (index % 3))
    admitted_on = begun if member.joined_days_ago is None else calendar.ago(member.joined_days_ago)
    discharged_on = None if member.discharged_days_ago is None else calendar.ago(member.discharged_days_ago)
    return Admission(
        id=new_id(),
        client_id=client_id,
        program_id=program_id,
        admitted_on=admitted_on,
        discharged_on=discharged_on,
    )


def _add_plan(db: Database, admission: Admission, member: DemoMember, calendar: DemoCalendar) -> tuple[str, ...]:
    due_in = _REVIEW_DAYS if member.review_in_days is None else member.review_in_days
    plan = TreatmentPlan(
        id=new_id(),
        admission_id=admission.id,
        started_on=admission.admitted_on,
        review_due_on=calendar.today + timedelta(days=due_in),
    )
    db.add(plan)
    db.flush()
    problems = [
        Problem(id=new_id(), plan_id=plan.id, number=number, text=text)
        for number, text in enumerate(member.problems, 1)
    ]
    db.add_all(problems)
    db.flush()
    return _add_goals(db, member, problems, calendar)


def _add_goals(db: Database, member: DemoMember, problems: list[Problem], calendar: DemoCalendar) -> tuple[str, ...]:
    goals = []
    for problem in problems:
        wanted = [goal for goal in member.goals if goal.problem == problem.number]
        for number, goal in enumerate(wanted, 1):
            row = Goal(id=new_id(), problem_id=problem.id, number=number, text=goal.text, ended_on=None)
            goals.append((row, goal.objective))
    db.add_all(row for row, _ in goals)
    db.flush()
    target_on = calendar.today + timedelta(days=_REVIEW_DAYS)
    db.add_all(Objective(goal_id=row.id, number=1, text=text, target_on=target_on) for row, text in goals)
    db.flush()
    return tuple(str(row.id) for row, _ in goals)


def _add_scores(db: Database, client_id: UUID, admitted_on: date, member: DemoMember, calendar: DemoCalendar) -> None:
    for instrument, values in member.scores.items():
        for back, value in enumerate(reversed(values)):
            taken_on = calendar.ago(_LAST_SCORE_AGO + _SCORES_APART * back)
            if taken_on >= admitted_on:
                db.add(InstrumentScore(client_id=client_id, instrument=instrument, score=value, taken_on=taken_on))
    db.flush()
