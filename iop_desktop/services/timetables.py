"""A group's timetable as it is kept, and what a new one does to the sessions that are planned."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Session
from iop_desktop.rules.recurrence import Timetable, read_rule
from iop_desktop.services.plan_ahead import occurrences, span_on

NEW_TIMETABLE = "The group has a new timetable"


def timetable_of(group: Group) -> Timetable | None:
    """How a group recurs; None when its sessions are planned one by one."""
    if not group.recurrence or group.first_on is None:
        return None
    return Timetable(read_rule(group.recurrence), group.first_on, group.meets_at, group.minutes)


def keep_timetable(group: Group, timetable: Timetable | None) -> None:
    """Write a timetable, or none, to the group's row."""
    if timetable is None:
        group.recurrence, group.first_on, group.meets_at = "", None, ""
        return
    group.recurrence, group.first_on = timetable.recurrence.rule, timetable.first_on
    group.meets_at, group.minutes = timetable.meets_at, timetable.minutes


def follow_timetable(db: Database, group: Group, now: datetime, zone: tzinfo) -> int:
    """Bring sessions that are planned and still to come in line with the group's timetable; how many were changed.

    One on a day that stays keeps its day and gets the new time, unless it was moved by hand; one on a day that goes is
    cancelled, and its day is free to be planned again.
    """
    sessions = db.scalars(
        select(Session).where(
            Session.group_id == group.id,
            Session.occurrence_on.is_not(None),
            Session.started_at.is_(None),
            Session.cancelled_at.is_(None),
            Session.starts_at > now,
        )
    )
    return sum(_follow(group, session, now, zone) for session in sessions)


def _follow(group: Group, session: Session, now: datetime, zone: tzinfo) -> bool:
    day = session.occurrence_on
    if day is None:
        return False
    if not occurrences(group, day, day):
        session.cancelled_at, session.cancel_reason, session.occurrence_on = now, NEW_TIMETABLE, None
        return True
    planned = span_on(group, day, zone)
    if session.moved_from is not None or (session.starts_at, session.ends_at) == (planned.starts_at, planned.ends_at):
        return False
    session.starts_at, session.ends_at = planned.starts_at, planned.ends_at
    return True
