"""What an author has in view while writing: plan, last note, hours, scores and risk, read in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.clinic import Program, Staff
from iop_desktop.models.groups import Session
from iop_desktop.models.notes import Contact, Note, NoteVersion
from iop_desktop.models.people import Admission, Goal, InstrumentScore, Objective, Problem, TreatmentPlan
from iop_desktop.rules.hours import WeekRange, minutes_in_week, week_of
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import ADDED_KINDS, NoteState
from iop_desktop.services.client_charts import visits_of
from iop_desktop.services.need_to_know import seen_note
from iop_desktop.services.note_context_views import EarlierNote, NoteContext, PlanGoalView, RiskAnswer, ScoreChange
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

RISK_ANSWERS = 6
_NOTES_READ = 12
_BEGINS = func.coalesce(Session.starts_at, Contact.starts_at)


class NoteContextService:
    """Reads only; nothing of it goes into a note by itself."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_NOTES)
    def read(self, note_id: UUID) -> NoteContext:
        """What is known of the note's client up to the moment the note is about. Raises NotFound."""
        zone = self._unlocked.zone
        with self._unlocked.reading() as db:
            note = seen_note(db, self._unlocked, note_id)
            begins = self._begins(db, note)
            day = begins.astimezone(zone).date()
            admission = db.execute(_admission(note.client_id, day)).first()
            earlier = _earlier_notes(db, note, begins)
            return NoteContext(
                note_id=note_id,
                day=day,
                goals=_goals(db, admission.id) if admission else (),
                last=_earlier_note(earlier[0], zone) if earlier else None,
                hours=_hours(db, note.client_id, admission, day, zone, self._clock()),
                scores=_scores(db, note.client_id, day),
                risks=_risks(earlier, zone),
            )

    def _begins(self, db: Database, note: Note) -> datetime:
        found: datetime | None = db.execute(
            select(_BEGINS)
            .select_from(Note)
            .outerjoin(Session, Session.id == Note.session_id)
            .outerjoin(Contact, Contact.id == Note.contact_id)
            .where(Note.id == note.id)
        ).scalar_one()
        return found or self._clock()


def _admission(client_id: UUID, day: date) -> Select[UUID, int, int]:
    """The episode of care on the day, with the hours its program plans."""
    return (
        select(Admission.id, Program.weekly_minutes_minimum, Program.weekly_minutes_maximum)
        .join(Program, Program.id == Admission.program_id)
        .where(
            Admission.client_id == client_id,
            Admission.admitted_on <= day,
            or_(Admission.discharged_on.is_(None), Admission.discharged_on >= day),
        )
        .order_by(Admission.admitted_on.desc(), Admission.id)
        .limit(1)
    )


def _earlier_notes(db: Database, note: Note, before: datetime) -> Sequence[Row[Any]]:
    """The latest signed version of each of the client's notes before this one, latest first."""
    version = aliased(NoteVersion)
    newest = select(func.max(version.number)).where(version.note_id == Note.id).correlate(Note).scalar_subquery()
    return db.execute(
        select(_BEGINS.label("begins"), NoteVersion.record, NoteVersion.kind, Staff.name)
        .select_from(NoteVersion)
        .join(Note, Note.id == NoteVersion.note_id)
        .join(Staff, Staff.id == Note.author_id)
        .outerjoin(Session, Session.id == Note.session_id)
        .outerjoin(Contact, Contact.id == Note.contact_id)
        .where(
            Note.client_id == note.client_id,
            Note.id != note.id,
            Note.state != NoteState.IN_ERROR,
            NoteVersion.kind.not_in(ADDED_KINDS),
            NoteVersion.number == newest,
            before > _BEGINS,
        )
        .order_by(_BEGINS.desc())
        .limit(_NOTES_READ)
    ).all()


def _earlier_note(row: Row[Any], zone: tzinfo) -> EarlierNote:
    sections = tuple((title, tuple(texts)) for title, texts in row.record["sections"] if texts)
    draft = NoteDraft.from_data(row.record["draft"])
    words = (("Response", draft.response), ("Outreach", draft.outreach), ("Plan", draft.plan))
    written = tuple((title, text) for title, text in words if text)
    return EarlierNote(_day(row.begins, zone), row.kind, row.name, written, sections)


def _risks(rows: Sequence[Row[Any]], zone: tzinfo) -> tuple[RiskAnswer, ...]:
    found = ((row, NoteDraft.from_data(row.record["draft"])) for row in rows)
    answers = (
        RiskAnswer(_day(row.begins, zone), str(draft.risk or draft.risk_check), " ".join(draft.risk_plan.split()))
        for row, draft in found
        if draft.risk or draft.risk_check
    )
    return tuple(answers)[:RISK_ANSWERS]


def _hours(
    db: Database, client_id: UUID, admission: Row[UUID, int, int] | None, day: date, zone: tzinfo, now: datetime
) -> WeekRange | None:
    if admission is None:
        return None
    first, last = week_of(day)
    span = (_midnight(first, zone), _midnight(last + timedelta(days=1), zone))
    visits = visits_of(db, client_id, zone, now, span)
    minutes = minutes_in_week([(visit.on, visit.minutes) for visit in visits], day)
    return WeekRange(minutes, admission.weekly_minutes_minimum, admission.weekly_minutes_maximum)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _scores(db: Database, client_id: UUID, day: date) -> tuple[ScoreChange, ...]:
    """The latest score of each instrument with the one before, latest taken first."""
    rows = db.execute(
        select(InstrumentScore.instrument, InstrumentScore.score, InstrumentScore.taken_on)
        .where(InstrumentScore.client_id == client_id, InstrumentScore.taken_on <= day)
        .order_by(InstrumentScore.taken_on.desc(), InstrumentScore.id.desc())
    )
    series: defaultdict[str, list[tuple[int, date]]] = defaultdict(list)
    for instrument, score, taken_on in rows:
        series[instrument].append((score, taken_on))
    return tuple(
        ScoreChange(instrument, *points[0], *(points[1] if len(points) > 1 else (None, None)))
        for instrument, points in series.items()
    )


def _goals(db: Database, admission_id: UUID) -> tuple[PlanGoalView, ...]:
    """Every goal of the plan with its objectives, in the order of the plan."""
    rows = db.execute(
        select(
            Problem.number, Problem.text.label("problem"), Goal, Objective.text.label("objective"), Objective.target_on
        )
        .join(TreatmentPlan, TreatmentPlan.id == Problem.plan_id)
        .join(Goal, Goal.problem_id == Problem.id)
        .outerjoin(Objective, Objective.goal_id == Goal.id)
        .where(TreatmentPlan.admission_id == admission_id)
        .order_by(Problem.number, Goal.number, Objective.number)
    ).all()
    objectives: defaultdict[UUID, list[tuple[str, date | None]]] = defaultdict(list)
    for row in rows:
        if row.objective:
            objectives[row.Goal.id].append((row.objective, row.target_on))
    goals = {row.Goal.id: row for row in rows}
    return tuple(
        PlanGoalView(
            str(goal_id),
            f"Goal {row.number}.{row.Goal.number}",
            row.Goal.text,
            row.problem,
            tuple(objectives[goal_id]),
        )
        for goal_id, row in goals.items()
    )


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
