"""When a certificate of a member of staff is to be renewed, and why one ends before its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RENEWAL = timedelta(days=60)
"""So long before its end a certificate is renewed, at the next signature or by an administrator."""
ENDING = "Your certificate ends soon, so a new one for the same key is issued with this signature."
OTHER_WORDS = (
    "Your name, credentials or license changed, so a new certificate for the same key is issued with this signature."
)


class RevocationReason(StrEnum):
    """Why a certificate counts no more; the words of RFC 5280 stand in documents/revocations.py."""

    LEFT = "left"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What the rule looks at. ``could_end_at`` is how long a new one could last; no new one outlives the root."""

    ends_at: datetime
    could_end_at: datetime
    says_the_same: bool


def renewal_reason(facts: CertificateFacts, now: datetime) -> str:
    """A sentence when the certificate is to be renewed; empty while it is good."""
    if not facts.says_the_same:
        return OTHER_WORDS
    if facts.ends_at - now <= RENEWAL and facts.could_end_at > facts.ends_at:
        return ENDING
    return ""
