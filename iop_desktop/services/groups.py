"""Groups: the list, making and changing one; who belongs to them is in ``memberships``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Group, Membership, Session, WaitingEntry
from iop_desktop.models.lessons import Curriculum
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.membership import AgeRange, refusals_of_age
from iop_desktop.rules.names import with_credentials
from iop_desktop.rules.recurrence import timetable_words
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import placeable, roster_names
from iop_desktop.services.client_rows import client_rows, current_admission, current_membership
from iop_desktop.services.errors import Refused, Stale
from iop_desktop.services.group_checks import refusals_of_form
from iop_desktop.services.memberships import group_and_program, not_over
from iop_desktop.services.own_reach import tell_own_reach
from iop_desktop.services.people_views import ClientRow, GroupEdit, GroupForm, GroupRow
from iop_desktop.services.rights import needs
from iop_desktop.services.timetables import follow_timetable, keep_timetable, timetable_of
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import day_and_time

_TOPICS = frozenset({Topic.GROUPS, Topic.CLIENTS})
_STALE = "Somebody else changed this group in the meantime. Open it again and repeat your change; nothing is lost."


class GroupService:
    """Use cases of groups and their members."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_ROSTERS)
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
            counts, following, waiting = _head_counts(db, today), _next_sessions(db, now), _waiting_counts(db)
            return tuple(
                _row(
                    row,
                    counts.get(row.Group.id, 0),
                    waiting.get(row.Group.id, 0),
                    self._next(following.get(row.Group.id)),
                    self._unlocked.actor.staff_id,
                )
                for row in db.execute(query)
            )

    @needs(Right.READ_ROSTERS)
    def curricula(self) -> tuple[tuple[UUID, str], ...]:
        """What a group may have as its default curriculum, by title."""
        with self._unlocked.reading() as db:
            rows = db.execute(select(Curriculum.id, Curriculum.title).order_by(Curriculum.title, Curriculum.id))
            return tuple((curriculum_id, title) for curriculum_id, title in rows)

    @needs(Right.READ_ROSTERS)
    def open(self, group_id: UUID) -> GroupEdit:
        """A group for its form. Raises NotFound."""
        with self._unlocked.reading() as db:
            group, _ = group_and_program(db, group_id)
            return GroupEdit(group_id, group.revision, _form(group))

    @needs(Right.MANAGE_GROUPS)
    def create(self, form: GroupForm) -> Changes:
        """Make a group. Raises NotAllowed for a facilitator, and Refused."""
        with self._unlocked.transaction() as db:
            _require_fit(db, form)
            group = Group()
            _keep(group, form)
            db.add(group)
            db.flush()
            self._unlocked.audit(db, "group.created", group.id)
            tell_own_reach(db, self._unlocked, "group", group.id, (), _leaders(group))
        return Changes(_TOPICS | {Topic.SESSIONS}, f"The group {form.name.strip()} was made.")

    @needs(Right.MANAGE_GROUPS)
    def change(self, group_id: UUID, revision: int, form: GroupForm) -> Changes:
        """Change a group; planned sessions follow its new timetable. Raises NotAllowed, NotFound, Refused, Stale."""
        with self._unlocked.transaction() as db:
            group, _ = group_and_program(db, group_id)
            if group.revision != revision:
                raise Stale(_STALE)
            _require_fit(db, form, group_id)
            before = _leaders(group)
            _keep(group, form)
            followed = follow_timetable(db, group, self._clock(), self._unlocked.zone)
            self._unlocked.audit(db, "group.changed", group_id, {"sessions": followed})
            tell_own_reach(db, self._unlocked, "group", group_id, before, _leaders(group))
        return Changes(_TOPICS | {Topic.SESSIONS}, f"The group {form.name.strip()} was changed.")

    @needs(Right.READ_ROSTERS)
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
            return client_rows(db, query.where(roster_names(db, self._unlocked, group_id)), on)

    @needs(Right.READ_ROSTERS)
    def candidates(self, group_id: UUID) -> tuple[ClientRow, ...]:
        """Who could join today: admitted to the group's program, of its age, not a member yet."""
        today = self._today()
        with self._unlocked.reading() as db:
            group, program = group_and_program(db, group_id)
            admitted = select(Admission.client_id).where(
                Admission.program_id == group.program_id, current_admission(today)
            )
            members = select(Membership.client_id).where(Membership.group_id == group_id, not_over(today))
            query = (
                select(Client)
                .where(Client.id.in_(admitted), Client.id.not_in(members))
                .where(placeable(db, self._unlocked, group_id))
                .order_by(Client.last_name, Client.first_name, Client.id)
            )
            rows = client_rows(db, query, today)
        ages = AgeRange(program.minimum_age, program.maximum_age)
        return tuple(row for row in rows if not refusals_of_age(row.date_of_birth, ages, today))

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()

    def _next(self, starts_at: datetime | None) -> str:
        return day_and_time(starts_at, self._unlocked.zone, self._today()) if starts_at else ""


