"""A longer period of one chart, with every decision about it and its reason.

It is kept as a setting named after the chart, and goes with the chart when that is destroyed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting

_PREFIX = "retention.chart."


@dataclass(frozen=True, slots=True)
class PeriodDecision:
    """How many years this chart is kept; 0 = as long as every chart. ``by`` is an id of staff, ``at`` ISO time."""

    years: int
    reason: str
    by: str
    at: str

    @property
    def decided_by(self) -> UUID:
        """Who decided it."""
        return UUID(self.by)

    @property
    def decided_at(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)


def own_periods(db: Database) -> dict[UUID, PeriodDecision]:
    """The decision that counts for each chart that has a period of its own; one statement."""
    rows = db.scalars(select(Setting).where(Setting.name.startswith(_PREFIX, autoescape=True)))
    latest = {UUID(row.name.removeprefix(_PREFIX)): _decisions(row)[-1] for row in rows}
    return {client_id: decision for client_id, decision in latest.items() if decision.years}


def decide_period(db: Database, client_id: UUID, decision: PeriodDecision) -> None:
    """Add a decision; those before it stay."""
    row = db.get(Setting, _name(client_id))
    before = _decisions(row) if row is not None else []
    if row is None:
        row = Setting(name=_name(client_id))
        db.add(row)
    row.value = json.dumps([asdict(each) for each in (*before, decision)], ensure_ascii=False)
    db.flush()


def decisions_of(db: Database, client_id: UUID) -> tuple[PeriodDecision, ...]:
    """Every decision about the period of a chart, oldest first."""
    row = db.get(Setting, _name(client_id))
    return tuple(_decisions(row)) if row is not None else ()


def forget_period(db: Database, client_id: UUID) -> None:
    """The chart is destroyed, and the reasons go with it."""
    db.execute(delete(Setting).where(Setting.name == _name(client_id)))


def _name(client_id: UUID) -> str:
    return f"{_PREFIX}{client_id.hex}"


def _decisions(row: Setting) -> list[PeriodDecision]:
    return [PeriodDecision(**each) for each in json.loads(row.value)]
