"""How long a note may wait for its co-signature, and when an intern's supervisor is to sit in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from iop_desktop.rules.refusal import Refusal

DAYS_TO_COSIGN, DAYS_BETWEEN_OBSERVATIONS = 7, 30
"""Defaults; a clinic sets its own."""
LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class SupervisionLimits:
    """The clinic's own limits in days."""

    cosign_days: int = DAYS_TO_COSIGN
    observation_days: int = DAYS_BETWEEN_OBSERVATIONS


@dataclass(frozen=True, slots=True)
class ObservationDue:
    """When somebody who is supervised was last observed, and by when to be observed again; None = never."""

    last_on: date | None
    due_on: date
    overdue: bool


def refusals_of_limits(limits: SupervisionLimits) -> tuple[Refusal, ...]:
    """Why these limits cannot be kept."""
    fields = (("cosign_days", limits.cosign_days), ("observation_days", limits.observation_days))
    return tuple(
        Refusal("range", f"Choose between 1 and {LONGEST_DAYS} days.", name)
        for name, days in fields
        if not 1 <= days <= LONGEST_DAYS
    )


def waits_too_long(age_days: int, limit: int) -> bool:
    """Whether a note waits longer than the clinic allows."""
    return age_days > limit


def observation_due(last_on: date | None, days: int, today: date) -> ObservationDue:
    """The next observation; who was never observed is due today."""
    due = last_on + timedelta(days=days) if last_on is not None else today
    return ObservationDue(last_on, due, overdue=today > due)
