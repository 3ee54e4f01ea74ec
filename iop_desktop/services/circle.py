"""The circle of a member of staff as SQL: whose charts they read, whose names they see. The rules hold the policy."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, String, and_, exists, func, or_, select, true, union
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.audit_reading import log_not_ahead
from iop_desktop.models.chart_access import ChartAccess, ChartAccessEnd
from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import AttendanceEvent, Group, Membership, Session, WaitingEntry
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Admission, Client
from iop_desktop.rules.break_glass import CLOCK_SLACK, GLASS_BROKEN
from iop_desktop.rules.need_to_know import CLINICAL, Colleague, answers_for, finishing_since, may_see_names
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.unlocked import Unlocked

Ids = Select[UUID] | CompoundSelect[UUID]

_Supervisor = aliased(Staff)
COLLEAGUES = select(Staff.id, _Supervisor.id.label("supervisor_id"), Staff.needs_cosignature, Staff.active).outerjoin(
    _Supervisor, (_Supervisor.id == Staff.supervisor_id) & _Supervisor.active
)


def people_of(db: Database, actor: Actor) -> frozenset[UUID]:
    """Whose clients are this person's: their own, and for a supervisor those of the people supervised."""
    if not actor.may(Right.SUPERVISE):
        return frozenset() if CLINICAL.isdisjoint(actor.roles) else frozenset({actor.staff_id})
    return frozenset(row.id for row in db.execute(COLLEAGUES) if _answers(actor, row))


def away(db: Database, actor: Actor) -> frozenset[UUID]:
    """Whom a supervisor answers for and who cannot work: suspended, or left."""
    if not actor.may(Right.SUPERVISE):
        return frozenset()
    rows = db.execute(COLLEAGUES.where(~Staff.active))
    return frozenset(row.id for row in rows if row.id != actor.staff_id and _answers(actor, row))


def charts(db: Database, unlocked: Unlocked) -> Ids:
    """The ids of the clients whose charts this person may read now, as a subquery."""
    return union(*_circle(db, unlocked), _glass(unlocked))


def names(db: Database, unlocked: Unlocked, client_id: Any = Client.id) -> ColumnElement[bool]:
    """Whether the client in the column ``client_id`` may be named to this person; for the WHERE of a list."""
    if may_see_names(unlocked.actor.roles):
        return true()
    named: ColumnElement[bool] = client_id.in_(charts(db, unlocked))
    return named


def leads_group(db: Database, unlocked: Unlocked, group_id: UUID) -> bool:
    """Whether this person, or somebody they supervise, leads a group or held one of its sessions of late."""
    people = people_of(db, unlocked.actor)
    if not people:
        return False
    leaders = (Group.facilitator_id.in_(people), Group.cofacilitator_id.in_(people))
    led = select(Group.id).where(Group.id == group_id, or_(*leaders))
    held = select(Session.group_id).where(Session.group_id == group_id, led_of_late(people, unlocked))
    return db.execute(union(led, held)).first() is not None


def roster_names(db: Database, unlocked: Unlocked, group_id: UUID) -> ColumnElement[bool]:
    """Who of the roster or the waiting list of a group is named: everybody to who leads it, else one's own clients."""
    return true() if leads_group(db, unlocked, group_id) else names(db, unlocked)


def placeable(db: Database, unlocked: Unlocked, group_id: UUID) -> ColumnElement[bool]:
    """Whose name may be read when members of a group are chosen: one's own, who waits for it, and who has no place.

    A client who was admitted and is in no group and nobody's case would otherwise be placed by nobody. A chart that was
    opened with a reason is not placed: it was opened to be read.
    """
    today = today_of(unlocked)
    entry = WaitingEntry
    waits = select(entry.client_id).where(entry.group_id == group_id, entry.ended_on.is_(None))
    everybody = may_see_names(unlocked.actor.roles)
    named: ColumnElement[bool] = true() if everybody else Client.id.in_(union(*_circle(db, unlocked)))
    if leads_group(db, unlocked, group_id):
        named = or_(named, Client.id.in_(waits))
    placed = select(Membership.client_id).where(_lasts(Membership.last_on, today))
    case = Admission.counselor_id.is_not(None)
    cases = select(Admission.client_id).where(case, _lasts(Admission.discharged_on, today))
    free = and_(Client.id.not_in(placed), Client.id.not_in(cases))
    return or_(named, free)


