"""A small clinic for tests, made through the services where they exist and by rows where that is faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import Base, new_id
from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import AttendanceEvent, Group, Membership, Session
from iop_desktop.models.kdf import KdfCost
from iop_desktop.models.lessons import Curriculum, Lesson, Module
from iop_desktop.models.people import Admission, Client, Goal, InstrumentScore, Objective, Problem, TreatmentPlan
from iop_desktop.rules.names import search_text
from iop_desktop.rules.vocabulary import (
    AttendanceEventKind,
    AttendanceStatus,
    GroupKind,
    NoteFormat,
    Population,
    Role,
)
from iop_desktop.services.people_views import ClinicForm, GroupForm, StaffForm
from iop_desktop.services.program_defaults import new_program
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault import SetUp, VaultService

Clock = Callable[[], datetime]

CHEAP = KdfCost(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "otter lantern quiet maple river"
ZONE = "America/New_York"
ADMINISTRATOR = "pnair"
INTERN = "dwhitfield"
LICENSED = "jortiz"
SUPERVISOR = "mokafor"
MEMBERS = (
    ("MR-1001", "Amara", "Okonkwo", "", "she/her"),
    ("MR-1002", "José", "Núñez", "Pepe", "he/him"),
    ("MR-1003", "Siobhán", "O'Hara", "", "she/her"),
    ("MR-1004", "Tenzin", "", "", "they/them"),
)
LESSON = {
    "objectives": ["Name two personal triggers", "Practice one urge-surfing exercise"],
    "group_note": "Taught urge surfing; guided practice; facilitated discussion.",
    "segments": [
        {"title": "Check-in", "minutes": 30, "say": "Ask how the week went."},
        {"title": "Teaching", "minutes": 60, "say": "An urge rises, crests and falls."},
        {"title": "Practice", "minutes": 60, "say": "Breathe and watch."},
        {"title": "Close", "minutes": 30, "say": "One thing to take along."},
    ],
}


@dataclass(frozen=True, slots=True)
class SmallClinic:
    """What the tests may count on. The group meets today from noon to three, clinic time."""

    folder: Path
    vault: VaultService
    recovery_code: str
    staff: Mapping[str, UUID]
    adult_program: UUID
    adolescent_program: UUID
    group_id: UUID
    client_ids: tuple[UUID, ...]
    goal_ids: tuple[UUID, ...]
    lesson_id: UUID
    session_id: UUID
    teenager_id: UUID
    passphrase: str = field(default=PASSPHRASE, repr=False)


def staff_form(login: str, name: str, role: Role, **changes: Any) -> StaffForm:
    """A form with plausible values."""
    values: dict[str, Any] = {
        "login": login,
        "name": name,
        "credentials": "",
        "licence": "",
        "title": "",
        "roles": frozenset({role}),
        "needs_cosignature": False,
        "supervisor_id": None,
        "passphrase": PASSPHRASE,
        "repeated": PASSPHRASE,
    }
    return StaffForm(**(values | changes))


def clinic_form(**changes: Any) -> ClinicForm:
    """What the set-up wizard would give."""
    values: dict[str, Any] = {
        "clinic_name": "Harbor Light Recovery",
        "address": "12 Quay Street, Portland, ME 04101",
        "zone": ZONE,
        "program_name": "Adult IOP",
        "population": Population.ADULT,
        "administrator": staff_form(ADMINISTRATOR, "Priya Nair", Role.ADMINISTRATOR, title="Administrator"),
        "without_device_secret": True,
    }
    return ClinicForm(**(values | changes))


def vault_service(folder: Path, clock: Clock) -> VaultService:
    """A vault service with a cheap key derivation and no key store of the operating system."""
    return VaultService(folder, clock, kdf_cost=CHEAP, keyring=lambda: None)


def set_up(folder: Path, clock: Clock) -> tuple[VaultService, SetUp]:
    """A clinic with its administrator only, unlocked."""
    service = vault_service(folder, clock)
    return service, service.set_up(clinic_form())


def add_staff(unlocked: Unlocked, clock: Clock) -> dict[str, UUID]:
    """Supervisor, licensed facilitator and an intern whose notes are co-signed. Returns ids by login."""
    service = StaffService(unlocked, clock)
    service.add(staff_form(SUPERVISOR, "Maren Okafor", Role.SUPERVISOR, credentials="LCSW, CADC", licence="LC-2201"))
    supervisor = service.supervisors()[0].staff_id
    service.add(staff_form(LICENSED, "Jo Ortiz", Role.FACILITATOR, credentials="LCSW", licence="LC-7810"))
    service.add(
        staff_form(
            INTERN,
            "Dana Whitfield",
            Role.FACILITATOR,
            credentials="MSW Intern",
            title="Intern",
            needs_cosignature=True,
            supervisor_id=supervisor,
        )
    )
    return {row.login: row.staff_id for row in service.rows()}


def small_clinic(folder: Path, clock: Clock) -> tuple[SmallClinic, Unlocked]:
    """The whole small clinic, unlocked by its administrator."""
    service, made = set_up(folder, clock)
    unlocked = made.unlocked
    staff = add_staff(unlocked, clock)
    today = clock().astimezone(ZoneInfo(ZONE)).date()
    with unlocked.transaction() as db:
        adult = db.scalars(select(Program)).one()
        adolescent = new_program("Adolescent IOP", Population.ADOLESCENT)
        db.add(adolescent)
        db.flush()
        group = add_group(db, adult.id, staff[INTERN], staff[LICENSED])
        lesson_id = add_curriculum(db)
        clients = [add_client(db, adult.id, today, *words) for words in MEMBERS]
        goals = [add_plan(db, client_id, today) for client_id in clients]
        for client_id in clients:
            add_membership(db, group.id, client_id, today - timedelta(days=30))
        born, counselor_id = date(2010, 5, 4), staff[INTERN]
        teenager = add_client(
            db, adolescent.id, today, "MR-2001", "Rowan", "Pike", born=born, counselor_id=counselor_id
        )
        group_id, adult_id, adolescent_id = group.id, adult.id, adolescent.id
    SessionService(unlocked, clock).schedule(group_id, at(today, 12), at(today, 15), None)
    session_id = SessionService(unlocked, clock).today()[0].session_id
    clinic = SmallClinic(
        folder=folder,
        vault=service,
        recovery_code=made.recovery_code,
        staff=staff,
        adult_program=adult_id,
        adolescent_program=adolescent_id,
        group_id=group_id,
        client_ids=tuple(clients),
        goal_ids=tuple(goals),
        lesson_id=lesson_id,
        session_id=session_id,
        teenager_id=teenager,
    )
    return clinic, unlocked


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the clinic's clock, as UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def group_form(program_id: UUID, facilitator_id: UUID, **changes: Any) -> GroupForm:
    """A form with plausible values."""
    values: dict[str, Any] = {
        "code": "EVE",
        "name": "Evening IOP",
        "program_id": program_id,
        "kind": GroupKind.RELAPSE_PREVENTION,
        "facilitator_id": facilitator_id,
        "cofacilitator_id": None,
        "place": "Room 1",
        "capacity": 12,
        "note_format": NoteFormat.DAP,
    }
    return GroupForm(**(values | changes))


def add_group(
    db: Database, program_id: UUID, facilitator_id: UUID, cofacilitator_id: UUID | None = None, **changes: Any
) -> Group:
    """A group of twelve places."""
    values: dict[str, Any] = {
        "code": "AM",
        "name": "Morning IOP",
        "program_id": program_id,
        "kind": GroupKind.SKILLS,
        "facilitator_id": facilitator_id,
        "cofacilitator_id": cofacilitator_id,
        "place": "Room 2",
        "capacity": 12,
        "note_format": NoteFormat.DAP,
    }
    group = Group(**(values | changes))
    db.add(group)
    db.flush()
    return group


def add_client(
    db: Database,
    program_id: UUID,
    today: date,
    record_number: str,
    first_name: str,
    last_name: str,
    preferred_name: str = "",
    pronouns: str = "",
    *,
    born: date = date(1988, 3, 14),
    counselor_id: UUID | None = None,
) -> UUID:
    """A client admitted to the program 30 days ago; the case of ``counselor_id``."""
    client = Client(
        record_number=record_number,
        first_name=first_name,
        last_name=last_name,
        preferred_name=preferred_name,
        pronouns=pronouns,
        search_name=search_text(first_name, last_name, preferred_name, record_number),
        date_of_birth=born,
    )
    db.add(client)
    db.flush()
    admitted_on = today - timedelta(days=30)
    db.add(Admission(client_id=client.id, program_id=program_id, admitted_on=admitted_on, counselor_id=counselor_id))
    db.flush()
    return client.id


def add_plan(db: Database, client_id: UUID, today: date, *, review_in_days: int = 30) -> UUID:
    """A plan with one problem, one goal and one objective. Returns the goal's id."""
    admission = db.scalars(select(Admission).where(Admission.client_id == client_id)).one()
    plan = TreatmentPlan(
        admission_id=admission.id,
        started_on=today - timedelta(days=28),
        review_due_on=today + timedelta(days=review_in_days),
    )
    db.add(plan)
    db.flush()
    problem = Problem(plan_id=plan.id, number=1, text="Alcohol use puts work and family at risk.")
    db.add(problem)
    db.flush()
    goal = Goal(problem_id=problem.id, number=1, text="Keep a sober routine through the working week.")
    db.add(goal)
    db.flush()
    db.add(Objective(goal_id=goal.id, number=1, text="Uses one coping skill on three days a week."))
    db.flush()
    return goal.id