def _leaders(group: Group) -> tuple[UUID | None, UUID | None]:
    return group.facilitator_id, group.cofacilitator_id


def _require_fit(db: Database, form: GroupForm, but: UUID | None = None) -> None:
    refusals = refusals_of_form(db, form, but)
    if refusals:
        raise Refused(refusals)


def _keep(group: Group, form: GroupForm) -> None:
    group.code, group.name, group.place = form.code.strip(), form.name.strip(), form.place.strip()
    group.program_id, group.kind, group.curriculum_id = form.program_id, form.kind, form.curriculum_id
    group.facilitator_id, group.cofacilitator_id = form.facilitator_id, form.cofacilitator_id
    group.capacity, group.note_format = form.capacity, form.note_format
    group.is_open, group.mode = form.is_open, form.mode
    keep_timetable(group, form.timetable)


def _form(group: Group) -> GroupForm:
    return GroupForm(
        code=group.code,
        name=group.name,
        program_id=group.program_id,
        kind=group.kind,
        facilitator_id=group.facilitator_id,
        cofacilitator_id=group.cofacilitator_id,
        place=group.place,
        capacity=group.capacity,
        note_format=group.note_format,
        timetable=timetable_of(group),
        is_open=group.is_open,
        mode=group.mode,
        curriculum_id=group.curriculum_id,
    )


def _head_counts(db: Database, on: date) -> dict[UUID, int]:
    query = select(Membership.group_id, func.count()).where(current_membership(on)).group_by(Membership.group_id)
    return dict(db.execute(query).all())


def _waiting_counts(db: Database) -> dict[UUID, int]:
    waiting = select(WaitingEntry.group_id, func.count()).where(WaitingEntry.ended_on.is_(None))
    return dict(db.execute(waiting.group_by(WaitingEntry.group_id)).all())


def _next_sessions(db: Database, now: datetime) -> dict[UUID, datetime]:
    query = (
        select(Session.group_id, func.min(Session.starts_at, type_=Session.starts_at.type))
        .where(Session.ends_at > now, Session.ended_at.is_(None), Session.cancelled_at.is_(None))
        .group_by(Session.group_id)
    )
    return dict(db.execute(query).all())


def _row(row: Row[Group, str, str, str], members: int, waiting: int, next_session: str, staff_id: UUID) -> GroupRow:
    group, timetable = row.Group, timetable_of(row.Group)
    return GroupRow(
        group_id=group.id,
        code=group.code,
        name=group.name,
        program_id=group.program_id,
        program=row.program,
        kind=group.kind,
        facilitator=with_credentials(row.facilitator, row.credentials),
        place=group.place,
        members=members,
        capacity=group.capacity,
        next_session=next_session,
        words=timetable_words(timetable) if timetable else "",
        waiting=waiting,
        is_open=group.is_open,
        mode=group.mode,
        is_mine=staff_id in (group.facilitator_id, group.cofacilitator_id),
    )
