"""Sessions of recurring groups, made two weeks ahead; nothing is written where nothing is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from dateutil.rrule import rrulestr
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.errors import VaultClosed, VaultError
from iop_desktop.models.groups import Closure, Group, Session
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.meetings import PLANNED_AHEAD, may_plan, refusals_to_plan
from iop_desktop.rules.recurrence import wall_time
from iop_desktop.rules.rights import Right
from iop_desktop.services.session_rows import add_session, standing_spans
from iop_desktop.services.unlocked import Unlocked

# Occurrences are planned two weeks ahead, and nobody moves one of today or later by a year into the past; without such
# a limit all sessions that a group ever had would be read at each unlocking.
_MOVED_AT_MOST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Missing:
    """A day of a group's recurrence for which there is no session yet."""

    group_id: UUID
    day: date


@dataclass(frozen=True, slots=True)
class _Known:
    """An occurrence with a session; ``span`` is None where it was skipped."""

    day: date
    span: SessionSpan | None


def plan_ahead(unlocked: Unlocked, now: datetime, ahead: timedelta = PLANNED_AHEAD) -> int:
    """Make the sessions that are missing from today on in the groups this person plans; how many were made.

    An occurrence is known by its day, so that one which was skipped or moved is not made again.
    """
    last = now.astimezone(unlocked.zone).date() + ahead
    with unlocked.reading() as db:
        if not _missing(db, unlocked, last, now):
            return 0
    with unlocked.transaction() as db:
        made = [_make(db, missing, unlocked, now) for missing in _missing(db, unlocked, last, now)]
    return sum(made)


def plan_if_possible(unlocked: Unlocked, now: datetime, ahead: timedelta = PLANNED_AHEAD) -> int:
    """As ``plan_ahead``; what cannot be written now (a full disk, another writer) keeps nobody from reading."""
    try:
        return plan_ahead(unlocked, now, ahead)
    except VaultClosed:
        raise
    except VaultError:
        return 0


def occurrences(group: Group, first: date, last: date) -> list[date]:
    """Days on which the group recurs, both ends included; none for a group without a recurrence."""
    if not group.recurrence or group.first_on is None:
        return []
    rule = rrulestr(group.recurrence, dtstart=datetime.combine(group.first_on, time()))
    found = rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    return [moment.date() for moment in found]


def span_on(group: Group, day: date, zone: tzinfo) -> SessionSpan:
    """When the group meets on a day by the clock on the clinic's wall; it lasts its minutes also when clocks change."""
    starts_at = datetime.combine(day, wall_time(group.meets_at), zone).astimezone(UTC)
    return SessionSpan(starts_at, starts_at + timedelta(minutes=group.minutes))


def closed_on(closures: Iterable[Closure], day: date) -> bool:
    """Whether the clinic is closed on a day."""
    return any(closure.first_on <= day <= closure.last_on for closure in closures)


def _missing(db: Database, unlocked: Unlocked, last: date, now: datetime) -> list[_Missing]:
    actor, today = unlocked.actor, now.astimezone(unlocked.zone).date()
    all_groups = actor.may(Right.PLAN_ALL_GROUPS)
    groups = [
        group
        for group in db.scalars(select(Group).where(Group.active, Group.recurrence != ""))
        if may_plan(actor.staff_id, (group.facilitator_id, group.cofacilitator_id), all_groups=all_groups)
    ]
    if not groups:
        return []
    closures = db.scalars(select(Closure).where(Closure.last_on >= today)).all()
    known = _known(db, [group.id for group in groups], today)
    return [
        _Missing(group.id, day)
        for group in groups
        for day in occurrences(group, today, last)
        if _is_due(span_on(group, day, unlocked.zone), day, known[group.id], closures, now)
    ]


def _is_due(
    planned: SessionSpan, day: date, known: Sequence[_Known], closures: Sequence[Closure], now: datetime
) -> bool:
    """Whether a session is missing on a day: still to come, the clinic open, the day not dealt with, the time free."""
    if planned.ends_at <= now or closed_on(closures, day) or any(each.day == day for each in known):
        return False
    return not refusals_to_plan(planned, [each.span for each in known if each.span is not None])


def _known(db: Database, group_ids: Collection[UUID], first: date) -> defaultdict[UUID, list[_Known]]:
    since = datetime.combine(first - _MOVED_AT_MOST, time(), UTC)
    rows = db.execute(
        select(Session.group_id, Session.occurrence_on, Session.starts_at, Session.ends_at, Session.cancelled_at).where(
            Session.group_id.in_(group_ids), Session.starts_at >= since, Session.occurrence_on >= first
        )
    )
    found: defaultdict[UUID, list[_Known]] = defaultdict(list)
    for row in rows:
        span = None if row.cancelled_at else SessionSpan(row.starts_at, row.ends_at)
        found[row.group_id].append(_Known(row.occurrence_on, span))
    return found


def _make(db: Database, missing: _Missing, unlocked: Unlocked, now: datetime) -> bool:
    """Make one session; where somebody planned another meeting at that time by hand, that one stands for the day."""
    group = db.get_one(Group, missing.group_id)
    planned = span_on(group, missing.day, unlocked.zone)
    if refusals_to_plan(planned, standing_spans(db, group.id)):
        return _adopt(db, group, planned, missing.day)
    session = add_session(db, group, planned, occurrence_on=missing.day)
    detail = {"group": str(group.id), "occurrence": missing.day.isoformat()}
    unlocked.audit(db, "session.planned", session.id, detail)
    return True


def _adopt(db: Database, group: Group, planned: SessionSpan, day: date) -> bool:
    session = db.scalars(
        select(Session).where(
            Session.group_id == group.id,
            Session.cancelled_at.is_(None),
            Session.occurrence_on.is_(None),
            Session.split_of.is_(None),
            Session.starts_at < planned.ends_at,
            Session.ends_at > planned.starts_at,
        )
    ).first()
    if session is None:
        return False
    session.occurrence_on = day
    return True
