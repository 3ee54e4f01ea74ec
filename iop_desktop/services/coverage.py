"""Who has had which lesson: the matrix of a group, and the lesson that serves today's roster best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from uuid import UUID

from sqlalchemy import Select, String, func, or_, select, type_coerce
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import AttendanceEvent, Group, Membership, Session
from iop_desktop.models.lessons import Curriculum, Delivery, Lesson, Module
from iop_desktop.models.people import Client
from iop_desktop.rules.attendance_events import undone_batches
from iop_desktop.rules.coverage import Days, Need, Offered, Suggestion, suggestions
from iop_desktop.rules.names import display_name
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import ATTENDED, AttendanceEventKind
from iop_desktop.services.circle import charts, roster_names
from iop_desktop.services.errors import NotFound
from iop_desktop.services.lesson_order import in_order
from iop_desktop.services.plan_goals import PlanGoal, goals_by_client
from iop_desktop.services.rights import needs
from iop_desktop.services.room_facts import RoomFacts, room_facts
from iop_desktop.services.unlocked import Clock, Unlocked

_NO_GROUP = "That group is not in these records. Nothing was changed."


@dataclass(frozen=True, slots=True)
class CoveredLesson:
    """A column of the matrix; ``given`` says how often this group had the lesson."""

    lesson_id: UUID
    code: str
    title: str
    module: str
    given: int


@dataclass(frozen=True, slots=True)
class CoveredMember:
    """A row of the matrix: the days on which the member had each lesson, in the order of the columns."""

    client_id: UUID
    name: str
    days: tuple[tuple[date, ...], ...]

    @property
    def had(self) -> int:
        """How many of the lessons the member has had."""
        return sum(bool(days) for days in self.days)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Members by lessons."""

    group_id: UUID
    lessons: tuple[CoveredLesson, ...]
    members: tuple[CoveredMember, ...]


class CoverageService:
    """Use cases of coverage."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_SESSIONS)
    def groups(self) -> tuple[tuple[UUID, str], ...]:
        """Active groups by name."""
        with self._unlocked.reading() as db:
            rows = db.execute(select(Group.id, Group.name).where(Group.active).order_by(Group.name))
            return tuple((group_id, name) for group_id, name in rows)

    @needs(Right.READ_SESSIONS)
    def matrix(self, group_id: UUID, curriculum_id: UUID | None = None) -> Coverage:
        """Today's members of a group by the lessons of a curriculum: the given one, the group's, or the largest.

        Members are those whom this person sees. A member has had a lesson who attended any session, of whatever group,
        in which it was given. A lesson that is no longer offered stays in sight where this group or one of its members
        had it. Raises NotFound.
        """
        today, zone = self._today(), self._unlocked.zone
        with self._unlocked.reading() as db:
            group = db.get(Group, group_id)
            if group is None:
                raise NotFound(_NO_GROUP)
            lessons = db.execute(_lessons(curriculum_id or group.curriculum_id or _largest(db), retired=True)).all()
            named = roster_names(db, self._unlocked, group_id)
            members = db.execute(_members(group_id, today).where(named)).all()
            had = _stored_days(db, [row.id for row in members], zone)
            given = _given(db, group_id, zone)
        seen = {lesson for lessons_had in had.values() for lesson in lessons_had}
        lessons = [row for row in lessons if not row.retired or row.id in given or row.id.hex in seen]
        columns = [row.id.hex for row in lessons]
        return Coverage(
            group_id,
            tuple(CoveredLesson(row.id, row.code, row.title, row.module, len(given[row.id])) for row in lessons),
            tuple(
                CoveredMember(
                    row.id,
                    display_name(row.first_name, row.last_name, row.preferred_name),
                    tuple(tuple(sorted(had[row.id.hex].get(lesson, ()))) for lesson in columns),
                )
                for row in members
            ),
        )

    @needs(Right.READ_SESSIONS)
    def suggest(self, session_id: UUID, limit: int = 3) -> tuple[Suggestion, ...]:
        """The lessons that serve this session's roster best, best first, each with its reasons. Raises NotFound.

        The roster is who is present; before anybody is marked, everybody who may come. Goals count of those alone
        whose charts this person reads.
        """
        with self._unlocked.reading() as db:
            room = room_facts(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)
            group = db.get_one(Group, room.head.group_id)
            offered = _offered(db, group.curriculum_id)
            needs = _needs(db, room, self._unlocked)
            had = days_of(db, [need.client_id for need in needs], self._unlocked.zone, but=session_id)
            given = _given(db, group.id, self._unlocked.zone, but=session_id)
        latest = {lesson_id: max(days) for lesson_id, days in given.items()}
        return suggestions(offered, needs, had, latest, room.day)[:limit]

    @needs(Right.READ_SESSIONS)
    def choices(self, session_id: UUID) -> tuple[tuple[UUID, str], ...]:
        """Lessons to choose from: those that serve this roster best with the reason, then all in order."""
        best = self.suggest(session_id)
        with self._unlocked.reading() as db:
            rows = db.execute(_lessons(None)).all()
        first = tuple((each.lesson_id, f"{each.title} ({each.sentence.rstrip('.')})") for each in best)
        return first + tuple((row.id, row.title) for row in rows)

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def days_of(db: Database, client_ids: Collection[UUID], zone: tzinfo, but: UUID | None = None) -> Days:
    """The days on which each of these clients had each lesson; ``but`` leaves one session out."""
    found = _stored_days(db, client_ids, zone, but)
    return {
        (UUID(client), UUID(lesson)): tuple(sorted(days))
        for client, lessons in found.items()
        for lesson, days in lessons.items()
    }


def _stored_days(
    db: Database, client_ids: Collection[UUID], zone: tzinfo, but: UUID | None = None
) -> dict[str, dict[str, list[date]]]:
    """Days by client and lesson, both as they are stored: making objects of thousands of ids takes longer than all."""
    given = _lessons_given(db, zone, but)
    found: dict[str, dict[str, list[date]]] = {client_id.hex: {} for client_id in client_ids}
    for session_id, client_id in db.execute(_attended(client_ids, _undone(db))):
        lesson = given.get(session_id)
        if lesson is not None:
            found[client_id].setdefault(lesson[0], []).append(lesson[1])
    return found


def _lessons_given(db: Database, zone: tzinfo, but: UUID | None) -> dict[str, tuple[str, date]]:
    """Lesson and day of every session that was held, by the session's id; ids as they are stored."""
    rows = db.execute(
        select(Delivery.session_id, Delivery.lesson_id, Session.starts_at)
        .join(Session, Session.id == Delivery.session_id)
        .where(Session.started_at.is_not(None))
    )
    return {
        session_id.hex: (lesson_id.hex, starts_at.astimezone(zone).date())
        for session_id, lesson_id, starts_at in rows
        if session_id != but
    }


