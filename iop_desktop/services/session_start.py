"""Beginning a session: the rules of size and staffing, sessions held ahead of their time, and late entries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, RuleOverride, Session
from iop_desktop.rules.attendance import EARLY_ARRIVAL
from iop_desktop.rules.meetings import actual_start, held_ahead, is_recorded_late, refusals_to_plan
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.staffing_limits import LimitWarning
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.errors import Refused
from iop_desktop.services.room_facts import room_facts
from iop_desktop.services.rule_packs import record_overrides, warnings_for
from iop_desktop.services.session_rows import planned_span, standing_spans
from iop_desktop.services.unlocked import Unlocked

LATE = Refusal(
    "late",
    "The day of this session is over, so it becomes a late entry. Write why it is recorded only now.",
    "reason",
)


def begin(db: Database, unlocked: Unlocked, session: Session, now: datetime, reason: str) -> None:
    """Note that the session begins now. Raises Refused when a rule or a late entry asks for a reason and none is given.

    One that is held ahead of its time gets a new plan from now on and keeps where it was planned before.
    """
    late = is_recorded_late(planned_span(session), now, unlocked.zone)
    answer_limits(db, unlocked, session, now, reason, also=(LATE,) if late else ())
    if late:
        session.recorded_late_at, session.late_reason = session.recorded_late_at or now, reason.strip()
    session.started_at = actual_start(planned_span(session), now)
    if session.started_at < session.starts_at - EARLY_ARRIVAL:
        _bring_forward(db, session, session.started_at)


def answer_limits(
    db: Database, unlocked: Unlocked, session: Session, now: datetime, reason: str, also: tuple[Refusal, ...] = ()
) -> None:
    """Keep the reason with each rule that the session goes against; ``also`` is what else asks for one.

    Raises Refused when something asks for a reason and none is given.
    """
    warnings = open_warnings(db, unlocked, session)
    asked = (*(warning.refusal for warning in warnings), *also)
    if asked and not reason.strip():
        raise Refused(asked)
    broken = [(warning.rule, warning.allowed, warning.actual) for warning in warnings]
    record_overrides(db, unlocked, session.group_id, broken, reason, now, session.id)


def open_warnings(db: Database, unlocked: Unlocked, session: Session) -> tuple[LimitWarning, ...]:
    """What the session goes against that nobody has answered, with those on its roster who may come."""
    group = db.get_one(Group, session.group_id)
    room = room_facts(db, session.id, unlocked.actor.staff_id, unlocked.zone)
    statuses = [attendance.status for attendance in room.attendance.values()]
    expected = sum(status.attended or status is AttendanceStatus.UNMARKED for status in statuses)
    leaders = {session.facilitator_id, session.cofacilitator_id} - {None}
    answered = _answered(db, session.id)
    return tuple(
        warning for warning in warnings_for(db, group, room.day, expected, len(leaders)) if warning.rule not in answered
    )


def _answered(db: Database, session_id: UUID) -> frozenset[str]:
    return frozenset(db.scalars(select(RuleOverride.rule).where(RuleOverride.session_id == session_id)))


def _bring_forward(db: Database, session: Session, started_at: datetime) -> None:
    held = held_ahead(planned_span(session), started_at)
    refusals = refusals_to_plan(held, standing_spans(db, session.group_id, session.id))
    if refusals:
        raise Refused(refusals)
    session.moved_from = session.moved_from or session.starts_at
    session.starts_at, session.ends_at = held.starts_at, held.ends_at
