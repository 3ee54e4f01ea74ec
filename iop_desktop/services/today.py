"""Today: the day's groups, what is owed, whom to watch, hours this week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Program
from iop_desktop.models.groups import Group, Session
from iop_desktop.rules.attendance import LATE_LEAVING, present_count, tally
from iop_desktop.rules.hours import WeekHours, week_of
from iop_desktop.rules.meetings import PLANNED_AHEAD
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.audit_review import review_need
from iop_desktop.services.plan_ahead import plan_if_possible
from iop_desktop.services.rights import needs
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.sessions import day_bounds, sessions_of_today
from iop_desktop.services.split_members import WHOLE
from iop_desktop.services.today_backup import backup_need
from iop_desktop.services.today_facts import Meeting, TodayFacts, short_names, today_facts
from iop_desktop.services.today_glass import glass_need
from iop_desktop.services.today_needs import needs_of
from iop_desktop.services.today_notes import owed_notes
from iop_desktop.services.today_uncovered import uncovered_needs
from iop_desktop.services.today_vault import vault_needs
from iop_desktop.services.today_views import Hours, MemberHours, SessionPhase, Today, TodayGroup, notes_owed
from iop_desktop.services.today_watch import watched
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of, long_day

_SOON = timedelta(minutes=30)
_NOON, _EVENING = 12, 17
_MINUTES = 60
# From this session of the week on, hours that are missing are worth a warning.
_LATE_IN_THE_WEEK = 3
# Ways of being there that are worth a word of their own beside the number present.
_NAMED = {
    AttendanceStatus.LATE: "late",
    AttendanceStatus.LEFT_EARLY: "left early",
    AttendanceStatus.TELEHEALTH: "video",
    AttendanceStatus.TELEHEALTH_AUDIO: "audio",
    AttendanceStatus.MAKE_UP: "make-up",
}
_CANCELLED = (AttendanceStatus.CANCELLED_BY_CLIENT, AttendanceStatus.CANCELLED_BY_PROGRAM)


class TodayService:
    """One use case: the whole page in one view of the database."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        self._planned: dict[timedelta, date] = {}

    @needs(Right.SEE_TODAY)
    def view(self) -> Today:
        """The page as of now; about a dozen statements whatever the number of clients."""
        now, actor, zone = self._clock(), self._unlocked.actor, self._unlocked.zone
        self._plan_once_a_day(now, timedelta(0))
        with self._unlocked.reading() as db:
            facts = today_facts(db, actor, zone, now)
            heads = sessions_of_today(db, self._unlocked, now)
            owed = owed_notes(db, facts, self._unlocked)
            needs = needs_of(db, facts, owed, self._unlocked)
            vault = vault_needs(db, actor, zone, now)
            kept = (glass_need(db, self._unlocked), backup_need(db, actor, now), review_need(db, actor, now))
            uncovered = uncovered_needs(db, facts, self._unlocked)
            watch = watched(db, facts)
            hours = _hours(db, facts, heads, self._unlocked)
        groups = tuple(_group(facts, head) for head in heads)
        return Today(
            greeting=f"{_greeting(now.astimezone(zone).hour)}, {actor.first_name}",
            day=facts.today,
            summary=_summary(facts, groups, notes_owed(needs)),
            groups=groups,
            needs=(*vault, *needs, *uncovered, *(need for need in kept if need)),
            watch=watch,
            hours=hours,
        )

    @needs(Right.SEE_TODAY)
    def plan_ahead(self) -> int:
        """Make the missing sessions of the next two weeks, once a day; how many. The page need not wait for them."""
        return self._plan_once_a_day(self._clock(), PLANNED_AHEAD)

    def _plan_once_a_day(self, now: datetime, ahead: timedelta) -> int:
        """A group that is changed meanwhile has its sessions made where it is changed."""
        today = now.astimezone(self._unlocked.zone).date()
        if self._planned.get(ahead) == today:
            return 0
        made = plan_if_possible(self._unlocked, now, ahead)
        self._planned[ahead] = today
        return made


def attendance_summary(statuses: Sequence[AttendanceStatus]) -> str:
    """Such as "10 here (1 late, 1 video) · 1 excused · 1 no-show"; before any mark the number of members."""
    counts = tally(statuses)
    if not statuses or set(counts) == {AttendanceStatus.UNMARKED}:
        return count_of(len(statuses), "member")
    named = ", ".join(f"{counts[status]} {word}" for status, word in _NAMED.items() if status in counts)
    parts = [f"{present_count(statuses)} here" + (f" ({named})" if named else "")]
    cancelled = sum(counts.get(status, 0) for status in _CANCELLED)
    for count, word, plural in (
        (counts.get(AttendanceStatus.EXCUSED, 0), "excused", "excused"),
        (counts.get(AttendanceStatus.NO_SHOW, 0), "no-show", "no-shows"),
        (cancelled, "cancelled", "cancelled"),
        (counts.get(AttendanceStatus.UNMARKED, 0), "not marked", "not marked"),
    ):
        if count:
            parts.append(count_of(count, word, plural))
    return " · ".join(parts)


