"""Groups and who belongs to them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Group, Membership, Session
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.membership import (
    AgeRange,
    GroupAdmissionFacts,
    refusals_of_age,
    refusals_to_admit,
    refusals_to_end,
)
from iop_desktop.rules.names import display_name
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.staffing import refusals_of_group
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.client_rows import client_rows, current_admission, current_membership
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.people_views import ClientRow, GroupForm, GroupRow
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import day_and_time, short_day

_TOPICS = frozenset({Topic.GROUPS, Topic.CLIENTS})
_NO_GROUP = "That group is not in these records. Nothing was changed."
_NO_CLIENT = "That client is not in these records. Nothing was changed."
_NO_MEMBERSHIP = "That client is not a member of this group. Nothing was changed."
_NOT_FACILITATORS = "Only an administrator or a supervisor makes groups. Nothing was changed."


class GroupService:
    """Use cases of groups and their members."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    def rows(self) -> tuple[GroupRow, ...]:
        """All active groups by name, with head count and next session."""
        now, today = self._clock(), self._today()
        query = (
            select(Group, Program.name.label("program"), Staff.name.label("facilitator"), Staff.credentials)
            .join(Program, Program.id == Group.program_id)
            .join(Staff, Staff.id == Group.facilitator_id)
            .where(Group.active)
            .order_by(Group.name)
        )
        with self._unlocked.reading() as db:
            counts, following = _head_counts(db, today), _next_sessions(db, now)
            return tuple(
                _row(row, counts.get(row.Group.id, 0), self._next(following.get(row.Group.id)))
                for row in db.execute(query)
            )

    def create(self, form: GroupForm) -> Changes:
        """Make a group. Raises NotAllowed for a facilitator, and Refused."""
        if self._unlocked.actor.role is Role.FACILITATOR:
            raise NotAllowed(_NOT_FACILITATORS)
        with self._unlocked.transaction() as db:
            _refuse(refusals_of_group(form.code, form.name, form.capacity) + _refusals_from_records(db, form))
            group = Group(
                code=form.code.strip(),
                name=form.name.strip(),
                program_id=form.program_id,
                kind=form.kind,
                facilitator_id=form.facilitator_id,
                cofacilitator_id=form.cofacilitator_id,
                place=form.place.strip(),
                capacity=form.capacity,
                note_format=form.note_format,
            )
            db.add(group)
            db.flush()
            self._unlocked.audit(db, "group.created", group.id)
        return Changes(_TOPICS, f"The group {form.name.strip()} was made.")

    def members(self, group_id: UUID, on: date) -> tuple[ClientRow, ...]:
        """Who belongs to the group on a day, by last name."""
        query = (
            select(Client)
            .where(
                Client.id.in_(
                    select(Membership.client_id).where(Membership.group_id == group_id, current_membership(on))
                )
            )
            .order_by(Client.last_name, Client.first_name, Client.id)
        )
        with self._unlocked.reading() as db:
            return client_rows(db, query, on)

    def candidates(self, group_id: UUID) -> tuple[ClientRow, ...]:
        """Who could join today: admitted to the group's program, of its age, not a member yet."""
        today = self._today()
        with self._unlocked.reading() as db:
            group, program = _group_and_program(db, group_id)
            admitted = select(Admission.client_id).where(
                Admission.program_id == group.program_id, current_admission(today)
            )
            members = select(Membership.client_id).where(Membership.group_id == group_id, _not_over(today))
            query = (
                select(Client)
                .where(Client.id.in_(admitted), Client.id.not_in(members))
                .order_by(Client.last_name, Client.first_name, Client.id)
            )
            rows = client_rows(db, query, today)
        ages = AgeRange(program.minimum_age, program.maximum_age)
        return tuple(row for row in rows if not refusals_of_age(row.date_of_birth, ages, today))

    def admit(self, group_id: UUID, client_id: UUID, on: date) -> Changes:
        """Make a client a member from a day on. Raises NotFound, and Refused with every reason."""
        with self._unlocked.transaction() as db:
            group, program = _group_and_program(db, group_id)
            client = _client(db, client_id)
            _refuse(refusals_to_admit(_admission_facts(db, group, program, client, on)))
            membership = Membership(group_id=group_id, client_id=client_id, first_on=on)
            db.add(membership)
            db.flush()
            self._unlocked.audit(db, "membership.began", membership.id, _detail(group_id, client_id, on))
            name, group_name = _name(client), group.name
        return Changes(_TOPICS | {Topic.ATTENDANCE}, f"{name} joined {group_name}.")

    def end_membership(self, group_id: UUID, client_id: UUID, on: date) -> Changes:
        """Let a membership end with the day ``on`` included. Raises NotFound and Refused."""
        with self._unlocked.transaction() as db:
            membership = db.scalars(
                select(Membership)
                .where(Membership.group_id == group_id, Membership.client_id == client_id, _not_over(on))
                .order_by(Membership.first_on.desc())
            ).first()
            if membership is None:
                raise NotFound(_NO_MEMBERSHIP)
            _refuse(refusals_to_end(membership.first_on, on))
            membership.last_on = on
            self._unlocked.audit(db, "membership.ended", membership.id, _detail(group_id, client_id, on))
            name = _name(_client(db, client_id))
        return Changes(_TOPICS | {Topic.ATTENDANCE}, f"{name} is a member until {short_day(on)}.")

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()

    def _next(self, starts_at: datetime | None) -> str:
        return day_and_time(starts_at, self._unlocked.zone, self._today()) if starts_at else ""