def add_membership(db: Database, group_id: UUID, client_id: UUID, first_on: date, last_on: date | None = None) -> None:
    """A member from a day on."""
    db.add(Membership(group_id=group_id, client_id=client_id, first_on=first_on, last_on=last_on))
    db.flush()


def add_curriculum(db: Database) -> UUID:
    """A curriculum of one lesson. Returns the lesson's id."""
    curriculum = Curriculum(code="basics", title="Basics", version="1")
    db.add(curriculum)
    db.flush()
    module = Module(curriculum_id=curriculum.id, number=1, title="Cravings")
    db.add(module)
    db.flush()
    lesson = Lesson(module_id=module.id, number=1, title="Urge surfing", content=LESSON)
    db.add(lesson)
    db.flush()
    return lesson.id


def add_session(
    db: Database, group: Group, number: int, starts_at: datetime, *, hours: int = 3, held: bool = True
) -> UUID:
    """A session of the group; a held one began and ended as planned."""
    ends_at = starts_at + timedelta(hours=hours)
    session = Session(
        group_id=group.id,
        number=number,
        starts_at=starts_at,
        ends_at=ends_at,
        started_at=starts_at if held else None,
        ended_at=ends_at if held else None,
        facilitator_id=group.facilitator_id,
        cofacilitator_id=group.cofacilitator_id,
        place=group.place,
    )
    db.add(session)
    db.flush()
    return session.id


