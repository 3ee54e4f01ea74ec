"""Reading what decides how long charts are kept: the clinic's period, discharges, holds, proposals."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, tzinfo
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Setting, Staff
from iop_desktop.models.people import Admission, Client
from iop_desktop.models.retention import ChartPeriod, DisposalProposal, LegalHold
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.rules.retention import (
    ChartFacts,
    RetentionPolicy,
    is_valid_proposal,
    kept_until,
    policy_of_chart,
    standing,
)
from iop_desktop.services.retention_views import HoldView, PeriodView, ProposalView, RetentionRow

SETTING = "retention"


def chosen_policy(db: Database) -> RetentionPolicy:
    """The clinic's period, or the one the program proposes."""
    setting = db.get(Setting, SETTING)
    return RetentionPolicy(**json.loads(setting.value)) if setting is not None else RetentionPolicy()


def chart_rows(
    db: Database, zone: tzinfo, today: date, actor: UUID, only: Collection[UUID] | None = None
) -> tuple[RetentionRow, ...]:
    """Charts by record number, all or some; six statements whatever their number."""
    query = select(Client).order_by(Client.record_number)
    clients = db.scalars(query if only is None else query.where(Client.id.in_(only))).all()
    clinics, ends, periods = chosen_policy(db), _ends(db), own_periods(db)
    names = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}
    holds = {hold.client_id: hold for hold in db.scalars(open_holds())}
    proposals = {proposal.client_id: proposal for proposal in db.scalars(open_proposals())}

    def view(client: Client) -> RetentionRow:
        hold, end, own = holds.get(client.id), ends.get(client.id), periods.get(client.id)
        own = own if own and own.years > clinics.years else None
        policy = policy_of_chart(clinics, own.years if own else 0)
        until = kept_until(policy, end, client.date_of_birth) if end else None
        made = proposals.get(client.id)
        proposal = made if made and is_valid_proposal(until, made.proposed_at.astimezone(zone).date()) else None
        facts = ChartFacts(end, client.date_of_birth, held=hold is not None, proposed=proposal is not None)
        return RetentionRow(
            client_id=client.id,
            record_number=client.record_number,
            initials=initials_of(display_name(client.first_name, client.last_name, client.preferred_name)),
            discharged_on=end,
            kept_until=until,
            standing=standing(policy, facts, today),
            hold=_hold(hold, names, zone) if hold else None,
            proposal=_proposal(proposal, names, zone, actor) if proposal else None,
            period=_period(own, names, zone) if own else None,
        )

    return tuple(view(client) for client in clients)


def own_periods(db: Database) -> dict[UUID, ChartPeriod]:
    """The decision that counts for each chart that has a period of its own."""
    decisions = db.scalars(select(ChartPeriod).order_by(ChartPeriod.decided_at, ChartPeriod.id))
    latest = {decision.client_id: decision for decision in decisions}
    return {client_id: decision for client_id, decision in latest.items() if decision.years}


def open_holds() -> Select[LegalHold]:
    """Holds that are not lifted."""
    return select(LegalHold).where(LegalHold.lifted_at.is_(None))


def open_proposals() -> Select[DisposalProposal]:
    """Proposals that are not withdrawn, the latest of a chart last."""
    query = select(DisposalProposal).where(DisposalProposal.withdrawn_at.is_(None))
    return query.order_by(DisposalProposal.proposed_at)


def _ends(db: Database) -> dict[UUID, date | None]:
    """The last discharge of each client with an admission; None where an episode lasts."""
    found: dict[UUID, date | None] = {}
    for client_id, discharged_on in db.execute(select(Admission.client_id, Admission.discharged_on)):
        if discharged_on is None or found.get(client_id, discharged_on) is None:
            found[client_id] = None
        else:
            found[client_id] = max(discharged_on, found.get(client_id) or discharged_on)
    return found


def _hold(hold: LegalHold, names: dict[UUID, str], zone: tzinfo) -> HoldView:
    return HoldView(hold.reason, names[hold.placed_by], hold.placed_at.astimezone(zone).date())


def _period(own: ChartPeriod, names: dict[UUID, str], zone: tzinfo) -> PeriodView:
    return PeriodView(own.years, own.reason, names[own.decided_by], own.decided_at.astimezone(zone).date())


def _proposal(proposal: DisposalProposal, names: dict[UUID, str], zone: tzinfo, actor: UUID) -> ProposalView:
    on = proposal.proposed_at.astimezone(zone).date()
    return ProposalView(proposal.id, names[proposal.proposed_by], on, is_mine=proposal.proposed_by == actor)
