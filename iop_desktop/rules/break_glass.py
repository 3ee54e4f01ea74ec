"""Breaking the glass: opening a chart from outside one's circle, for a reason and for an hour.

Source: 45 CFR 164.312(a)(2)(ii), emergency access procedure; 42 CFR 2.51 for medical emergencies. Everything of it is
on the record, and somebody else looks at it afterwards.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows
from iop_desktop.rules.vocabulary import Role

OPEN_FOR = timedelta(minutes=60)
CLOCK_SLACK = timedelta(minutes=5)
"""How far the audit log may be ahead of the clock while a chart is open: more, and the clock was set back."""
GLASS_BROKEN = "chart.glass_broken"
SHORTEST_REASON = 15
LONGEST_REASON = 500
LONGEST_COMMENT = 500


class GlassKind(StrEnum):
    """Why a chart is opened from outside."""

    EMERGENCY = "emergency"
    COVERAGE = "coverage"
    SUPERVISION = "supervision"
    CLIENT_REQUEST = "client_request"
    AUDIT = "audit"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self]


_KINDS = {
    GlassKind.EMERGENCY: "Emergency",
    GlassKind.COVERAGE: "Coverage for a colleague",
    GlassKind.SUPERVISION: "Supervision",
    GlassKind.CLIENT_REQUEST: "Request of the client",
    GlassKind.AUDIT: "Audit or quality review",
}


class GlassVerdict(StrEnum):
    """What the review found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"

    @property
    def label(self) -> str:
        """The verdict in words."""
        return "Justified" if self is GlassVerdict.JUSTIFIED else "Not justified"


@dataclass(frozen=True, slots=True)
class Access:
    """One opening: by whom, and when it ended or ends."""

    staff_id: UUID
    until_at: datetime
    closed_at: datetime | None
    reviewed: bool


def refusals_of_reason(reason: str) -> tuple[Refusal, ...]:
    """Why this cannot be the reason."""
    few = f"Write in at least {SHORTEST_REASON} characters why you need this chart now."
    checks = (
        (len(reason) >= SHORTEST_REASON, Refusal("reason", few, "reason")),
        (
            len(reason) <= LONGEST_REASON,
            Refusal("reason-long", f"Keep the reason under {LONGEST_REASON} characters.", "reason"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)


def may_review(staff_id: UUID, roles: Collection[Role], access: Access) -> bool:
    """Whether this person reviews it: a supervisor or an administrator, and never who opened the chart."""
    return staff_id != access.staff_id and allows(roles, Right.REVIEW_GLASS)


def refusals_of_review(access: Access, verdict: GlassVerdict, comment: str) -> tuple[Refusal, ...]:
    """Why a review cannot be kept like this. What was not justified is explained."""
    explained = verdict is GlassVerdict.JUSTIFIED or bool(comment)
    checks = (
        (not access.reviewed, Refusal("reviewed", "Somebody has reviewed this already. Nothing was changed.")),
        (explained, Refusal("comment", "Write what was wrong and what happens now.", "comment")),
        (
            len(comment) <= LONGEST_COMMENT,
            Refusal("comment-long", f"Keep the comment under {LONGEST_COMMENT} characters.", "comment"),
        ),
    )
    return tuple(refusal for held, refusal in checks if not held)
