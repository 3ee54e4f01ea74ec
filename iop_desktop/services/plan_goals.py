"""Goals of the members' treatment plans, for many members in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.people import Admission, Goal, Objective, Problem, TreatmentPlan
from iop_desktop.services.note_views import GoalChoice


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """A goal of the plan that is in force; it is ``current`` while it has not ended by the session's day.

    ``problem`` is the problem of the plan that it answers.
    """

    choice: GoalChoice
    current: bool
    problem: str = ""


def goals_by_client(db: Database, client_ids: Collection[UUID], day: date) -> Mapping[UUID, tuple[PlanGoal, ...]]:
    """Goals in the order of the plan of the admission that is active on ``day``, each with its first objective."""
    rows = db.execute(
        select(Admission.client_id, Admission.id.label("admission_id"), Problem, Goal)
        .join(TreatmentPlan, TreatmentPlan.admission_id == Admission.id)
        .join(Problem, Problem.plan_id == TreatmentPlan.id)
        .join(Goal, Goal.problem_id == Problem.id)
        .where(
            Admission.client_id.in_(client_ids),
            Admission.admitted_on <= day,
            or_(Admission.discharged_on.is_(None), Admission.discharged_on >= day),
        )
        .order_by(Admission.admitted_on.desc(), Admission.id, Problem.number, Goal.number)
    ).all()
    objectives = _first_objectives(db, [row.Goal.id for row in rows])
    latest: dict[UUID, UUID] = {}
    found: defaultdict[UUID, list[PlanGoal]] = defaultdict(list)
    for row in rows:
        if latest.setdefault(row.client_id, row.admission_id) == row.admission_id:
            found[row.client_id].append(_plan_goal(row.Problem, row.Goal, objectives, day))
    return {client_id: tuple(goals) for client_id, goals in found.items()}


def _first_objectives(db: Database, goal_ids: Collection[UUID]) -> dict[UUID, str]:
    query = select(Objective.goal_id, Objective.text).where(Objective.goal_id.in_(goal_ids))
    first: dict[UUID, str] = {}
    for goal_id, text in db.execute(query.order_by(Objective.number)):
        first.setdefault(goal_id, text)
    return first


def _plan_goal(problem: Problem, goal: Goal, objectives: Mapping[UUID, str], day: date) -> PlanGoal:
    choice = GoalChoice(str(goal.id), f"Goal {problem.number}.{goal.number}", goal.text, objectives.get(goal.id, ""))
    return PlanGoal(choice, goal.ended_on is None or goal.ended_on >= day, problem.text)
