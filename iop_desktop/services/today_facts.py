"""What Today is made of, read in a few statements whatever the number of clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Membership, Session
from iop_desktop.models.people import Client
from iop_desktop.models.straight import straight
from iop_desktop.rules.attendance import Attendance, SessionSpan, counted_minutes
from iop_desktop.rules.hours import week_of
from iop_desktop.rules.names import display_name
from iop_desktop.services.actor import Actor
from iop_desktop.services.attendance_reading import breaks_by_session
from iop_desktop.services.circle import people_of
from iop_desktop.services.client_rows import current_membership
from iop_desktop.services.split_members import WHOLE, SplitParts, all_parts
from iop_desktop.services.today_marks import Marks, logs_of

# Long enough for the week's hours and for absences in a row of a group that meets weekly; what is older is read by
# note, not by attendance.
LOOK_BACK = timedelta(days=29)


@dataclass(frozen=True, slots=True)
class Member:
    """A current member of a group."""

    client_id: UUID
    group_id: UUID
    name: str
    first_name: str
    first_on: date


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with what attendance adds up to, by client. ``span`` ends now while it runs."""

    session_id: UUID
    group_id: UUID
    group_name: str
    facilitator_id: UUID
    on: date
    span: SessionSpan
    ended: bool
    attendance: Mapping[UUID, Attendance]

    def minutes(self, client_id: UUID) -> int:
        """Whole minutes of one client."""
        attendance = self.attendance.get(client_id)
        return counted_minutes(attendance, self.span) if attendance else 0


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """Members by group in roster order; meetings of the last weeks, earliest first; groups this person answers for.

    ``splits`` are the sessions that were split; ``over`` has the meetings of each group that are over, latest first.
    """

    today: date
    now: datetime
    members: Mapping[UUID, tuple[Member, ...]]
    meetings: tuple[Meeting, ...]
    my_groups: frozenset[UUID]
    splits: Mapping[UUID, SplitParts]
    over: Mapping[UUID, list[Meeting]]

    @property
    def my_members(self) -> dict[UUID, Member]:
        """Members of the groups this person answers for, each once."""
        mine = (member for group_id in self.my_groups for member in self.members.get(group_id, ()))
        return {member.client_id: member for member in mine}

    def held(self, group_id: UUID, client_id: UUID) -> list[Meeting]:
        """Meetings of a group that are over, latest first, without the parts that this client was not with."""
        held = self.over.get(group_id, [])
        if not self.splits:
            return held
        return [meeting for meeting in held if self.splits.get(meeting.session_id, WHOLE).keeps(client_id)]


def today_facts(db: Database, actor: Actor, zone: tzinfo, now: datetime) -> TodayFacts:
    """Read all of it: five statements."""
    today = now.astimezone(zone).date()
    mine = _my_groups(db, actor)
    wanted = _wanted(actor, mine, now, week_of(today)[0])
    meetings = _meetings(db, zone, now, wanted)
    return TodayFacts(today, now, _members(db, today), meetings, mine, all_parts(db), _over(meetings))


def _over(meetings: Sequence[Meeting]) -> dict[UUID, list[Meeting]]:
    found: defaultdict[UUID, list[Meeting]] = defaultdict(list)
    for meeting in reversed(meetings):
        if meeting.ended:
            found[meeting.group_id].append(meeting)
    return dict(found)


def is_over(ended_at: datetime | None, ends_at: datetime, now: datetime) -> bool:
    """Whether a session has ended, by its actual end or by its plan."""
    return ended_at is not None or now >= ends_at


def _my_groups(db: Database, actor: Actor) -> frozenset[UUID]:
    people = people_of(db, actor)
    led = or_(Group.facilitator_id.in_(people), Group.cofacilitator_id.in_(people))
    return frozenset(db.scalars(select(Group.id).where(Group.active, led)))


def _members(db: Database, today: date) -> dict[UUID, tuple[Member, ...]]:
    rows = straight(db).execute(
        select(
            Membership.group_id,
            Membership.first_on,
            Client.id,
            Client.first_name,
            Client.last_name,
            Client.preferred_name,
        )
        .join(Client, Client.id == Membership.client_id)
        .where(current_membership(today))
        .order_by(Client.last_name, Client.first_name, Client.id)
    )
    found: defaultdict[UUID, list[Member]] = defaultdict(list)
    for group_id, first_on, client_id, first_name, last_name, preferred_name in rows:
        name = display_name(first_name, last_name, preferred_name)
        found[group_id].append(Member(client_id, group_id, name, preferred_name or first_name, first_on))
    return {group_id: tuple(members) for group_id, members in found.items()}


def _wanted(actor: Actor, mine: Collection[UUID], now: datetime, monday: date) -> ColumnElement[bool]:
    """Of the last weeks the meetings this person answers for; of this week all, because hours of other groups count."""
    # A day more, so that the clinic's clock need not be asked where its week begins.
    this_week = datetime.combine(monday, time(), tzinfo=UTC) - timedelta(days=1)
    answers_for = or_(Session.group_id.in_(mine), Session.facilitator_id == actor.staff_id)
    return and_(
        Session.starts_at >= now - LOOK_BACK,
        Session.starts_at < now + timedelta(days=1),
        or_(Session.starts_at >= this_week, answers_for),
    )


def _meetings(db: Database, zone: tzinfo, now: datetime, wanted: ColumnElement[bool]) -> tuple[Meeting, ...]:
    rows = (
        straight(db)
        .execute(
            select(
                Session.id,
                Session.group_id,
                Group.name,
                Session.facilitator_id,
                Session.starts_at,
                Session.ends_at,
                Session.started_at,
                Session.ended_at,
            )
            .join(Group, Group.id == Session.group_id)
            .where(wanted, Session.cancelled_at.is_(None))
            .order_by(Session.starts_at)
        )
        .all()
    )
    logs = logs_of(db, wanted)
    breaks = breaks_by_session(db, [row.id for row in rows])
    meetings = []
    for row in rows:
        over = is_over(row.ended_at, row.ends_at, now)
        end = row.ended_at or (row.ends_at if over else max(now, row.starts_at))
        span = SessionSpan(row.started_at or row.starts_at, end, breaks.get(row.id, ()))
        marks = Marks(logs.get(row.id.hex, {}), span)
        on = row.starts_at.astimezone(zone).date()
        meetings.append(Meeting(row.id, row.group_id, row.name, row.facilitator_id, on, span, over, marks))
    return tuple(meetings)


def short_names(members: Iterable[Member]) -> dict[UUID, str]:
    """First names; where two are alike, with the initial of the last name."""
    kept = tuple(members)
    first_names = [member.first_name for member in kept]
    return {
        member.client_id: member.first_name if first_names.count(member.first_name) == 1 else _with_initial(member)
        for member in kept
    }


def _with_initial(member: Member) -> str:
    rest = member.name.removeprefix(member.first_name).strip()
    return f"{member.first_name} {rest[:1]}." if rest else member.first_name
