"""How long a chart is kept after the last discharge, and where it stands.

Federal rules ask for no single period: 7 years for what is billed to Medicare (42 CFR 424.516(f)), 10 years for
Medicaid managed care (42 CFR 438.3(u)); state law and payers decide the rest, and for minors it usually runs from the
day they come of age. The clinic therefore chooses its period and says where it has it from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iop_desktop.rules.membership import age_on
from iop_desktop.rules.refusal import Refusal

FEWEST_YEARS, MOST_YEARS = 5, 50
YOUNGEST_MAJORITY, OLDEST_MAJORITY = 18, 21
LONGEST_REASON = 500
LONGEST_SOURCE = 200

YEARS = Refusal("years", f"Choose from {FEWEST_YEARS} to {MOST_YEARS} years.", "years")
MAJORITY = Refusal("majority", f"People come of age from {YOUNGEST_MAJORITY} to {OLDEST_MAJORITY}.", "majority")
NO_SOURCE = Refusal("source", "Write the law, payer or policy this period comes from.", "source")
LONG_SOURCE = Refusal("long", f"Keep it under {LONGEST_SOURCE} characters.", "source")
NO_REASON = Refusal("reason", "Write the reason: it is kept with the chart.", "reason")
LONG_REASON = Refusal("long", f"Keep the reason under {LONGEST_REASON} characters.", "reason")
HELD = Refusal("held", "This chart is held already. Nothing was changed.", "client")
NOT_LONGER = Refusal(
    "longer", "A chart is never kept for fewer years than every other one. Choose more, or change the period.", "years"
)
SAME_PERIOD = Refusal("same", "This chart has that period already. Nothing was changed.", "years")
NOT_HELD = Refusal("not-held", "This chart is not held. Nothing was changed.", "client")


class ChartStanding(StrEnum):
    """Where a chart stands between treatment and its end."""

    IN_TREATMENT = "in_treatment"
    KEPT = "kept"
    HELD = "held"
    DUE = "due"
    PROPOSED = "proposed"

    @property
    def label(self) -> str:
        """The standing in words."""
        return _LABELS[self]


_LABELS = {
    ChartStanding.IN_TREATMENT: "In treatment",
    ChartStanding.KEPT: "Kept",
    ChartStanding.HELD: "On legal hold",
    ChartStanding.DUE: "Period is over",
    ChartStanding.PROPOSED: "Proposed for destruction",
}


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """Years after the last discharge; for who was under ``majority`` then, years after coming of age."""

    years: int = 7
    majority: int = 18
    source: str = "42 CFR 424.516(f): 7 years. Ask which period your state and payers require."

    @property
    def sentence(self) -> str:
        """The rule in words, as it stands on a certificate."""
        return (
            f"Charts are kept for {self.years} years after the last discharge; for clients who were under "
            f"{self.majority} then, for {self.years} years after they turned {self.majority}."
        )


@dataclass(frozen=True, slots=True)
class ChartFacts:
    """What the rule looks at. ``discharged_on`` is the last discharge, None while an episode lasts or none began."""

    discharged_on: date | None
    date_of_birth: date | None
    held: bool = False
    proposed: bool = False


def policy_of_chart(policy: RetentionPolicy, years: int) -> RetentionPolicy:
    """The period of a chart with ``years`` of its own (0 for none); the clinic's where that is longer by now."""
    return replace(policy, years=max(policy.years, years))


def rule_of_chart(policy: RetentionPolicy, years: int) -> str:
    """The rule in words, with the chart's own period where it is longer."""
    if years <= policy.years:
        return policy.sentence
    return f"{policy.sentence} This chart is kept for {years} years."


def kept_until(policy: RetentionPolicy, discharged_on: date, date_of_birth: date | None) -> date:
    """The last day on which the chart must be kept. An unknown day of birth counts as of age."""
    begins = discharged_on
    if date_of_birth is not None and age_on(date_of_birth, discharged_on) < policy.majority:
        begins = max(begins, years_later(date_of_birth, policy.majority))
    return years_later(begins, policy.years)


def standing(policy: RetentionPolicy, facts: ChartFacts, today: date) -> ChartStanding:
    """Where a chart stands on a day. A hold comes before everything but treatment itself."""
    if facts.held:
        return ChartStanding.HELD
    if facts.discharged_on is None:
        return ChartStanding.IN_TREATMENT
    if today <= kept_until(policy, facts.discharged_on, facts.date_of_birth):
        return ChartStanding.KEPT
    return ChartStanding.PROPOSED if facts.proposed else ChartStanding.DUE


def is_valid_proposal(kept_until: date | None, proposed_on: date) -> bool:
    """Whether a proposal still counts: one made before the chart's day, as of an earlier treatment, does not.

    While there is no day at all it is shown, and the standing refuses it.
    """
    return kept_until is None or proposed_on > kept_until


def years_later(day: date, years: int) -> date:
    """The same day of a later year; February 29 becomes March 1 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def refusals_of_policy(policy: RetentionPolicy) -> tuple[Refusal, ...]:
    """Why the clinic cannot choose this period."""
    source = policy.source.strip()
    checks = (
        (FEWEST_YEARS <= policy.years <= MOST_YEARS, YEARS),
        (YOUNGEST_MAJORITY <= policy.majority <= OLDEST_MAJORITY, MAJORITY),
        (bool(source), NO_SOURCE),
        (len(source) <= LONGEST_SOURCE, LONG_SOURCE),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_of_chart_period(policy: RetentionPolicy, before: int, years: int, reason: str) -> tuple[Refusal, ...]:
    """Why a chart cannot have this period of its own; 0 years = as long as every chart."""
    checks = (
        (years == 0 or years > policy.years, NOT_LONGER),
        (years <= MOST_YEARS, YEARS),
        (years != before, SAME_PERIOD),
    )
    return (*(refusal for held, refusal in checks if not held), *_of_reason(reason))


def refusals_to_hold(*, is_held: bool, reason: str) -> tuple[Refusal, ...]:
    """Why a chart cannot be put on hold."""
    return ((HELD,) if is_held else ()) + _of_reason(reason)


def refusals_to_lift(*, is_held: bool, reason: str) -> tuple[Refusal, ...]:
    """Why a hold cannot be lifted."""
    return (() if is_held else (NOT_HELD,)) + _of_reason(reason)


def _of_reason(reason: str) -> tuple[Refusal, ...]:
    checks = ((bool(reason.strip()), NO_REASON), (len(reason.strip()) <= LONGEST_REASON, LONG_REASON))
    return tuple(refusal for held, refusal in checks if not held)