def awaited_of(db: Database, actor: Actor) -> ColumnElement[bool]:
    """Whether a note may wait for this person's second signature; for the WHERE of a query over ``Note``.

    Notes by those they supervise and by those whom nobody supervises, and notes added to one of their own.
    """
    parent = aliased(Note)
    mine = exists().where(parent.id == Note.parent_id, parent.author_id == actor.staff_id)
    if not actor.may(Right.SUPERVISE):
        return mine
    rows = db.execute(COLLEAGUES).all()
    orphans = {row.id for row in rows if row.supervisor_id is None}
    return or_(mine, Note.author_id.in_(orphans | {row.id for row in rows if _answers(actor, row)}))


def in_circle(db: Database, unlocked: Unlocked, client_id: UUID) -> bool:
    """Whether a client belongs to this person without any glass broken."""
    return db.execute(union(*_circle(db, unlocked, client_id))).first() is not None


def open_access(db: Database, unlocked: Unlocked, client_id: UUID) -> ChartAccess | None:
    """The opening from outside that lasts now; the one that lasts longest."""
    query = select(ChartAccess).where(ChartAccess.client_id == client_id, open_now(unlocked))
    return db.scalars(query.order_by(ChartAccess.until_at.desc()).limit(1)).first()


def _answers(actor: Actor, row: Row[*tuple[Any, ...]]) -> bool:
    return answers_for(actor.staff_id, actor.roles, colleague_of(row))


def colleague_of(row: Row[*tuple[Any, ...]]) -> Colleague:
    """A row of ``COLLEAGUES`` as the rules see it."""
    return Colleague(row.id, row.supervisor_id, row.needs_cosignature, row.active)


def today_of(unlocked: Unlocked) -> date:
    """This day on the clinic's calendar."""
    return unlocked.clock().astimezone(unlocked.zone).date()


def _lasts(until: Any, since: Any) -> ColumnElement[bool]:
    return or_(until.is_(None), until >= since)


def _circle(db: Database, unlocked: Unlocked, client_id: UUID | None = None) -> list[Select[UUID]]:
    """What makes up the circle, each part for all clients or for one."""
    people, since = people_of(db, unlocked.actor), finishing_since(today_of(unlocked))
    groups = select(Group.id).where(or_(Group.facilitator_id.in_(people), Group.cofacilitator_id.in_(people)))
    members = select(Membership.client_id).where(Membership.group_id.in_(groups), _lasts(Membership.last_on, since))
    minutes = int((unlocked.clock().astimezone(unlocked.zone).utcoffset() or timedelta()).total_seconds()) // 60
    day = func.date(Session.starts_at, f"{minutes} minutes", type_=String)
    # By itself, so that the few sessions of these days are looked for first; members of one's groups are found above.
    others = (led_of_late(people, unlocked), Session.group_id.not_in(groups))
    held = select(Session.group_id, day.label("day")).where(*others).distinct().subquery()
    led = (
        select(Membership.client_id)
        .join(held, held.c.group_id == Membership.group_id)
        .where(Membership.first_on <= held.c.day, _lasts(Membership.last_on, held.c.day))
    )
    cases = select(Admission.client_id).where(
        Admission.counselor_id.in_(people), _lasts(Admission.discharged_on, since)
    )
    if client_id is None:
        return [members, led, cases]
    return [
        members.where(Membership.client_id == client_id),
        led.where(Membership.client_id == client_id),
        cases.where(Admission.client_id == client_id),
    ]


def led_of_late(people: frozenset[UUID], unlocked: Unlocked) -> ColumnElement[bool]:
    """Sessions that these people lead, led or held for somebody else, and that are not long over."""
    recorded = exists().where(AttendanceEvent.session_id == Session.id, AttendanceEvent.recorded_by.in_(people))
    since = datetime.combine(finishing_since(today_of(unlocked)), time(), unlocked.zone)
    mine = or_(Session.facilitator_id.in_(people), Session.cofacilitator_id.in_(people), recorded)
    return and_(Session.starts_at >= since, Session.cancelled_at.is_(None), mine)


def _glass(unlocked: Unlocked) -> Select[UUID]:
    return select(ChartAccess.client_id).where(open_now(unlocked))


def open_now(unlocked: Unlocked) -> ColumnElement[bool]:
    """Openings from outside by this person that last now."""
    now = unlocked.clock()
    closed = exists().where(ChartAccessEnd.access_id == ChartAccess.id)
    mine = ChartAccess.staff_id == unlocked.actor.staff_id
    # A clock that was set back while the chart was open makes the hour no longer.
    in_time = log_not_ahead(GLASS_BROKEN, "chart_access.client_id", "access", "chart_access.id", now + CLOCK_SLACK)
    return and_(mine, ChartAccess.begun_at <= now, ChartAccess.until_at > now, ~closed, in_time)