def _not_over(on: date) -> ColumnElement[bool]:
    """Memberships that last on the day or begin later."""
    return or_(Membership.last_on.is_(None), Membership.last_on >= on)


def _head_counts(db: Database, on: date) -> dict[UUID, int]:
    query = select(Membership.group_id, func.count()).where(current_membership(on)).group_by(Membership.group_id)
    return dict(db.execute(query).all())


def _next_sessions(db: Database, now: datetime) -> dict[UUID, datetime]:
    query = (
        select(Session.group_id, func.min(Session.starts_at, type_=Session.starts_at.type))
        .where(Session.ends_at > now, Session.ended_at.is_(None))
        .group_by(Session.group_id)
    )
    return dict(db.execute(query).all())


def _group_and_program(db: Database, group_id: UUID) -> tuple[Group, Program]:
    query = select(Group, Program).join(Program, Program.id == Group.program_id).where(Group.id == group_id)
    row = db.execute(query).one_or_none()
    if row is None:
        raise NotFound(_NO_GROUP)
    return row


def _client(db: Database, client_id: UUID) -> Client:
    client = db.get(Client, client_id)
    if client is None:
        raise NotFound(_NO_CLIENT)
    return client


def _admission_facts(db: Database, group: Group, program: Program, client: Client, on: date) -> GroupAdmissionFacts:
    admission = db.scalars(
        select(Admission)
        .where(Admission.client_id == client.id, Admission.program_id == program.id)
        .order_by(Admission.admitted_on.desc())
    ).first()
    lasting = db.scalars(select(Membership.client_id).where(Membership.group_id == group.id, _not_over(on))).all()
    return GroupAdmissionFacts(
        on=on,
        date_of_birth=client.date_of_birth,
        ages=AgeRange(program.minimum_age, program.maximum_age),
        admitted_on=admission.admitted_on if admission else None,
        discharged_on=admission.discharged_on if admission else None,
        is_member=client.id in lasting,
        members=len(lasting),
        capacity=group.capacity,
        group_is_active=group.active,
    )


def _refusals_from_records(db: Database, form: GroupForm) -> tuple[Refusal, ...]:
    found = []
    if db.get(Program, form.program_id) is None:
        found.append(Refusal("program", "Choose the program of this group.", "program_id"))
    for field, staff_id in (("facilitator_id", form.facilitator_id), ("cofacilitator_id", form.cofacilitator_id)):
        staff = db.get(Staff, staff_id) if staff_id else None
        if staff_id and (staff is None or not staff.active or staff.role is Role.ADMINISTRATOR):
            found.append(Refusal("staff", "Choose someone of the clinical staff.", field))
    if form.cofacilitator_id == form.facilitator_id:
        found.append(Refusal("same", "The co-facilitator must be somebody else.", "cofacilitator_id"))
    for field, column, value in (("code", Group.code, form.code), ("name", Group.name, form.name)):
        if db.scalars(select(Group.id).where(column == value.strip())).first() is not None:
            found.append(Refusal("taken", f"Another group has that {field}.", field))
    return tuple(found)


def _refuse(refusals: tuple[Refusal, ...]) -> None:
    if refusals:
        raise Refused(refusals)


def _detail(group_id: UUID, client_id: UUID, on: date) -> dict[str, str]:
    return {"group": str(group_id), "client": str(client_id), "on": on.isoformat()}


def _name(client: Client) -> str:
    return display_name(client.first_name, client.last_name, client.preferred_name)


def _row(row: Row[Group, str, str, str], members: int, next_session: str) -> GroupRow:
    group = row.Group
    return GroupRow(
        group_id=group.id,
        code=group.code,
        name=group.name,
        program_id=group.program_id,
        program=row.program,
        kind=group.kind,
        facilitator=", ".join(part for part in (row.facilitator, row.credentials) if part),
        place=group.place,
        members=members,
        capacity=group.capacity,
        next_session=next_session,
    )
