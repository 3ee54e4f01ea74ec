"""Keeping a member of staff away from the records for a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from iop_desktop.rules.refusal import Refusal

LONGEST_REASON = 120


class StaffState(StrEnum):
    """How somebody stands with the clinic."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class SuspensionFacts:
    """What the rule looks at when somebody is to be suspended."""

    state: StaffState
    is_oneself: bool
    is_last_administrator: bool
    reason: str


def refusals_of_suspension(facts: SuspensionFacts) -> tuple[Refusal, ...]:
    """Why this person cannot be suspended; nobody may lock the clinic out of its records."""
    said = facts.reason.strip()
    checks = (
        (facts.state is StaffState.ACTIVE, Refusal("state", "Only somebody who works here now can be suspended.")),
        (
            not facts.is_last_administrator,
            Refusal("last", "The last administrator cannot be suspended. Add another administrator first."),
        ),
        (not facts.is_oneself, Refusal("oneself", "Nobody suspends themselves; another administrator does.")),
        (
            bool(said) and len(said) <= LONGEST_REASON and said.isprintable(),
            Refusal("reason", f"Write why, in up to {LONGEST_REASON} characters.", "reason"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def refusals_of_ending(state: StaffState) -> tuple[Refusal, ...]:
    """Why there is no suspension to end."""
    if state is StaffState.SUSPENDED:
        return ()
    return (Refusal("state", "This person is not suspended. Nothing was changed."),)