def mark(
    db: Database, session_id: UUID, statuses: Mapping[UUID, AttendanceStatus], staff_id: UUID, moment: datetime
) -> None:
    """Attendance events of a session that has none yet, recorded as one row for each member."""
    rows = [
        {
            "id": new_id(),
            "session_id": session_id,
            "client_id": client_id,
            "ordinal": ordinal,
            "batch_id": new_id(),
            "kind": AttendanceEventKind.MARKED,
            "status": status,
            "at": moment,
            "text": "",
            "undoes": None,
            "recorded_at": moment,
            "recorded_by": staff_id,
        }
        for ordinal, (client_id, status) in enumerate(statuses.items(), 1)
    ]
    db.execute(insert(AttendanceEvent), rows)


def add_scores(db: Database, client_id: UUID, instrument: str, scores: Mapping[date, int]) -> None:
    """Totals of one instrument by day."""
    db.add_all(
        InstrumentScore(client_id=client_id, instrument=instrument, score=score, taken_on=day)
        for day, score in scores.items()
    )
    db.flush()


def staff_by_login(db: Database, login: str) -> Staff:
    """A member of staff."""
    return db.scalars(select(Staff).where(Staff.login == login)).one()


def count_rows(db: Database, table: type[Base]) -> int:
    """How many rows a table has."""
    return len(db.scalars(select(table)).all())
