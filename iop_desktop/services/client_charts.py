"""Reading one client's chart."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import AttendanceEvent, Group, Session, SplitMember
from iop_desktop.models.notes import Contact, Note
from iop_desktop.models.people import Admission, Client, Goal, InstrumentScore, Objective, Problem, TreatmentPlan
from iop_desktop.rules.attendance import SessionSpan, add_up, counted_minutes
from iop_desktop.rules.attendance_events import Event
from iop_desktop.rules.attendance_minutes import Gap
from iop_desktop.rules.contacts import contact_note_kind
from iop_desktop.rules.hours import minutes_in_week, week_of
from iop_desktop.rules.membership import age_on
from iop_desktop.rules.notes import note_kind
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteState
from iop_desktop.services.attendance_reading import COUNTED, breaks_by_session, event_of
from iop_desktop.services.client_rows import client_rows
from iop_desktop.services.client_views import (
    ChartGoal,
    ChartHead,
    ChartNote,
    ClientChart,
    ScorePoint,
    ScoreSeries,
    Visit,
    WeekAttendance,
)
from iop_desktop.services.errors import NotFound

WEEKS = 8
NO_CLIENT = "That client is not in these records. Nothing was changed."
_MINUTES = 60


def client_chart(db: Database, client_id: UUID, zone: tzinfo, now: datetime) -> ClientChart:
    """The whole chart in about ten statements. Raises NotFound."""
    today = now.astimezone(zone).date()
    client = db.get(Client, client_id)
    if client is None:
        raise NotFound(NO_CLIENT)
    admission = db.scalars(
        select(Admission).where(Admission.client_id == client_id).order_by(Admission.admitted_on.desc())
    ).first()
    visits = visits_of(db, client_id, zone, now)
    return ClientChart(
        head=_head(db, client, admission, today),
        weeks=_weeks(db, admission, visits, today),
        visits=tuple(visits),
        scores=_scores(db, client_id),
        goals=_goals(db, admission) if admission else (),
        notes=_by_day(
            _notes(db, client_id, {visit.session_id: visit.status for visit in visits}, zone),
            _contact_notes(db, client_id, zone),
        ),
    )


def _head(db: Database, client: Client, admission: Admission | None, today: date) -> ChartHead:
    row = client_rows(db, select(Client).where(Client.id == client.id), today)[0]
    plan = (
        db.scalars(select(TreatmentPlan).where(TreatmentPlan.admission_id == admission.id)).one_or_none()
        if admission
        else None
    )
    return ChartHead(
        client=row,
        age=age_on(client.date_of_birth, today) if client.date_of_birth else None,
        phone=client.phone,
        email=client.email,
        address=client.address,
        admitted_on=admission.admitted_on if admission else None,
        discharged_on=admission.discharged_on if admission else None,
        review_due_on=plan.review_due_on if plan else None,
        nicknames=client.nicknames,
    )


def visits_of(
    db: Database, client_id: UUID, zone: tzinfo, now: datetime, between: tuple[datetime, datetime] | None = None
) -> list[Visit]:
    """Sessions that stand and in which something was recorded of the client, latest first; all, or a span of time."""
    event = AttendanceEvent
    query = select(*COUNTED).where(event.client_id == client_id).order_by(event.session_id, event.ordinal)
    if between is not None:
        query = query.join(Session, Session.id == event.session_id).where(
            Session.starts_at >= between[0], Session.starts_at < between[1]
        )
    logs: defaultdict[UUID, list[Event]] = defaultdict(list)
    for row in db.execute(query):
        logs[row.session_id].append(event_of(row))
    breaks = breaks_by_session(db, logs.keys())
    sessions = db.execute(
        select(Session, Group.name)
        .join(Group, Group.id == Session.group_id)
        .where(
            Session.id.in_(logs), Session.cancelled_at.is_(None), Session.id.not_in(_left_for_second_part(client_id))
        )
        .order_by(Session.starts_at.desc())
    )
    return [
        _visit(session, name, logs[session.id], breaks.get(session.id, ()), zone, now) for session, name in sessions
    ]


def _left_for_second_part(client_id: UUID) -> Select[UUID | None]:
    """Sessions from which the client went to the second part of a split group."""
    query = select(Session.split_of).join(SplitMember, SplitMember.session_id == Session.id)
    return query.where(
        SplitMember.client_id == client_id, Session.split_of.is_not(None), Session.cancelled_at.is_(None)
    )


def _visit(
    session: Session, group_name: str, log: list[Event], breaks: tuple[Gap, ...], zone: tzinfo, now: datetime
) -> Visit:
    running = session.started_at is not None and session.ended_at is None and now < session.ends_at
    begin = session.started_at or session.starts_at
    span = SessionSpan(begin, max(now, begin) if running else session.ended_at or session.ends_at, breaks)
    attendance = add_up(log, span)
    day = session.starts_at.astimezone(zone).date()
    return Visit(session.id, day, group_name, attendance.status, counted_minutes(attendance, span))


def _weeks(db: Database, admission: Admission | None, visits: list[Visit], today: date) -> tuple[WeekAttendance, ...]:
    """The last eight weeks, oldest first."""
    minimum = 0
    if admission is not None:
        program = db.get_one(Program, admission.program_id)
        minimum = program.weekly_minutes_minimum
    attended = [(visit.on, visit.minutes) for visit in visits]
    days = [today - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return tuple(
        WeekAttendance(week_of(day)[0], minutes_in_week(attended, day) / _MINUTES, minimum / _MINUTES) for day in days
    )


def _scores(db: Database, client_id: UUID) -> tuple[ScoreSeries, ...]:
    score = InstrumentScore
    rows = db.execute(
        select(score.instrument, score.taken_on, score.score)
        .where(score.client_id == client_id)
        .order_by(score.instrument, score.taken_on, score.id)
    )
    series: defaultdict[str, list[ScorePoint]] = defaultdict(list)
    for instrument, taken_on, value in rows:
        series[instrument].append(ScorePoint(taken_on, value))
    return tuple(ScoreSeries(instrument, tuple(points)) for instrument, points in series.items())


def _goals(db: Database, admission: Admission) -> tuple[ChartGoal, ...]:
    rows = db.execute(
        select(Problem, Goal)
        .join(TreatmentPlan, TreatmentPlan.id == Problem.plan_id)
        .join(Goal, Goal.problem_id == Problem.id)
        .where(TreatmentPlan.admission_id == admission.id)
        .order_by(Problem.number, Goal.number)
    ).all()
    objectives: defaultdict[UUID, list[str]] = defaultdict(list)
    ids = [goal.id for _, goal in rows]
    for goal_id, text in db.execute(
        select(Objective.goal_id, Objective.text).where(Objective.goal_id.in_(ids)).order_by(Objective.number)
    ):
        objectives[goal_id].append(text)
    return tuple(
        ChartGoal(f"{problem.number}.{goal.number}", problem.text, goal.text, tuple(objectives[goal.id]), goal.ended_on)
        for problem, goal in rows
    )


def _notes(
    db: Database, client_id: UUID, statuses: dict[UUID, AttendanceStatus], zone: tzinfo
) -> tuple[ChartNote, ...]:
    rows = db.execute(
        select(
            Note.id,
            Note.session_id,
            Note.state,
            Session.starts_at,
            Group.name,
            Staff.name.label("author"),
            _added().label("added"),
        )
        .join(Session, Session.id == Note.session_id)
        .join(Group, Group.id == Session.group_id)
        .join(Staff, Staff.id == Note.author_id)
        .where(Note.client_id == client_id)
        .order_by(Session.starts_at.desc())
    )
    return tuple(
        ChartNote(
            note_id=row.id,
            session_id=row.session_id,
            on=row.starts_at.astimezone(zone).date(),
            group_name=row.name,
            kind=note_kind(statuses.get(row.session_id)),
            state=row.state,
            author=row.author,
            added=row.added,
        )
        for row in rows
    )


def _contact_notes(db: Database, client_id: UUID, zone: tzinfo) -> tuple[ChartNote, ...]:
    rows = db.execute(
        select(
            Note.id, Note.state, Contact.kind, Contact.starts_at, Staff.name.label("author"), _added().label("added")
        )
        .join(Contact, Contact.id == Note.contact_id)
        .join(Staff, Staff.id == Note.author_id)
        .where(Note.client_id == client_id)
        .order_by(Contact.starts_at.desc())
    )
    return tuple(
        ChartNote(
            note_id=row.id,
            session_id=None,
            on=row.starts_at.astimezone(zone).date(),
            group_name=row.kind.label,
            kind=contact_note_kind(row.kind),
            state=row.state,
            author=row.author,
            added=row.added,
        )
        for row in rows
    )


def _by_day(*kinds: tuple[ChartNote, ...]) -> tuple[ChartNote, ...]:
    return tuple(sorted((note for notes in kinds for note in notes), key=lambda note: note.on, reverse=True))


def _added() -> ScalarSelect[int]:
    """How many signed documents were added to a note."""
    child = aliased(Note)
    open_states = (NoteState.DRAFT, NoteState.RETURNED)
    return select(func.count()).where(child.parent_id == Note.id, child.state.not_in(open_states)).scalar_subquery()