def _undone(db: Database) -> frozenset[UUID]:
    """Batches of marks that were taken back."""
    event = AttendanceEvent
    rows = db.execute(
        select(event.batch_id, event.undoes).where(event.undoes.is_not(None)).order_by(event.session_id, event.ordinal)
    )
    return undone_batches((row.batch_id, row.undoes) for row in rows)


def _attended(client_ids: Collection[UUID], undone: frozenset[UUID]) -> Select[str, str]:
    """Session and client, as stored, where the last mark that counts says that the client was there."""
    event = AttendanceEvent
    last = (
        select(
            type_coerce(event.session_id, String).label("session_id"),
            type_coerce(event.client_id, String).label("client_id"),
            event.status,
            func.max(event.ordinal),  # SQLite takes the other columns from the row with the highest one
        )
        .where(
            event.kind == AttendanceEventKind.MARKED,
            event.undoes.is_(None),
            event.client_id.in_(client_ids),
            event.batch_id.not_in(undone),
        )
        .group_by(event.session_id, event.client_id)
        .subquery()
    )
    return select(last.c.session_id, last.c.client_id).where(last.c.status.in_(ATTENDED))


def _given(db: Database, group_id: UUID, zone: tzinfo, but: UUID | None = None) -> defaultdict[UUID, list[date]]:
    rows = db.execute(
        select(Delivery.lesson_id, Session.id, Session.starts_at)
        .join(Session, Session.id == Delivery.session_id)
        .where(Session.group_id == group_id, Session.started_at.is_not(None))
    )
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    for lesson_id, session_id, starts_at in rows:
        if session_id != but:
            found[lesson_id].append(starts_at.astimezone(zone).date())
    return found


def _lessons(curriculum_id: UUID | None, *, retired: bool = False) -> Select[UUID, str, str, str, bool]:
    query = (
        select(Lesson.id, Lesson.code, Lesson.title, Module.title.label("module"), Lesson.retired)
        .join(Module, Module.id == Lesson.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Lesson.retired.in_((False, retired)))
        .order_by(*in_order())
    )
    return query if curriculum_id is None else query.where(Curriculum.id == curriculum_id)


def _largest(db: Database) -> UUID | None:
    """The curriculum with the most lessons; what a clinic teaches from unless its groups say otherwise."""
    query = (
        select(Module.curriculum_id)
        .join(Lesson, Lesson.module_id == Module.id)
        .where(Lesson.retired.is_(False))
        .group_by(Module.curriculum_id)
        .order_by(func.count().desc(), Module.curriculum_id)
        .limit(1)
    )
    return db.scalars(query).one_or_none()


def _members(group_id: UUID, day: date) -> Select[UUID, str, str, str]:
    on = (Membership.first_on <= day, or_(Membership.last_on.is_(None), Membership.last_on >= day))
    ids = select(Membership.client_id).where(Membership.group_id == group_id, *on)
    return (
        select(Client.id, Client.first_name, Client.last_name, Client.preferred_name)
        .where(Client.id.in_(ids))
        .order_by(Client.last_name, Client.first_name, Client.id)
    )


def _offered(db: Database, curriculum_id: UUID | None) -> list[Offered]:
    tags = Lesson.content["tags"]
    rows = db.execute(
        select(Lesson.id, Lesson.title, Lesson.module_id, tags.label("tags"))
        .join(Module, Module.id == Lesson.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Lesson.retired.is_(False), *(() if curriculum_id is None else (Curriculum.id == curriculum_id,)))
        .order_by(*in_order())
    )
    offered: list[Offered] = []
    before: dict[UUID, UUID] = {}
    for row in rows:
        offered.append(Offered(row.id, row.title, _tags(row.tags), before.get(row.module_id)))
        before[row.module_id] = row.id
    return offered


def _tags(found: object) -> tuple[str, ...]:
    return tuple(str(tag) for tag in found) if isinstance(found, list) else ()


def _needs(db: Database, room: RoomFacts, unlocked: Unlocked) -> tuple[Need, ...]:
    present = [member for member in room.members if room.attendance[member.client_id].status.attended]
    ids = [member.client_id for member in present or room.members]
    read = db.scalars(select(Client.id).where(Client.id.in_(ids), Client.id.in_(charts(db, unlocked)))).all()
    goals = goals_by_client(db, read, room.day)
    return tuple(Need(client_id, _texts(goals.get(client_id, ()))) for client_id in ids)


def _texts(goals: Iterable[PlanGoal]) -> tuple[str, ...]:
    return tuple(f"{goal.choice.text} {goal.choice.objective}" for goal in goals if goal.current)