def phase_of(head: SessionHead, now: datetime) -> SessionPhase:
    """Where a session stands; one that nobody ended is taken as finished an hour after its planned end."""
    if head.ended_at is not None or now > head.ends_at + LATE_LEAVING:
        return SessionPhase.FINISHED
    if head.started_at is not None:
        return SessionPhase.RUNNING
    if now >= head.ends_at:
        return SessionPhase.FINISHED
    return SessionPhase.SOON if now >= head.starts_at - _SOON else SessionPhase.LATER


def _group(facts: TodayFacts, head: SessionHead) -> TodayGroup:
    meeting = _meeting(facts, head.session_id)
    attendance = meeting.attendance if meeting else {}
    parts = facts.splits.get(head.session_id, WHOLE)
    roster = [each.client_id for each in facts.members.get(head.group_id, ()) if parts.keeps(each.client_id)]
    left = [client_id for client_id in attendance if client_id not in roster and parts.keeps(client_id)]
    statuses = tuple(
        attendance[client_id].status if client_id in attendance else AttendanceStatus.UNMARKED
        for client_id in (*roster, *left)
    )
    return TodayGroup(
        head=head,
        phase=phase_of(head, facts.now),
        minutes_to_start=max(0, int((head.starts_at - facts.now).total_seconds() // _MINUTES)),
        members=len(statuses),
        statuses=statuses,
        summary=attendance_summary(statuses),
    )


def _meeting(facts: TodayFacts, session_id: UUID) -> Meeting | None:
    return next((meeting for meeting in facts.meetings if meeting.session_id == session_id), None)


def _hours(db: Database, facts: TodayFacts, heads: Sequence[SessionHead], unlocked: Unlocked) -> Hours | None:
    """Hours this week of the members of the first of the groups today that this person answers for, fewest first."""
    mine = [head for head in heads if head.is_mine or head.group_id in facts.my_groups]
    if not mine:
        return None
    head = min(mine, key=lambda each: (not each.is_mine, each.starts_at))
    minimum = db.execute(
        select(Program.weekly_minutes_minimum)
        .join(Group, Group.program_id == Program.id)
        .where(Group.id == head.group_id)
    ).scalar_one()
    members = facts.members.get(head.group_id, ())
    first, last = week_of(facts.today)
    meetings = [meeting for meeting in facts.meetings if first <= meeting.on <= last]
    weeks = {
        member: WeekHours(sum(meeting.minutes(member.client_id) for meeting in meetings), minimum) for member in members
    }
    names = short_names(members)
    bars = [
        MemberHours(member.client_id, names[member.client_id], week.minutes / _MINUTES)
        for member, week in weeks.items()
    ]
    below = [week for week in weeks.values() if week.below]
    begun, to_come = _week_of_group(db, head.group_id, facts, unlocked)
    return Hours(
        group_name=head.group_name,
        minimum=minimum / _MINUTES,
        members=tuple(sorted(bars, key=lambda bar: (bar.hours, bar.name))),
        below=len(below),
        urgent=bool(below)
        and (begun >= _LATE_IN_THE_WEEK or any(week.minutes + to_come < week.minimum for week in below)),
    )


def _week_of_group(db: Database, group_id: UUID, facts: TodayFacts, unlocked: Unlocked) -> tuple[int, int]:
    """How many sessions of the group began this week, and the minutes of its sessions that are still to come."""
    first, last = (day_bounds(day, unlocked) for day in week_of(facts.today))
    rows = db.execute(
        select(Session.starts_at, Session.ends_at, Session.started_at, Session.ended_at).where(
            Session.group_id == group_id,
            Session.starts_at >= first[0],
            Session.starts_at < last[1],
            Session.cancelled_at.is_(None),
            Session.split_of.is_(None),
        )
    ).all()
    begun = sum(row.started_at is not None or row.starts_at <= facts.now for row in rows)
    left = (row.ends_at - max(row.starts_at, facts.now) for row in rows if row.ended_at is None)
    return begun, sum(int(time.total_seconds() // _MINUTES) for time in left if time > timedelta())


def _greeting(hour: int) -> str:
    if hour < _NOON:
        return "Good morning"
    return "Good afternoon" if hour < _EVENING else "Good evening"


def _summary(facts: TodayFacts, groups: Sequence[TodayGroup], owed: int) -> str:
    parts = [count_of(len(groups), "group"), count_of(sum(group.members for group in groups), "member")]
    if not groups:
        parts = ["no groups today"]
    if owed:
        parts.append(f"{count_of(owed, 'note')} to finish or sign")
    return f"{long_day(facts.today)} · {', '.join(parts)}"
