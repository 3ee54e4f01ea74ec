"""The weekly review of the audit log for privacy: what is looked at, what counts as night, when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REVIEW_EVERY = timedelta(days=7)
_HOURS_OF_A_DAY = 24


class ReviewTopic(StrEnum):
    """Why an entry is on the list."""

    GLASS = "glass"
    REACH = "reach"
    FAILED_UNLOCKS = "failed_unlocks"
    RECOVERY = "recovery"
    ROLES = "roles"
    WAYS_IN = "ways_in"
    RECORDS = "records"
    EXPORTS = "exports"
    PACKETS = "packets"
    OVERRIDES = "overrides"
    GATES = "gates"
    ERRORS = "errors"
    DISPOSALS = "disposals"
    NIGHT = "night"

    @property
    def label(self) -> str:
        """The topic in words."""
        return _LABELS[self]


_LABELS = {
    ReviewTopic.GLASS: "Charts opened from outside",
    ReviewTopic.REACH: "Clients and charts brought into reach",
    ReviewTopic.FAILED_UNLOCKS: "Failed unlocks",
    ReviewTopic.RECOVERY: "Recovery kit and second factor",
    ReviewTopic.ROLES: "Roles of staff",
    ReviewTopic.WAYS_IN: "New staff, invitations and suspensions",
    ReviewTopic.RECORDS: "Restores and older files",
    ReviewTopic.EXPORTS: "Exports and prints",
    ReviewTopic.PACKETS: "Packets",
    ReviewTopic.OVERRIDES: "Overrides of rules",
    ReviewTopic.GATES: "Gate decisions",
    ReviewTopic.ERRORS: "Notes entered in error",
    ReviewTopic.DISPOSALS: "Holds and destroyed charts",
    ReviewTopic.NIGHT: "Work at night",
}
TOPICS = {
    "chart.glass_broken": ReviewTopic.GLASS,
    "chart.glass_missed": ReviewTopic.GLASS,
    "admission.own_reach": ReviewTopic.REACH,
    "group.own_reach": ReviewTopic.REACH,
    "staff.own_reach": ReviewTopic.REACH,
    "roster.stood_in": ReviewTopic.REACH,
    "roster.compared": ReviewTopic.REACH,
    "unlock.failed": ReviewTopic.FAILED_UNLOCKS,
    "way_in.dropped": ReviewTopic.FAILED_UNLOCKS,
    "unlock.unknown_slot": ReviewTopic.FAILED_UNLOCKS,
    "passphrase.refused": ReviewTopic.FAILED_UNLOCKS,
    "token.refused": ReviewTopic.FAILED_UNLOCKS,
    "recovery.used": ReviewTopic.RECOVERY,
    "recovery.undone": ReviewTopic.RECOVERY,
    "staff.roles": ReviewTopic.ROLES,
    "second_factor.removed": ReviewTopic.RECOVERY,
    "second_factor.given_up": ReviewTopic.RECOVERY,
    "second_factor.spare_used": ReviewTopic.RECOVERY,
    "recovery_kit.replaced": ReviewTopic.RECOVERY,
    "staff.added": ReviewTopic.WAYS_IN,
    "invitation.made": ReviewTopic.WAYS_IN,
    "invitation.accepted": ReviewTopic.WAYS_IN,
    "staff.suspended": ReviewTopic.WAYS_IN,
    "staff.suspension_ended": ReviewTopic.WAYS_IN,
    "vault.restored": ReviewTopic.RECORDS,
    "vault.salvaged": ReviewTopic.RECORDS,
    "vault.put_back": ReviewTopic.RECORDS,
    "vault.erasing": ReviewTopic.RECORDS,
    "vault.key_file_put_back": ReviewTopic.RECORDS,
    "notes.exported": ReviewTopic.EXPORTS,
    "audit.exported": ReviewTopic.EXPORTS,
    "archive.made": ReviewTopic.EXPORTS,
    "handoff.printed": ReviewTopic.EXPORTS,
    "amendment.letter": ReviewTopic.EXPORTS,
    "packet.made": ReviewTopic.PACKETS,
    "packets.made": ReviewTopic.PACKETS,
    "packet.opened": ReviewTopic.PACKETS,
    "packet.answered": ReviewTopic.PACKETS,
    "packet.applied": ReviewTopic.PACKETS,
    "rule.overridden": ReviewTopic.OVERRIDES,
    "gate.overridden": ReviewTopic.GATES,
    "gate.false_alarm": ReviewTopic.GATES,
    "note.in_error": ReviewTopic.ERRORS,
    "hold.placed": ReviewTopic.DISPOSALS,
    "hold.lifted": ReviewTopic.DISPOSALS,
    "retention.chosen": ReviewTopic.DISPOSALS,
    "retention.of_chart": ReviewTopic.DISPOSALS,
    "disposal.proposed": ReviewTopic.DISPOSALS,
    "disposal.withdrawn": ReviewTopic.DISPOSALS,
    "disposal.done": ReviewTopic.DISPOSALS,
}
"""Actions that are on the list at any hour."""


@dataclass(frozen=True, slots=True)
class NightHours:
    """Full hours on the clinic's wall from ``begins`` to ``ends``, over midnight when ``begins`` is the later one."""

    begins: int = 22
    ends: int = 6

    def __post_init__(self) -> None:
        if not (0 <= self.begins < _HOURS_OF_A_DAY and 0 <= self.ends < _HOURS_OF_A_DAY):
            raise ValueError("an hour is from 0 to 23")

    def holds(self, wall: datetime) -> bool:
        """Whether a moment on the wall is at night; equal hours mean that no time is."""
        if self.begins <= self.ends:
            return self.begins <= wall.hour < self.ends
        return wall.hour >= self.begins or wall.hour < self.ends


def topic_of(action: str) -> ReviewTopic | None:
    """Why an action is on the list at any hour; None for work that is looked at only at night."""
    return TOPICS.get(action)


def review_is_due(last: datetime | None, now: datetime) -> bool:
    """Whether the last review is older than a week, or there never was one."""
    return last is None or now - last > REVIEW_EVERY
