"""How long charts are kept: the clinic's period, holds, and the list of charts with their days."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting
from iop_desktop.models.people import Client
from iop_desktop.models.retention import ChartPeriod, DisposalProposal, LegalHold
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.retention import (
    RetentionPolicy,
    refusals_of_chart_period,
    refusals_of_policy,
    refusals_to_hold,
    refusals_to_lift,
)
from iop_desktop.rules.rights import Right, allows
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.chart_days import SETTING, chart_rows, chosen_policy, open_holds, open_proposals, own_periods
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

TOPICS = frozenset({Topic.CLIENTS, Topic.CLINIC})
NO_CHART = "That chart is not in these records. Nothing was changed."


class RetentionService:
    """Use cases of the list of charts; nothing here destroys one."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        roles = unlocked.actor.roles
        self.may_see = allows(roles, Right.SEE_RETENTION)
        self.may_manage = allows(roles, Right.MANAGE_RETENTION)

    @needs(Right.SEE_RETENTION)
    def policy(self) -> RetentionPolicy:
        """The period that holds."""
        with self._unlocked.reading() as db:
            return chosen_policy(db)

    @needs(Right.SEE_RETENTION)
    def rows(self) -> tuple[RetentionRow, ...]:
        """Every chart by record number, without names."""
        with self._unlocked.reading() as db:
            return chart_rows(db, self._unlocked.zone, self._today(), self._unlocked.actor.staff_id)

    @needs(Right.MANAGE_RETENTION)
    def choose(self, policy: RetentionPolicy) -> Changes:
        """Choose the clinic's period. Raises Refused with every reason why not."""
        policy = replace(policy, source=policy.source.strip())
        _require(refusals_of_policy(policy))
        with self._unlocked.transaction() as db:
            db.merge(Setting(name=SETTING, value=json.dumps(asdict(policy))))
            detail = {"years": policy.years, "majority": policy.majority}
            self._unlocked.audit(db, "retention.chosen", SETTING, detail)
        return Changes(TOPICS, f"Charts are kept for {policy.years} years.")

    @needs(Right.MANAGE_RETENTION)
    def choose_for(self, client_id: UUID, years: int, reason: str) -> Changes:
        """Keep one chart for more years than every chart; 0 = as long as every chart. Raises NotFound, Refused."""
        actor, now = self._unlocked.actor.staff_id, self._clock()
        with self._unlocked.transaction() as db:
            number, own = _number(db, client_id), own_periods(db).get(client_id)
            before = own.years if own else 0
            _require(refusals_of_chart_period(chosen_policy(db), before, years, reason))
            made = ChartPeriod(
                client_id=client_id, years=years, reason=reason.strip(), decided_by=actor, decided_at=now
            )
            db.add(made)
            db.flush()
            self._unlocked.audit(db, "retention.of_chart", client_id, {"period": str(made.id), "years": years})
            if years > before:
                # What was decided before the reason for keeping it longer was known is not decided for after it.
                withdraw_proposals(db, self._unlocked, client_id, now)
        words = f"is kept for {years} years" if years else "is kept as long as every chart"
        return Changes(TOPICS, f"Record {number} {words}.")

    @needs(Right.MANAGE_RETENTION)
    def hold(self, client_id: UUID, reason: str) -> Changes:
        """Keep a chart whatever its period. Raises NotFound and Refused."""
        with self._unlocked.transaction() as db:
            number = _number(db, client_id)
            _require(refusals_to_hold(is_held=_hold_of(db, client_id) is not None, reason=reason))
            hold = LegalHold(
                client_id=client_id,
                reason=reason.strip(),
                placed_by=self._unlocked.actor.staff_id,
                placed_at=self._clock(),
            )
            db.add(hold)
            db.flush()
            self._unlocked.audit(db, "hold.placed", client_id, {"hold": str(hold.id)})
            # What was decided before the reason for the hold was known is not decided for after it.
            withdraw_proposals(db, self._unlocked, client_id, self._clock())
        return Changes(TOPICS, f"Record {number} is held until somebody lifts the hold.")

    @needs(Right.MANAGE_RETENTION)
    def lift(self, client_id: UUID, reason: str) -> Changes:
        """The chart's own period counts again. Raises NotFound and Refused."""
        with self._unlocked.transaction() as db:
            number, hold = _number(db, client_id), _hold_of(db, client_id)
            _require(refusals_to_lift(is_held=hold is not None, reason=reason))
            assert hold is not None
            hold.lifted_by, hold.lifted_at = self._unlocked.actor.staff_id, self._clock()
            hold.lift_reason = reason.strip()
            self._unlocked.audit(db, "hold.lifted", client_id, {"hold": str(hold.id)})
        return Changes(TOPICS, f"Record {number} is not held any more.")

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def withdraw_proposals(db: Database, unlocked: Unlocked, client_id: UUID, now: datetime) -> None:
    """Proposals to destroy this chart count no more; in the caller's transaction."""
    for proposal in db.scalars(open_proposals().where(DisposalProposal.client_id == client_id)).all():
        proposal.withdrawn_by, proposal.withdrawn_at = unlocked.actor.staff_id, now
        unlocked.audit(db, "disposal.withdrawn", client_id, {"proposal": str(proposal.id)})


def _hold_of(db: Database, client_id: UUID) -> LegalHold | None:
    return db.scalars(open_holds().where(LegalHold.client_id == client_id)).first()


def _number(db: Database, client_id: UUID) -> str:
    client = db.get(Client, client_id)
    if client is None:
        raise NotFound(NO_CHART)
    return client.record_number


def _require(refusals: tuple[Refusal, ...]) -> None:
    if refusals:
        raise Refused(refusals)
