"""Inviting a person to set a pass phrase: how long an invitation is good, and who may be given one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from iop_desktop.rules.refusal import Refusal

VALID = timedelta(days=7)
"""So long after it was made an invitation can be accepted."""


class InvitationEnd(StrEnum):
    """Why an invitation opens nothing any more."""

    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def is_over(expires_at: datetime, now: datetime, latest: datetime | None) -> bool:
    """Whether its time is over. ``latest`` is the latest time in the records: a clock set back gains nothing."""
    return max(now, latest or now) >= expires_at


@dataclass(frozen=True, slots=True)
class NewPassphraseFacts:
    """What the rule looks at when somebody on staff is to set a new pass phrase without the old one."""

    active: bool
    is_oneself: bool


def refusals_of_new_passphrase(facts: NewPassphraseFacts) -> tuple[Refusal, ...]:
    """Why this member of staff is given no invitation."""
    checks = (
        (
            facts.active,
            Refusal("inactive", "This person cannot open the records now, so there is no pass phrase to replace."),
        ),
        (
            not facts.is_oneself,
            Refusal(
                "oneself",
                "Change your own pass phrase under Settings, Signing. If you forgot it, another administrator invites "
                "you, or the recovery kit lets you in.",
            ),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)
