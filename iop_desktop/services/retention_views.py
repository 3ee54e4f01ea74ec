"""What the list of charts and their days shows; no client is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.retention import ChartStanding


@dataclass(frozen=True, slots=True)
class HoldView:
    """Why, by whom and since when a chart is held."""

    reason: str
    placed_by: str
    since: date


@dataclass(frozen=True, slots=True)
class PeriodView:
    """For how many years a chart is kept when that is longer than for every chart, why, by whom and since when."""

    years: int
    reason: str
    decided_by: str
    since: date


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Who proposed to destroy a chart, and when; ``is_mine`` for who may not confirm it."""

    proposal_id: UUID
    proposed_by: str
    on: date
    is_mine: bool


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """A chart: record number and initials, and where it stands. Days are None while treatment lasts."""

    client_id: UUID
    record_number: str
    initials: str
    discharged_on: date | None
    kept_until: date | None
    standing: ChartStanding
    hold: HoldView | None
    proposal: ProposalView | None
    period: PeriodView | None = None

    @property
    def detail(self) -> str:
        """Who decided what about the chart."""
        if self.hold is not None:
            return f"{self.hold.reason} ({self.hold.placed_by}, {long_date(self.hold.since)})"
        if self.proposal is not None:
            return f"by {self.proposal.proposed_by}, {long_date(self.proposal.on)}"
        if self.period is not None:
            period = self.period
            return f"{period.years} years: {period.reason} ({period.decided_by}, {long_date(period.since)})"
        return ""
